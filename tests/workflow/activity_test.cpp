// How activities are scheduled, numbered and resolved.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

const ActivityOptions kMinute = ActivityOptions().StartToClose(60s);
const ActivityRef<int(int)> kCreateUser{"CreateUser", kMinute};

Task<int> UserGrant(Context& ctx, int arg) {
  const int user = co_await kCreateUser(ctx, arg);
  co_return user + 1;
}

Task<void> EveryOption(Context& ctx) {
  const RetryPolicy retry =
      RetryPolicy().InitialInterval(1s).MaximumAttempts(3).NonRetryableTypes(
          {"Declined"});
  const ActivityOptions options = ActivityOptions()
                                      .StartToClose(1s)
                                      .ScheduleToClose(2s)
                                      .ScheduleToStart(3s)
                                      .Heartbeat(4s)
                                      .Retry(retry)
                                      .TaskQueue("fast")
                                      .Id("mine")
                                      .Cancellation(kAbandon)
                                      .Summary("a line");
  co_await ctx.Activity("A", options);
}

Task<void> WaitRequested(Context& ctx) {
  co_await ctx.Activity("A", ActivityOptions().Cancellation(kWaitRequested));
}

Task<void> ThreeKinds(Context& ctx) {
  auto named = ctx.Activity("A", ActivityOptions().StartToClose(1s).Id("x"));
  auto timer = ctx.Timer(1s);
  auto unnamed = ctx.Activity("B", kMinute);
  auto child = ctx.Child("C", ChildOptions().Id("c"));
  co_await WhenAll(named, timer, unnamed, child);
}

void ThreeKindsFromZero(Build& build) {
  build.Workflow("W", &ThreeKinds);
  build.IdsFrom(0);
}

Task<std::string> NamesOfRunTime(Context& ctx, std::string name) {
  const std::vector<int> numbers{1, 2};
  co_return co_await ctx.Activity<std::string>(name, kMinute, "text", numbers,
                                               std::optional<int>(), 2.5);
}

Task<std::string> ReportsFailure(Context& ctx) {
  std::string report;
  try {
    co_await ctx.Activity("A", kMinute);
  } catch (const ActivityFailure& failure) {
    report = failure.Find<ApplicationFailure>()->Type();
  } catch (const Cancelled& cancelled) {
    report = "cancelled";
  }
  co_return report;
}

Task<void> Fails(Context& ctx) { co_await ctx.Activity("A", kMinute); }

Task<int> DropsAFuture(Context& ctx) {
  { const Future<void> dropped = ctx.Activity("A", kMinute); }
  co_return co_await ctx.Activity<int>("B", kMinute);
}

Task<int> Twice(Future<int> shared) {
  const int value = co_await shared;
  co_return 2 * value;
}
Task<int> ManyAwaitOne(Context& ctx) {
  Future<int> shared = ctx.Activity<int>("A", kMinute);
  const Future<int> other = ctx.Spawn(Twice(shared));
  const int mine = co_await shared;
  const int twice = co_await other;
  co_return mine + twice + shared.Get();
}

Task<int> NeedsInt(Context& ctx) {
  co_return co_await ctx.Activity<int>("A", kMinute);
}
Task<bool> NeedsMaybe(Context& ctx) {
  const auto maybe = co_await ctx.Activity<std::optional<int>>("A", kMinute);
  co_return maybe.has_value();
}

}  // namespace

LOCKSTEP_BUILD(build) { build.Workflow("UserGrant", &UserGrant); }

namespace {

TEST(Activity, IsScheduledAndItsResultAwaited) {
  Instance run(lockstep_build(), "UserGrant", {"7"});

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("SCHEDULE_ACTIVITY 1 CreateUser(7) id=1 "
                          "start_to_close=60000ms"));
  EXPECT_THAT(run.Activate({ActivityDone(1, "41")}),
              ElementsAre("COMPLETE 42"));
}

TEST(Activity, TellsEveryOption) {
  Instance run(Only<&EveryOption>(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("SCHEDULE_ACTIVITY 1 A() id=mine queue=fast "
                  "schedule_to_close=2000ms schedule_to_start=3000ms "
                  "start_to_close=1000ms heartbeat=4000ms "
                  "retry_initial=1000ms retry_attempts=3 final_type=Declined "
                  "cancellation=2 summary=a line"));
}

TEST(Activity, RefusesACancellationTypeOfChildren) {
  Instance run(Only<&WaitRequested>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre(HasSubstr("kWaitRequested is for children")));
}

TEST(Activity, HasANumberOfItsKindThatAGivenIdUsesUpToo) {
  Instance run(Only<&ThreeKinds>(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre(HasSubstr("ACTIVITY 1 A() id=x"), HasSubstr("TIMER 1 "),
                  HasSubstr("ACTIVITY 2 B() id=2"), HasSubstr("CHILD 1 C()")));
}

TEST(Activity, CountsFromZeroIfTheBuildSaysSo) {
  Instance run(internal::BuildOf<&ThreeKindsFromZero>::Get(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre(HasSubstr("ACTIVITY 0 A() id=x"), HasSubstr("TIMER 0 "),
                  HasSubstr("ACTIVITY 1 B() id=1"), HasSubstr("CHILD 0 C()")));
}

TEST(Activity, HasANameKnownAtRunTimeAndAnyArguments) {
  Instance run(Only<&NamesOfRunTime>(), "W", {"\"Late\""});

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre(HasSubstr(
                  "1 Late(\"text\", [1,2], <binary/null>, 2.5) id=1")));
  EXPECT_THAT(run.Activate({ActivityDone(1, "\"x\"")}),
              ElementsAre("COMPLETE \"x\""));
}

TEST(Activity, ThrowsItsFailureWithTheCause) {
  Instance run(Only<&ReportsFailure>(), "W");
  run.Activate({Start()});

  const WireFailure cause =
      WireFailure(LS_FAILURE_APPLICATION, "no money").Type("Declined");
  EXPECT_THAT(run.Activate({ActivityFails(1, ActivityFailed(cause))}),
              ElementsAre("COMPLETE \"Declined\""));
}

TEST(Activity, ThrowsCancelledInsteadOfAFailureThatWrapsOne) {
  Instance run(Only<&ReportsFailure>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({ActivityFails(1, ActivityFailed(Canceled()))}),
              ElementsAre("COMPLETE \"cancelled\""));
}

TEST(Activity, FailsTheWorkflowIfNobodyCatches) {
  Instance run(Only<&Fails>(), "W");
  run.Activate({Start()});

  const WireFailure cause =
      WireFailure(LS_FAILURE_APPLICATION, "no money").Type("Declined");
  EXPECT_THAT(run.Activate({ActivityFails(1, ActivityFailed(cause))}),
              ElementsAre("FAIL activity 'activity' <- application 'no money' "
                          "type=Declined"));
}

TEST(Activity, GoesOnWhenItsFutureIsDropped) {
  Instance run(Only<&DropsAFuture>(), "W");

  EXPECT_EQ(run.Activate({Start()}).size(), 2u);
  EXPECT_THAT(run.Activate({ActivityDone(1)}), ElementsAre());
  EXPECT_THAT(run.Activate({ActivityDone(2, "5")}), ElementsAre("COMPLETE 5"));
}

TEST(Activity, IsAwaitedByAnyNumberOfCoroutines) {
  Instance run(Only<&ManyAwaitOne>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({ActivityDone(1, "3")}), ElementsAre("COMPLETE 12"));
}

TEST(Activity, SaysWhichResultCannotBeDecoded) {
  Instance run(Only<&NeedsInt>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({ActivityDone(1, "\"x\"")}),
              ElementsAre(AllOf(HasSubstr("status 2: the result of activity A: "
                                          "a payload with encoding "
                                          "'json/plain' is no int: "),
                                HasSubstr("must be number"))));
}

TEST(Activity, WithoutAResultIsNullForTheOneWhoWantsOne) {
  Instance strict(Only<&NeedsInt>(), "W");
  Instance lenient(Only<&NeedsMaybe>(), "W");
  strict.Activate({Start()});
  lenient.Activate({Start()});
  Job done = ActivityDone(1);
  done.arguments.clear();

  EXPECT_THAT(strict.Activate({done}), ElementsAre(HasSubstr("status 2")));
  EXPECT_THAT(lenient.Activate({done}), ElementsAre("COMPLETE false"));
}

TEST(Activity, OfTheHostsImaginationFailsTheTask) {
  Instance run(Only<&Fails>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({ActivityDone(9)}),
              ElementsAre("status 1: the host resolved activity 9, which this "
                          "run does not wait for"));
}

}  // namespace
