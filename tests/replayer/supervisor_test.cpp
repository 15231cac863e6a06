// The process code with work of our own: no build, no histories.
#include "replayer/process/supervisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <functional>

namespace lockstep::replay {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

using RunItem = std::function<ItemRecord(size_t item, WorkerLink& link)>;

class FakeWork final : public ForkedWork {
 public:
  explicit FakeWork(RunItem run) : run_(std::move(run)) {}

  Result<std::string> Load(std::atomic<LoadStage>& stage) override {
    return load(stage);
  }
  ItemRecord Run(size_t item, WorkerLink& link) override {
    return run_(item, link);
  }

  std::function<Result<std::string>(std::atomic<LoadStage>&)> load = [](auto&) {
    return Result<std::string>("loaded");
  };

 private:
  const RunItem run_;
};

ItemRecord Echo(size_t item) { return {"item " + std::to_string(item), false}; }

// Does `act` inside workflow code when it comes to `bad_item`.
FakeWork BadAt(size_t bad_item, std::function<void()> act) {
  return FakeWork([=](size_t item, WorkerLink& link) {
    link.Note("note " + std::to_string(item));
    link.observer().EnterWorkflowCode();
    if (item == bad_item) act();
    link.observer().LeaveWorkflowCode();
    return Echo(item);
  });
}

constexpr Limits kNoLimits{std::chrono::seconds(0), std::chrono::seconds(0), 0};

struct Job {
  size_t items = 3;
  size_t workers = 2;
  OnFailure on_failure = OnFailure::kGoOn;
  Limits limits = kNoLimits;
};

std::vector<Outcome> RunAll(FakeWork work, const Job& job = {}) {
  SignalWatch signals;
  auto zygote = Zygote::Start(work, job.workers);
  EXPECT_TRUE(zygote &&
              (*zygote)->AwaitLoad(std::chrono::seconds(20), signals));
  std::vector<Outcome> outcomes;
  const Result<void> done = Supervise(
      **zygote, WorkQueue(job.items, job.on_failure), job.limits, signals,
      [&](Outcome outcome) { outcomes.push_back(std::move(outcome)); });
  EXPECT_TRUE(done) << done.error().message;
  return outcomes;
}

// The outcomes but the one at 1 are those of untroubled items.
const Outcome& OnlyOneIsBad(const std::vector<Outcome>& outcomes) {
  EXPECT_THAT(outcomes, SizeIs(3));
  EXPECT_EQ(outcomes.at(0), Outcome{.done = Echo(0)});
  EXPECT_EQ(outcomes.at(2), Outcome{.done = Echo(2)});
  return outcomes.at(1);
}

TEST(Supervisor, RunsNothing) {
  EXPECT_THAT(RunAll(BadAt(9, [] {}), {.items = 0}), SizeIs(0));
}

TEST(Supervisor, GivesOutcomesInOrderWhateverTheNumberOfWorkers) {
  for (const size_t workers : {1, 2, 5}) {
    const auto outcomes =
        RunAll(BadAt(9999, [] {}), {.items = 1000, .workers = workers});

    ASSERT_THAT(outcomes, SizeIs(1000));
    for (size_t i = 0; i < outcomes.size(); ++i) {
      ASSERT_EQ(outcomes[i], Outcome{.done = Echo(i)});
    }
  }
}

TEST(Supervisor, BlamesACrashOnTheGuiltyOne) {
  const auto outcomes = RunAll(BadAt(1, [] { raise(SIGKILL); }));

  const Outcome& bad = OnlyOneIsBad(outcomes);
  ASSERT_TRUE(bad.death);
  EXPECT_EQ(bad.death->cause, Death::Cause::kCrash);
  EXPECT_EQ(WTERMSIG(bad.death->wait_status), SIGKILL);
  EXPECT_TRUE(bad.death->in_workflow_code);
  EXPECT_EQ(bad.note, "note 1");
}

TEST(Supervisor, KnowsACrashOutsideWorkflowCode) {
  const auto outcomes = RunAll(FakeWork([](size_t item, WorkerLink&) {
    if (item == 1) raise(SIGKILL);
    return Echo(item);
  }));

  EXPECT_FALSE(OnlyOneIsBad(outcomes).death->in_workflow_code);
}

TEST(Supervisor, TakesNoExitStatusForAResult) {
  const auto outcomes = RunAll(BadAt(1, [] { _exit(0); }));

  const Outcome& bad = OnlyOneIsBad(outcomes);
  ASSERT_TRUE(bad.death);
  EXPECT_EQ(bad.death->cause, Death::Cause::kCrash);
  EXPECT_TRUE(WIFEXITED(bad.death->wait_status));
}

TEST(Supervisor, NoticesThatAWorkerLostItsSocket) {
  const auto outcomes = RunAll(BadAt(1, [] {
    for (int fd = 3; fd < 1024; ++fd) close(fd);
  }));

  EXPECT_TRUE(OnlyOneIsBad(outcomes).death->speechless);
}

TEST(Supervisor, EndsADeadlockAndGoesOn) {
  Job job;
  job.limits.deadlock = std::chrono::seconds(1);
  const auto outcomes = RunAll(BadAt(1, [] { pause(); }), job);

  EXPECT_EQ(OnlyOneIsBad(outcomes).death->cause, Death::Cause::kDeadlock);
}

TEST(Supervisor, EndsAHistoryThatTakesTooLong) {
  Job job;
  job.limits.timeout = std::chrono::seconds(1);
  const auto outcomes = RunAll(FakeWork([](size_t item, WorkerLink&) {
                                 if (item == 1) pause();
                                 return Echo(item);
                               }),
                               job);

  EXPECT_EQ(OnlyOneIsBad(outcomes).death->cause, Death::Cause::kTimeout);
}

TEST(Supervisor, EndsAProcessThatGrowsTooLarge) {
  Job job;
  job.limits.memory_bytes = int64_t{400} << 20;
  const auto outcomes =
      RunAll(BadAt(1,
                   [] {
                     constexpr size_t kBytes = 4 << 20;
                     while (true) {
                       std::memset(std::malloc(kBytes), 1, kBytes);
                       usleep(1000);
                     }
                   }),
             job);

  EXPECT_EQ(OnlyOneIsBad(outcomes).death->cause, Death::Cause::kMemory);
}

TEST(Supervisor, AForkOfTheCodeIsNoSecondWorker) {
  const auto outcomes = RunAll(BadAt(1, [] { fork(); }));

  EXPECT_THAT(outcomes,
              ElementsAre(Outcome{.done = Echo(0)}, Outcome{.done = Echo(1)},
                          Outcome{.done = Echo(2)}));
}

TEST(Supervisor, WaitsForNobodyThatTheCodeForked) {
  const auto outcomes = RunAll(BadAt(1, [] {
    if (fork() == 0) pause();
  }));

  EXPECT_THAT(outcomes, SizeIs(3));
}

TEST(Supervisor, TakesGarbageOnTheSocketForACrash) {
  const auto outcomes = RunAll(BadAt(1, [] {
    for (int fd = 3; fd < 64; ++fd) {
      const auto sent = send(fd, "\xff\xff\xff\xff????", 8, MSG_NOSIGNAL);
      if (sent > 0) break;
    }
  }));

  ASSERT_TRUE(OnlyOneIsBad(outcomes).death);
}

TEST(Supervisor, FindsOutThatACrashNeedsOthersBefore) {
  const auto outcomes = RunAll(FakeWork([](size_t item, WorkerLink&) {
    static int runs = 0;
    if (++runs == 2) raise(SIGKILL);
    return Echo(item);
  }));

  EXPECT_TRUE(OnlyOneIsBad(outcomes).death_after_others);
}

TEST(Supervisor, EveryBatchStartsFromTheSameState) {
  const auto outcomes = RunAll(FakeWork([](size_t, WorkerLink&) {
                                 static int runs = 0;
                                 return ItemRecord{std::to_string(++runs), {}};
                               }),
                               {.items = kBatchItems + 2, .workers = 1});

  ASSERT_THAT(outcomes, SizeIs(kBatchItems + 2));
  EXPECT_EQ(outcomes[kBatchItems - 1].done.record, "256");
  EXPECT_EQ(outcomes[kBatchItems].done.record, "1");
}

TEST(Supervisor, StopsAtTheFirstFailureWhateverTheNumberOfWorkers) {
  for (const size_t workers : {1, 4}) {
    const auto outcomes = RunAll(
        FakeWork([](size_t item, WorkerLink&) {
          return ItemRecord{std::to_string(item), item == 300 || item == 700};
        }),
        {.items = 1000, .workers = workers, .on_failure = OnFailure::kStop});

    ASSERT_THAT(outcomes, SizeIs(301));
    EXPECT_TRUE(outcomes.back().failed());
  }
}

TEST(Supervisor, EndsWhenInterrupted) {
  SignalWatch signals;
  FakeWork work = BadAt(0, [] {
    kill(getppid(), SIGTERM);
    pause();
  });
  auto zygote = Zygote::Start(work, 1);
  ASSERT_TRUE(zygote);
  ASSERT_TRUE((*zygote)->AwaitLoad(std::chrono::seconds(20), signals));

  const Result<void> done =
      Supervise(**zygote, WorkQueue(1, OnFailure::kGoOn), kNoLimits, signals,
                [](const Outcome&) { FAIL(); });

  EXPECT_TRUE(done);
  EXPECT_EQ(signals.interrupted(), SIGTERM);
}

// ---- Loading ----

LoadFailure FailureOf(
    std::function<Result<std::string>(std::atomic<LoadStage>&)> load,
    std::chrono::nanoseconds limit = std::chrono::seconds(20)) {
  FakeWork work([](size_t item, WorkerLink&) { return Echo(item); });
  work.load = std::move(load);
  SignalWatch signals;
  auto zygote = Zygote::Start(work, 1);
  const auto loaded = (*zygote)->AwaitLoad(limit, signals);
  EXPECT_FALSE(loaded);
  return loaded ? LoadFailure() : loaded.error();
}

TEST(Zygote, TellsWhyABuildWasRefused) {
  const LoadFailure failure = FailureOf(
      [](auto&) { return Result<std::string>(Fail("no such file")); });

  EXPECT_EQ(failure.cause, LoadFailure::Cause::kRefused);
  EXPECT_EQ(failure.message, "no such file");
}

TEST(Zygote, TellsThatLoadingCrashedAndWhere) {
  const LoadFailure failure =
      FailureOf([](std::atomic<LoadStage>& stage) -> Result<std::string> {
        stage = LoadStage::kCall;
        raise(SIGKILL);
        return "";
      });

  EXPECT_EQ(failure.cause, LoadFailure::Cause::kDied);
  EXPECT_EQ(failure.stage, LoadStage::kCall);
  EXPECT_EQ(WTERMSIG(failure.wait_status), SIGKILL);
}

TEST(Zygote, TellsThatLoadingExited) {
  const LoadFailure failure =
      FailureOf([](auto&) -> Result<std::string> { _exit(0); });

  EXPECT_EQ(failure.cause, LoadFailure::Cause::kDied);
  EXPECT_TRUE(WIFEXITED(failure.wait_status));
}

TEST(Zygote, DoesNotWaitForeverForABuild) {
  const LoadFailure failure =
      FailureOf([](auto&) -> Result<std::string> { return pause(), ""; },
                std::chrono::milliseconds(100));

  EXPECT_EQ(failure.cause, LoadFailure::Cause::kTimedOut);
}

TEST(Zygote, CarriesLongAnswers) {
  const std::string answer(size_t{3} << 20, 'x');
  FakeWork work([](size_t item, WorkerLink&) { return Echo(item); });
  work.load = [&](auto&) { return Result<std::string>(answer); };
  SignalWatch signals;
  auto zygote = Zygote::Start(work, 1);

  EXPECT_EQ((*zygote)->AwaitLoad(std::chrono::seconds(20), signals), answer);
}

TEST(Zygote, SaysWhenItDiedIdle) {
  FakeWork work([](size_t item, WorkerLink&) { return Echo(item); });
  work.load = [](auto&) {
    alarm(1);
    return Result<std::string>("loaded");
  };
  SignalWatch signals;
  auto zygote = Zygote::Start(work, 1);
  ASSERT_TRUE((*zygote)->AwaitLoad(std::chrono::seconds(20), signals));
  siginfo_t info{};
  waitid(P_ALL, 0, &info, WEXITED | WNOWAIT);

  const Result<pid_t> pid = (*zygote)->Spawn(0, {0});

  ASSERT_FALSE(pid);
  EXPECT_EQ(pid.error().message,
            "the build's process died while it was idle: SIGALRM");
}

}  // namespace
}  // namespace lockstep::replay
