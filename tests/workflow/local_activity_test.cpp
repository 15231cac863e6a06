// How local activities are scheduled, numbered, tried again and cancelled.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

const LocalActivityOptions kSecond = LocalActivityOptions().StartToClose(1s);

Task<void> EveryOption(Context& ctx) {
  const RetryPolicy retry =
      RetryPolicy().InitialInterval(1s).MaximumAttempts(3).NonRetryableTypes(
          {"Declined"});
  const LocalActivityOptions options = LocalActivityOptions()
                                           .StartToClose(1s)
                                           .ScheduleToClose(2s)
                                           .ScheduleToStart(3s)
                                           .Retry(retry)
                                           .LocalRetryThreshold(4s)
                                           .Cancellation(kAbandon)
                                           .Summary("a line");
  co_await ctx.LocalActivity("A", options, 7, "x");
}

TEST(LocalActivity, TellsEveryOption) {
  Instance run(Only<&EveryOption>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("SCHEDULE_LOCAL 1 A(7, \"x\") id=1 "
                          "schedule_to_close=2000ms schedule_to_start=3000ms "
                          "start_to_close=1000ms retry_initial=1000ms "
                          "retry_attempts=3 final_type=Declined cancellation=2 "
                          "summary=a line attempt=1 threshold=4000ms"));
  EXPECT_THAT(run.stacks(), ElementsAre(HasSubstr(" EveryOption")));
}

TEST(LocalActivity, RefusesACancellationTypeOfChildren) {
  EXPECT_THROW(LocalActivityOptions().Cancellation(kWaitRequested),
               std::invalid_argument);
}

Task<int> SharesTheCount(Context& ctx) {
  const Future<void> remote = ctx.Activity("A", ActivityOptions());
  const Future<int> local = ctx.LocalActivity<int>("L", kSecond);
  const Future<void> last = ctx.Activity("B", ActivityOptions());
  co_return co_await local;
}

void SharesTheCountFromZero(Build& build) {
  build.Workflow("W", &SharesTheCount);
  build.IdsFrom(0);
}

TEST(LocalActivity, SharesTheCountOfActivities) {
  Instance from_one(Only<&SharesTheCount>(), "W");
  Instance from_zero(internal::BuildOf<&SharesTheCountFromZero>::Get(), "W");

  EXPECT_THAT(from_one.Activate({Start()}),
              ElementsAre(HasSubstr("SCHEDULE_ACTIVITY 1 A() id=1"),
                          HasSubstr("SCHEDULE_LOCAL 2 L() id=2"),
                          HasSubstr("SCHEDULE_ACTIVITY 3 B() id=3")));
  EXPECT_THAT(from_one.Activate({LocalDone(2, "5")}),
              ElementsAre("COMPLETE 5"));
  EXPECT_THAT(from_zero.Activate({Start()}),
              ElementsAre(HasSubstr("SCHEDULE_ACTIVITY 0 A() id=0"),
                          HasSubstr("SCHEDULE_LOCAL 1 L() id=1"),
                          HasSubstr("SCHEDULE_ACTIVITY 2 B() id=2")));
}

Task<std::string> Reports(Context& ctx) {
  std::string report;
  try {
    report = co_await ctx.LocalActivity<std::string>("L", kSecond);
  } catch (const ActivityFailure& failure) {
    report = failure.Find<ApplicationFailure>()->Type();
  } catch (const Cancelled& cancelled) {
    report = "cancelled: " + cancelled.Message();
  }
  co_return report;
}

TEST(LocalActivity, ThrowsItsFailureOrCancelled) {
  Instance failed(Only<&Reports>(), "W");
  Instance cancelled(Only<&Reports>(), "W");
  failed.Activate({Start()});
  cancelled.Activate({Start()});
  const WireFailure declined =
      WireFailure(LS_FAILURE_APPLICATION, "no").Type("Declined");

  EXPECT_THAT(failed.Activate({LocalFails(1, ActivityFailed(declined))}),
              ElementsAre("COMPLETE \"Declined\""));
  EXPECT_THAT(cancelled.Activate({LocalFails(1, ActivityFailed(Canceled()))}),
              ElementsAre("COMPLETE \"cancelled: c\""));
}

TEST(LocalActivity, SaysWhichResultCannotBeDecoded) {
  Instance run(Only<&SharesTheCount>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({LocalDone(2, "\"x\"")}),
              ElementsAre(HasSubstr("status 2: ")));
}

TEST(LocalActivity, OfTheHostsImaginationFailsTheTask) {
  Instance run(Only<&Reports>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({LocalDone(2)}),
              ElementsAre("status 1: the host resolved local activity 2, which "
                          "this run does not wait for"));
}

// ---- Attempts that a timer waits for ----

TEST(LocalActivity, IsMadeAgainUnderANewNumberAfterATimer) {
  Instance run(Only<&Reports>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({LocalRetry(1, 3, 10)}),
              ElementsAre("START_TIMER 1 10000ms"));
  EXPECT_THAT(run.Activate({Fire(1)}),
              ElementsAre("SCHEDULE_LOCAL 2 L() id=2 start_to_close=1000ms "
                          "attempt=4 first_scheduled=7ms"));
  EXPECT_THAT(run.Activate({LocalRetry(2, 5, 20)}),
              ElementsAre("START_TIMER 2 20000ms"));
  EXPECT_THAT(run.Activate({Fire(2)}),
              ElementsAre(HasSubstr("SCHEDULE_LOCAL 3 L() id=3")));
  EXPECT_THAT(run.Activate({LocalDone(3, "\"done\"")}),
              ElementsAre("COMPLETE \"done\""));
}

Task<void> BesideATimer(Context& ctx) {
  const Future<void> local = ctx.LocalActivity("L", kSecond);
  const Future<void> activity = ctx.Activity("A", ActivityOptions());
  co_await activity;
  co_await ctx.Sleep(1s);
  co_await ctx.Activity("B", ActivityOptions());
}

TEST(LocalActivity, WaitsAndIsMadeAgainInItsTurnAmongTheCoroutines) {
  Instance run(Only<&BesideATimer>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({ActivityDone(2), LocalRetry(1, 1, 9)}),
              ElementsAre("START_TIMER 1 1000ms", "START_TIMER 2 9000ms"));
  EXPECT_THAT(run.Activate({Fire(1), Fire(2)}),
              ElementsAre(HasSubstr("SCHEDULE_ACTIVITY 3 B()"),
                          HasSubstr("SCHEDULE_LOCAL 4 L()")));
}

TEST(LocalActivity, IsWhatItsCoroutineWaitsForBetweenAttempts) {
  Instance run(Only<&Reports>(), "W");
  run.Activate({Start()});
  const Lines before = run.Blocked();
  run.Activate({LocalRetry(1, 1, 10)});

  EXPECT_THAT(before, ElementsAre(HasSubstr("local activity L @ ")));
  EXPECT_EQ(run.Blocked(), before);
}

TEST(LocalActivity, BetweenAttemptsMayBeTornDown) {
  Instance run(Only<&Reports>(), "W");
  run.Activate({Start()});
  run.Activate({LocalRetry(1, 1, 10)});

  run.Destroy();
}

// ---- Cancellation ----

Task<std::string> CancelledBySignal(Context& ctx, CancellationType type) {
  Context scope = ctx.NewScope();
  ctx.OnSignal("stop", [&] { scope.Cancel("enough"); });
  const LocalActivityOptions options =
      LocalActivityOptions().StartToClose(1s).Cancellation(type);
  std::string report = "done";
  try {
    co_await scope.LocalActivity("L", options);
  } catch (const Cancelled& cancelled) {
    report = "cancelled: " + cancelled.Message();
  }
  co_return report;
}
Task<std::string> Try(Context& ctx) { return CancelledBySignal(ctx, kTry); }
Task<std::string> Wait(Context& ctx) { return CancelledBySignal(ctx, kWait); }
Task<std::string> Abandon(Context& ctx) {
  return CancelledBySignal(ctx, kAbandon);
}

// The host knows the type: it says at once that a local activity is cancelled,
// or waits for it.
TEST(LocalActivity, OfEveryTypeIsCancelledByACommandAndDoneWhenTheHostSaysSo) {
  for (const LsBuild* const build :
       {Only<&Try>(), Only<&Wait>(), Only<&Abandon>()}) {
    Instance cancelled(build, "W");
    Instance done(build, "W");
    cancelled.Activate({Start()});
    done.Activate({Start()});

    EXPECT_THAT(cancelled.Activate({Signal("stop"), Signal("stop")}),
                ElementsAre("CANCEL_LOCAL 1"));
    EXPECT_THAT(cancelled.Activate({LocalFails(1, ActivityFailed(Canceled()))}),
                ElementsAre("COMPLETE \"cancelled: c\""));
    done.Activate({Signal("stop")});
    EXPECT_THAT(done.Activate({LocalDone(1)}),
                ElementsAre("COMPLETE \"done\""));
  }
}

TEST(LocalActivity, CancelledBetweenAttemptsIsDoneAtOnceWithItsTimer) {
  Instance run(Only<&Wait>(), "W");
  run.Activate({Start()});
  run.Activate({LocalRetry(1, 1, 10)});

  EXPECT_THAT(run.Activate({Signal("stop")}),
              ElementsAre("CANCEL_TIMER 1", "COMPLETE \"cancelled: enough\""));
}

TEST(LocalActivity, CancelledWhileAnAttemptFailsIsNotMadeAgain) {
  Instance before(Only<&Wait>(), "W");
  Instance same_time(Only<&Wait>(), "W");
  before.Activate({Start()});
  same_time.Activate({Start()});
  before.Activate({Signal("stop")});

  EXPECT_THAT(before.Activate({LocalRetry(1, 1, 10)}),
              ElementsAre("COMPLETE \"cancelled: enough\""));
  EXPECT_THAT(same_time.Activate({Signal("stop"), LocalRetry(1, 1, 10)}),
              ElementsAre("COMPLETE \"cancelled: enough\""));
}

TEST(LocalActivity, CancelledWhenItsWaitIsOverIsNotMadeAgain) {
  Instance run(Only<&Wait>(), "W");
  run.Activate({Start()});
  run.Activate({LocalRetry(1, 1, 10)});

  EXPECT_THAT(run.Activate({Signal("stop"), Fire(1)}),
              ElementsAre("COMPLETE \"cancelled: enough\""));
}

Task<void> InACancelledScope(Context& ctx) {
  Context scope = ctx.NewScope();
  scope.Cancel("before");
  const Future<void> local = scope.LocalActivity("L", kSecond);
  try {
    co_await local;
  } catch (const Cancelled& cancelled) {
    ctx.Log(LogLevel::kInfo, cancelled.Message());
  }
  co_await ctx.Activity("A", ActivityOptions());
}

TEST(LocalActivity, InACancelledScopeMakesNoCommandAndTakesNoNumber) {
  Instance run(Only<&InACancelledScope>(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("LOG 2 before", HasSubstr("SCHEDULE_ACTIVITY 1 A() id=1")));
}

// ---- Where it must not be asked for ----

Task<void> AsksInAPredicate(Context& ctx) {
  co_await ctx.Await([&] {
    ctx.LocalActivity("L", kSecond).state();
    return true;
  });
}

TEST(LocalActivity, InAPredicateFailsTheTask) {
  Instance run(Only<&AsksInAPredicate>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre(HasSubstr("the predicate of Await must not schedule "
                                    "a local activity")));
}

}  // namespace
