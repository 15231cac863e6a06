// How runs end, and what code is told about itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

Task<void> Throws(Context& ctx, int n) {
  co_await ctx.Yield();
  const TimeoutFailure timeout("late", TimeoutKind::kHeartbeat);
  switch (n) {
    case 0:
      throw ApplicationFailure("no", "Refused", &timeout)
          .NonRetryable()
          .WithDetails(1, "two");
    case 1:
      throw timeout;
    case 2:
      throw TerminatedFailure("killed");
    case 3:
      throw ServerFailure("down", true);
    case 4:
      throw ActivityFailure("failed", {"A", "1", "", 0}, &timeout);
    case 5:
      throw ChildFailure("failed", {"C", "w", "r", 0}, nullptr);
    case 6:
      throw UndecodablePayload("what is this");
    default:
      throw 7;
  }
}

TEST(Failure, OfEachClassFailsTheWorkflowAsWhatItIs) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"0",
       "FAIL application 'no' type=Refused final details=(1, \"two\") <- "
       "timeout 'late' timeout=4"},
      {"1", "FAIL timeout 'late' timeout=4"},
      {"2", "FAIL terminated 'killed'"},
      {"3", "FAIL server 'down' final"},
      {"4", "FAIL activity 'failed' type=A <- timeout 'late' timeout=4"},
      {"5", "FAIL child 'failed' type=C"},
      {"6", "status 2: what is this"},
      {"7", "status 1: workflow code threw int, which is no std::exception"},
  };
  for (const auto& [input, expected] : cases) {
    Instance run(Only<&Throws>(), "W", {input});
    EXPECT_THAT(run.Activate({Start()}), ElementsAre(expected));
  }
}

TEST(Failure, ChainsMessagesAndCopiesItsCauses) {
  const ApplicationFailure inner("inner");
  std::optional<ActivityFailure> outer(std::in_place, "outer",
                                       FailedThing{"A", "1", "", 0}, &inner);
  ActivityFailure copy("", {}, nullptr);
  copy = *outer;
  outer.reset();

  EXPECT_STREQ(copy.what(), "outer: inner");
  EXPECT_EQ(copy.Find<ApplicationFailure>()->Message(), "inner");
  EXPECT_EQ(copy.Find<Cancelled>(), nullptr);
}

Task<int> TakesAnInt(Context&, int n) { co_return n; }

TEST(Input, ThatCannotBeDecodedHasAStatusOfItsOwn) {
  Instance wrong(Only<&TakesAnInt>(), "W", {"\"x\""});
  Instance missing(Only<&TakesAnInt>(), "W");
  Instance extra(Only<&TakesAnInt>(), "W", {"1", "2"});

  EXPECT_THAT(wrong.Activate({Start()}),
              ElementsAre(HasSubstr("status 2: argument 1 of workflow W: ")));
  EXPECT_THAT(missing.Activate({Start()}),
              ElementsAre(HasSubstr("which has no such argument")));
  EXPECT_THAT(extra.Activate({Start()}), ElementsAre("COMPLETE 1"));
}

Task<void> LosesAnException(Context& ctx) {
  { const Future<void> dropped = ctx.Spawn(Throws(ctx, 99)); }
  co_await ctx.Sleep(1s);
}
Task<void> LosesAFailure(Context& ctx) {
  { const Future<void> dropped = ctx.Spawn(Throws(ctx, 0)); }
  co_await ctx.Sleep(1s);
}

TEST(Spawn, FailsTheTaskWithAnExceptionThatNobodyCanSee) {
  Instance run(Only<&LosesAnException>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("START_TIMER 1 1000ms",
                          HasSubstr("status 1: workflow code threw int")));
}

TEST(Spawn, ForgetsAFailureThatNobodyCanSee) {
  Instance run(Only<&LosesAFailure>(), "W");

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("START_TIMER 1 1000ms"));
}

Task<int> SpawnsACallable(Context& ctx) {
  const std::string text = "abc";
  const auto length = [text](Context& inner, size_t more) -> Task<int> {
    co_await inner.Sleep(1s);
    co_return static_cast<int>(text.size() + more);
  };
  Future<int> future;
  {
    Context scope = ctx.NewScope();
    future = scope.Spawn(length, size_t{1});
  }
  co_return co_await future;
}

TEST(Spawn, KeepsACallableAndItsContextUntilItHasEnded) {
  Instance run(Only<&SpawnsACallable>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Fire(1)}), ElementsAre("COMPLETE 4"));
}

class ThrowsInConstructor {
 public:
  explicit ThrowsInConstructor(Context& ctx) {
    ctx.Timer(1s).state();
    throw ApplicationFailure("in constructor");
  }
  Task<void> Run(Context&) { co_return; }
};
void RegisterThrows(Build& build) { build.Workflow<ThrowsInConstructor>("W"); }

TEST(ClassWorkflow, MayFailInItsConstructor) {
  Instance run(internal::BuildOf<&RegisterThrows>::Get(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("START_TIMER 1 1000ms", "FAIL application 'in constructor'"));
}

Task<void> TellsAboutItself(Context& ctx) {
  while (true) {
    ctx.Log(LogLevel::kWarn,
            ctx.Info().workflow_type + " " +
                std::to_string(ctx.Now().time_since_epoch() / 1ms) + " " +
                std::to_string(ctx.Info().history_length) + " " +
                (ctx.IsReplaying() ? "replaying" : "live"));
    const Future<void> timer =
        ctx.IsReplaying() ? ctx.Timer(1s) : ctx.Timer(2s);
    co_await timer;
  }
}

TEST(Log, IsSilentInAReplay) {
  Instance run(Only<&TellsAboutItself>(), "W");

  EXPECT_THAT(run.Activate({Start()}, Replaying::kYes),
              ElementsAre("START_TIMER 1 1000ms"));
  run.now = 2'000'000'000;
  EXPECT_THAT(run.Activate({Fire(1)}),
              ElementsAre("LOG 3 W 2000 3 live", "START_TIMER 2 2000ms"));
}

Task<void> DoesNothing(Context& ctx) { co_await ctx.Sleep(1s); }

TEST(Boundary, RefusesAnUnknownWorkflowAndSaysWhichItHas) {
  Instance run(Only<&DoesNothing>(), "V");

  EXPECT_THAT(run.create_lines(),
              ElementsAre("status 3: the build has no workflow 'V'; it has W"));
}

TEST(Boundary, RefusesAnUnknownJob) {
  Instance run(Only<&DoesNothing>(), "W");
  Job job = Start();
  job.kind = 99;

  EXPECT_THAT(run.Activate({job}),
              ElementsAre(HasSubstr("status 1: the host sent a job of kind 99, "
                                    "which lockstep 0.1.0 does not know")));
}

TEST(Boundary, ReadsNoFieldBeyondAStructsSize) {
  const LsBuild* const build = Only<&DoesNothing>();
  LsWorkflowInfo info;
  std::memset(&info, 0xff, sizeof info);  // garbage that must not be read
  info.size = offsetof(LsWorkflowInfo, workflow_id);
  info.workflow_type = {"W", 1};
  const LsHost host{};
  LsInstance* instance = nullptr;

  EXPECT_EQ(build->create(&info, &host, &instance), LS_STATUS_OK);
  build->destroy(instance);
}

TEST(Boundary, ReadsAShortActivation) {
  const LsBuild* const build = Only<&DoesNothing>();
  LsWorkflowInfo info{};
  info.size = sizeof info;
  info.workflow_type = {"W", 1};
  int commands = 0;
  LsHost host{};
  host.size = sizeof host;
  host.context = &commands;
  host.command = [](void* count, const LsCommand*) {
    ++*static_cast<int*>(count);
  };
  LsInstance* instance = nullptr;
  ASSERT_EQ(build->create(&info, &host, &instance), LS_STATUS_OK);
  LsJob job;
  std::memset(&job, 0xff, sizeof job);
  job.size = offsetof(LsJob, seq);
  job.kind = LS_JOB_START;
  const LsJob* jobs[] = {&job};
  LsActivation activation;
  std::memset(&activation, 0xff, sizeof activation);
  activation.size = offsetof(LsActivation, now);
  activation.jobs = jobs;
  activation.job_count = 1;

  EXPECT_EQ(build->activate(instance, &activation, &host), LS_STATUS_OK);
  EXPECT_EQ(commands, 1);
  build->destroy(instance);
}

struct ActsWhenDestroyed {
  ~ActsWhenDestroyed() {
    const Future<void> timer = ctx.Timer(1s);
    const Future<void> activity = ctx.Activity("A", ActivityOptions());
    const Future<void> local = ctx.LocalActivity("L", LocalActivityOptions());
    const Future<void> child = ctx.Child("C", ChildOptions());
    const ExternalWorkflow other("other");
    const Future<void> sent = ctx.SignalExternal(other, "go");
    const Future<void> cancel = ctx.CancelExternal(other);
    ctx.UpsertMemo("m", 1);
    ctx.UpsertSearchAttribute("s", 1);
    const Future<void> await = ctx.Await([] { return true; });
    const Future<bool> timed = ctx.Await([] { return false; }, 1s);
    const Future<void> spawned = ctx.Spawn(DoesNothing(ctx));
    SignalChannel<int> channel = ctx.SignalChannel<int>("n");
    const Future<int> received = channel.Receive();
    ctx.OnSignal("s", [] {});
    ctx.OnUnhandledSignal([](const std::string&, const PayloadList&) {});
    ctx.OnQuery("q", [] { return 1; });
    ctx.OnUpdate("u", [] {});
    ctx.OnCancel([] {});
    ctx.Log(LogLevel::kInfo, "from a destructor");
    ctx.Cancel();
    ctx.Patched("p");
    ctx.DeprecatePatch("d");
    if (ctx.Version("v", 1, 2) != kDefaultVersion) std::abort();
    (void)ctx.Uuid();
    queue.TrySend(1);
  }
  Context& ctx;
  Channel<int>& queue;
};
Task<void> HoldsSomething(Context& ctx, Channel<int>& queue) {
  const ActsWhenDestroyed held{ctx, queue};
  co_await ctx.Sleep(1s);
}
Task<void> HoldsMuch(Context& ctx) {
  Channel<int> queue;
  const Future<void> other = ctx.Spawn(HoldsSomething(ctx, queue));
  const Future<int> received = queue.Receive(ctx);
  const ActsWhenDestroyed held{ctx, queue};
  co_await received;
}

TEST(Destroy, IgnoresWhatDestructorsDo) {
  Instance run(Only<&HoldsMuch>(), "W");
  run.Activate({Start()});

  run.Destroy();
}

}  // namespace
