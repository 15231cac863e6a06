// Activities, timers, children, conditions and updates in the Go profile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/go_profile.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

namespace {

Task<void> StartsThings(Context& ctx) {
  const ActivityOptions given = ActivityOptions().Id("mine");
  const Future<void> a = ctx.Activity("A", ActivityOptions());
  const Future<void> b = ctx.Activity("B", given);
  const Future<void> l = ctx.LocalActivity("L", LocalActivityOptions());
  const Future<void> m = ctx.LocalActivity("M", LocalActivityOptions());
  const Future<void> c = ctx.Child("C", ChildOptions());
  const Future<void> d = ctx.Child("D", ChildOptions().Id("mine"));
  co_await WhenAll(a, b, l, m, c, d);
}

TEST(GoThings, LeaveDefaultIdsToTheHostAndCountLocalActivitiesApart) {
  Instance run(OnlyGo<&StartsThings>(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("SCHEDULE_ACTIVITY 1 A()", "SCHEDULE_ACTIVITY 2 B() id=mine",
                  HasSubstr("SCHEDULE_LOCAL 1 L() id=1"),
                  HasSubstr("SCHEDULE_LOCAL 2 M() id=2"),
                  "START_CHILD 1 C() parent_close=1 cancellation=1",
                  "START_CHILD 2 D() id=mine parent_close=1 cancellation=1"));
}

Task<void> SleepsForNoTime(Context& ctx) {
  co_await ctx.Sleep(0s);
  co_await ctx.Sleep(-1s);
  const bool holds = co_await ctx.Await([] { return false; }, 0s);
  co_await ctx.Sleep(holds ? 1s : 2s);
}

TEST(GoTimer, OfNoTimeIsDoneWithoutACommand) {
  Instance run(OnlyGo<&SleepsForNoTime>(), "W");

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("START_TIMER 1 2000ms"));
}

// ---- Cancellation ----

// Cancels an activity on the signal, and tells at once whether it is done: by
// one second or two.
Task<void> CancelsAnActivity(Context& ctx, int type) {
  Context scope = ctx.NewScope();
  const auto cancellation = static_cast<CancellationType>(type);
  const Future<void> activity =
      scope.Activity("A", ActivityOptions().Cancellation(cancellation));
  ctx.OnSignal("cancel", [&] {
    scope.Cancel();
    const Future<void> answer = ctx.Timer(activity.Ready() ? 2s : 1s);
  });
  co_await activity;
}
// The same for a child.
Task<void> CancelsAChild(Context& ctx, int type) {
  Context scope = ctx.NewScope();
  const auto cancellation = static_cast<CancellationType>(type);
  const ChildHandle<void> child =
      scope.StartChild("C", ChildOptions().Cancellation(cancellation));
  ctx.OnSignal("cancel", [&] {
    scope.Cancel();
    const bool done = child.Result().Ready() && child.Started().Ready();
    const Future<void> answer = ctx.Timer(done ? 2s : 1s);
  });
  co_await child.Result();
}

struct CancelCase {
  const char* name;
  const LsBuild* build;
  CancellationType type;
  const char* command;
  bool done_at_once;
};

const CancelCase kCancelCases[] = {
    {"ActivityTry", OnlyGo<&CancelsAnActivity>(), kTry, "CANCEL_ACTIVITY 1",
     true},
    {"ActivityAbandon", OnlyGo<&CancelsAnActivity>(), kAbandon,
     "CANCEL_ACTIVITY 1", true},
    {"ActivityWait", OnlyGo<&CancelsAnActivity>(), kWait, "CANCEL_ACTIVITY 1",
     false},
    {"ChildTry", OnlyGo<&CancelsAChild>(), kTry, "CANCEL_CHILD 1", false},
    {"ChildAbandon", OnlyGo<&CancelsAChild>(), kAbandon, "CANCEL_CHILD 1",
     true},
    {"ChildWait", OnlyGo<&CancelsAChild>(), kWait, "CANCEL_CHILD 1", false},
    {"ChildRequested", OnlyGo<&CancelsAChild>(), kWaitRequested,
     "CANCEL_CHILD 1", false},
};

class GoCancel : public testing::TestWithParam<CancelCase> {};

TEST_P(GoCancel, MakesItsCommandAndIsDoneAtOnceOrNot) {
  Instance run(GetParam().build, "W",
               {std::to_string(static_cast<int>(GetParam().type))});
  run.Activate({Start()});

  const Lines lines = run.Activate({Signal("cancel")});

  ASSERT_GE(lines.size(), 2u);
  EXPECT_EQ(lines[0], GetParam().command);
  EXPECT_EQ(lines[1], GetParam().done_at_once ? "START_TIMER 1 2000ms"
                                              : "START_TIMER 1 1000ms");
}

TEST_P(GoCancel, ThrowsCancelledWhenItIsDoneAtOnce) {
  Instance run(GetParam().build, "W",
               {std::to_string(static_cast<int>(GetParam().type))});
  run.Activate({Start()});

  const Lines lines = run.Activate({Signal("cancel")});

  EXPECT_EQ(lines.back().starts_with("FAIL canceled"), GetParam().done_at_once);
}

INSTANTIATE_TEST_SUITE_P(Table, GoCancel, testing::ValuesIn(kCancelCases),
                         [](const auto& each) {
                           return std::string(each.param.name);
                         });

// ---- Children under an id in use ----

Task<void> StartsAChild(Context& ctx, std::string id) {
  const ChildHandle<void> child = ctx.StartChild("C", ChildOptions().Id(id));
  co_await ctx.Sleep(child.Started().Ready() ? 2s : 1s);
  co_await child.Result();
}

TEST(GoChild, UnderAnIdInUseFailsAtOnceWithoutACommand) {
  constexpr uint32_t kFlag = 2;
  Instance run(OnlyGo<&StartsAChild>(), "W", {"\"c\""});
  SetFlag(run, &kFlag);
  run.child_ids_in_use = {"c"};

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("START_TIMER 1 2000ms"));
  EXPECT_THAT(run.Activate({Fire(1)}),
              ElementsAre("FAIL child 'child workflow could not be started' "
                          "type=C <- application 'the workflow id 'c' is in "
                          "use' type=WorkflowExecutionAlreadyStarted final"));
}

TEST(GoChild, WithoutFlag2OnlyItsResultFails) {
  Instance run(OnlyGo<&StartsAChild>(), "W", {"\"c\""});
  run.child_ids_in_use = {"c"};

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("START_TIMER 1 1000ms"));
}

TEST(GoChild, UnderAFreeIdIsStarted) {
  Instance run(OnlyGo<&StartsAChild>(), "W", {"\"d\""});
  run.child_ids_in_use = {"c"};

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre(StartsWith("START_CHILD 1 C() id=d"),
                          "START_TIMER 1 1000ms"));
}

// ---- Flags ----

Task<void> AwaitsASignal(Context& ctx) {
  bool paid = false;
  ctx.OnSignal("pay", [&] { paid = true; });
  co_await ctx.Await([&] { return paid; }, 1s);
  co_await ctx.Sleep(1s);
}

TEST(GoAwait, LeavesItsTimerAlone) {
  Instance run(OnlyGo<&AwaitsASignal>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("pay")}),
              ElementsAre("START_TIMER 2 1000ms"));
  EXPECT_THAT(run.Activate({Fire(1)}), IsEmpty());
}

TEST(GoAwait, CancelsItsTimerWithFlag6) {
  constexpr uint32_t kFlag = 6;
  Instance run(OnlyGo<&AwaitsASignal>(), "W");
  run.Activate({Start()});

  SetFlag(run, &kFlag);
  EXPECT_THAT(run.Activate({Signal("pay")}),
              ElementsAre("CANCEL_TIMER 1", "START_TIMER 2 1000ms"));
}

// Main and each update tell by a timer that they ran: of so many seconds.
Task<void> TakesUpdates(Context& ctx) {
  ctx.OnUpdate("u", [&](int seconds) -> Task<void> {
    co_await ctx.Sleep(std::chrono::seconds(seconds));
  });
  co_await ctx.Activity("A", ActivityOptions());
  co_await ctx.Sleep(9s);
}
std::vector<Job> ResultThenUpdates() {
  return {ActivityDone(1), Update("u", "i1", {"1"}), Update("u", "i2", {"2"})};
}

TEST(GoUpdates, RunInOrderOfCreation) {
  Instance run(OnlyGo<&TakesUpdates>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(
      run.Activate(ResultThenUpdates()),
      ElementsAre("START_TIMER 1 9000ms", "ACCEPT i1", "START_TIMER 2 1000ms",
                  "ACCEPT i2", "START_TIMER 3 2000ms"));
}

TEST(GoUpdates, RunBeforeAllOthersWithFlag4) {
  constexpr uint32_t kFlag = 4;
  Instance run(OnlyGo<&TakesUpdates>(), "W");
  run.Activate({Start()});

  SetFlag(run, &kFlag);
  EXPECT_THAT(run.Activate(ResultThenUpdates()),
              ElementsAre("ACCEPT i1", "START_TIMER 1 1000ms", "ACCEPT i2",
                          "START_TIMER 2 2000ms", "START_TIMER 3 9000ms"));
}

TEST(GoUpdates, ThatCameWithTheStartRunWhenMainWaits) {
  constexpr uint32_t kFlag = 4;
  Instance run(OnlyGo<&TakesUpdates>(), "W");

  SetFlag(run, &kFlag);
  EXPECT_THAT(run.Activate({Start(), Update("u", "i1", {"1"})}),
              ElementsAre(StartsWith("SCHEDULE_ACTIVITY 1 A"), "ACCEPT i1",
                          "START_TIMER 1 1000ms"));
}

TEST(CoreUpdates, DoNotHeedTheFlagsOfGo) {
  constexpr uint32_t kFlag = 4;
  Instance run(Only<&TakesUpdates>(), "W");
  run.Activate({Start()});

  SetFlag(run, &kFlag);
  EXPECT_THAT(run.Activate(ResultThenUpdates())[2], "START_TIMER 1 9000ms");
}

}  // namespace
