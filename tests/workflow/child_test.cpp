// Child workflows and the next run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

Task<std::string> Parent(Context& ctx) {
  const ChildOptions options = ChildOptions()
                                   .Id("c")
                                   .TaskQueue("q")
                                   .RunTimeout(1s)
                                   .CronSchedule("@daily")
                                   .ParentClose(ParentClosePolicy::kAbandon)
                                   .IdReusePolicy(2)
                                   .Cancellation(kWaitRequested)
                                   .Memo({{"k", ToPayload(1)}})
                                   .SearchAttributes({{"s", ToPayload("x")}})
                                   .Summary("line")
                                   .Details("lines");
  ChildHandle<int> child = ctx.StartChild<int>("C", options, 7, "x");
  const std::string run_id = co_await child.Started();
  const int result = co_await child.Result();
  co_return child.WorkflowId() + " " + run_id + " " + std::to_string(result);
}

TEST(Child, IsStartedWithEveryOptionThenDone) {
  Instance run(Only<&Parent>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("START_CHILD 1 C(7, \"x\") id=c queue=q memo[k]=1 "
                          "attribute[s]=\"x\" run_timeout=1000ms cron=@daily "
                          "parent_close=2 reuse=2 cancellation=3 "
                          "summary=line details=lines"));
  EXPECT_THAT(run.Activate({ChildStarted(1, "r")}), ElementsAre());
  EXPECT_THAT(run.Activate({ChildDone(1, "5")}),
              ElementsAre("COMPLETE \"c r 5\""));
}

Task<void> DefaultIds(Context& ctx) {
  const Future<void> one = ctx.Child("C", ChildOptions());
  const Future<void> two = ctx.Child("C", ChildOptions());
  co_await WhenAll(one, two);
}

TEST(Child, HasAUuidAsDefaultIdThatTakesTwoDraws) {
  Instance run(Only<&DefaultIds>(), "W");
  Random random(42);
  const std::string one = random.Uuid();
  const std::string two = random.Uuid();

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre(HasSubstr("default_id=" + one + " "),
                          HasSubstr("default_id=" + two + " ")));
}

template <class T>
Task<std::string> OutcomeOf(Future<T> future) {
  std::string outcome = "done";
  try {
    (void)co_await future;
  } catch (const Failure& failure) {
    outcome = failure.what();
  }
  co_return outcome;
}
Task<void> Outcomes(Context& ctx) {
  ChildHandle<int> child = ctx.StartChild<int>("C", ChildOptions().Id("c"));
  const Future<std::string> started = ctx.Spawn(OutcomeOf(child.Started()));
  const Future<std::string> result = ctx.Spawn(OutcomeOf(child.Result()));
  co_await WhenAll(started, result);
  ctx.Log(LogLevel::kInfo, "started: " + started.Get());
  ctx.Log(LogLevel::kInfo, "result: " + result.Get());
}
WireFailure ChildFailed(const char* why) {
  return WireFailure(LS_FAILURE_CHILD_WORKFLOW, "child")
      .Cause(WireFailure(LS_FAILURE_APPLICATION, why));
}

TEST(Child, ThatDoesNotStartFailsBothFutures) {
  Instance run(Only<&Outcomes>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({ChildStartFails(1, ChildFailed("exists"))}),
              ElementsAre("LOG 2 started: child: exists",
                          "LOG 2 result: child: exists", "COMPLETE"));
}

TEST(Child, ThatEndsBeforeItsStartIsHeardOfFailsBothFutures) {
  Instance run(Only<&Outcomes>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({ChildFails(1, ChildFailed("gone"))}),
              ElementsAre("LOG 2 started: child: gone",
                          "LOG 2 result: child: gone", "COMPLETE"));
}

TEST(Child, ThatFailsLaterFailsItsResultOnly) {
  Instance run(Only<&Outcomes>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(
      run.Activate({ChildStarted(1, "r"), ChildFails(1, ChildFailed("bad"))}),
      ElementsAre("LOG 2 started: done", "LOG 2 result: child: bad",
                  "COMPLETE"));
}

Task<void> CancelsAChild(Context& ctx) {
  Context scope = ctx.NewScope();
  const Future<void> child = scope.Child("C", ChildOptions().Id("c"));
  ctx.OnSignal("stop", [&] { scope.Cancel("because"); });
  try {
    co_await child;
  } catch (const Cancelled&) {
    ctx.Log(LogLevel::kInfo, "cancelled");
  }
}

TEST(Child, IsCancelledByACommandOnceAndDoneWhenTheHostSaysSo) {
  Instance run(Only<&CancelsAChild>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("stop"), Signal("stop")}),
              ElementsAre("CANCEL_CHILD 1 because"));
  const WireFailure canceled =
      WireFailure(LS_FAILURE_CHILD_WORKFLOW).Cause(Canceled());
  EXPECT_THAT(run.Activate({ChildFails(1, canceled)}),
              ElementsAre("LOG 2 cancelled", "COMPLETE"));
}

Task<void> Continues(Context& ctx, int n) {
  try {
    co_await ctx.Yield();
    if (n == 0) ctx.ContinueAsNew();
    if (n == 1) ctx.ContinueAsNew(1);
    if (n == 2) ctx.ContinueAsNew(1, "b");
    const NextRun next =
        NextRun().Type("Other").TaskQueue("q").RunTimeout(1s).Memo({});
    ctx.ContinueAsNew(next, 1, 2, 3);
  } catch (const std::exception&) {
    ctx.Log(LogLevel::kInfo, "swallowed");
  }
}

TEST(ContinueAsNew, EndsTheRunWithTheNextOnesArguments) {
  const LsBuild* const build = Only<&Continues>();
  Instance none(build, "W", {"0"});
  Instance one(build, "W", {"1"});
  Instance two(build, "W", {"2"});
  Instance other(build, "W", {"3"});

  EXPECT_THAT(none.Activate({Start()}), ElementsAre("CONTINUE_AS_NEW ()"));
  EXPECT_THAT(one.Activate({Start()}), ElementsAre("CONTINUE_AS_NEW (1)"));
  EXPECT_THAT(two.Activate({Start()}),
              ElementsAre("CONTINUE_AS_NEW (1, \"b\")"));
  EXPECT_THAT(other.Activate({Start()}),
              ElementsAre("CONTINUE_AS_NEW (1, 2, 3) type=Other queue=q "
                          "run_timeout=1000ms"));
  EXPECT_THAT(other.stacks(), ElementsAre(HasSubstr(" Continues")));
}

Task<void> ContinuesInAHandler(Context& ctx) {
  ctx.OnSignal("next", [&] { ctx.ContinueAsNew(1); });
  co_await ctx.Await([] { return false; });
}

TEST(ContinueAsNew, InAHandlerFailsTheTask) {
  Instance run(Only<&ContinuesInAHandler>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("next")}),
              ElementsAre(HasSubstr("status 1: ContinueAsNew was called in a "
                                    "coroutine that main does not await")));
}

Task<void> ContinuesInAnAwaitedSpawn(Context& ctx) {
  co_await ctx.Spawn([](Context& inner) -> Task<void> {
    co_await inner.Yield();
    inner.ContinueAsNew(1);
  });
}

TEST(ContinueAsNew, InASpawnedCoroutineThatMainAwaitsEndsTheRun) {
  Instance run(Only<&ContinuesInAnAwaitedSpawn>(), "W");

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("CONTINUE_AS_NEW (1)"));
}

}  // namespace
