// SideEffect in the Core profile: a local activity that runs nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/go_profile.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

int calls = 0;

Task<int> AsksOnce(Context& ctx) {
  calls = 0;
  co_return co_await ctx.SideEffect<int>([] { return 40 + ++calls; });
}

TEST(CoreSideEffect, IsALocalActivityWithAValue) {
  Instance run(Only<&AsksOnce>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre(AllOf(StartsWith("SCHEDULE_LOCAL 1 41"),
                                HasSubstr(" lockstep.SideEffect()"),
                                HasSubstr(" id=1"))));
  EXPECT_THAT(run.Activate({LocalDone(1, "41")}), ElementsAre("COMPLETE 41"));
  EXPECT_EQ(calls, 1);
}

TEST(CoreSideEffect, IsNotCalledInAReplay) {
  Instance run(Only<&AsksOnce>(), "W");

  EXPECT_THAT(run.Activate({Start()}, Replaying::kYes),
              ElementsAre(StartsWith("SCHEDULE_LOCAL 1 lockstep.SideEffect")));
  EXPECT_THAT(run.Activate({LocalDone(1, "7")}, Replaying::kYes),
              ElementsAre("COMPLETE 7"));
  EXPECT_EQ(calls, 0);
}

Task<void> AsksBesideAnActivity(Context& ctx) {
  const Future<int> effect = ctx.SideEffect<int>([] { return 1; });
  const Future<void> activity = ctx.Activity("A", ActivityOptions());
  co_await effect;
  co_await activity;
}

TEST(CoreSideEffect, TakesANumberOfTheActivities) {
  Instance run(Only<&AsksBesideAnActivity>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre(StartsWith("SCHEDULE_LOCAL 1"),
                          StartsWith("SCHEDULE_ACTIVITY 2 A")));
}

Task<int> AsksInACancelledScope(Context& ctx) {
  Context scope = ctx.NewScope();
  scope.Cancel();
  const Future<int> effect = scope.SideEffect<int>([] { return 5; });
  co_return co_await effect;
}

TEST(CoreSideEffect, IsThereInACancelledScope) {
  Instance run(Only<&AsksInACancelledScope>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({LocalDone(1, "5")}), ElementsAre("COMPLETE 5"));
}

Task<void> StartsATimerWithin(Context& ctx) {
  co_await ctx.SideEffect<int>([&] {
    const Future<void> timer = ctx.Timer(1s);
    return 1;
  });
}

TEST(CoreSideEffect, MustNotUseTheContext) {
  Instance run(Only<&StartsATimerWithin>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("status 1: the function of a side effect threw "
                          "std::logic_error: the function of a side effect "
                          "must not start a timer: use an activity for what "
                          "can fail"));
}

Task<void> Fails(Context& ctx) {
  try {
    co_await ctx.SideEffect<int>(
        []() -> int { throw ApplicationFailure("no device"); });
  } catch (...) {
  }
}

TEST(CoreSideEffect, ThatThrowsFailsTheTaskWhateverTheCodeCatches) {
  Instance run(Only<&Fails>(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre(AllOf(StartsWith("status 1: "), HasSubstr("no device"))));
}

Task<void> AsksForAMutableOne(Context& ctx) {
  ctx.MutableSideEffect<int>("m", [] { return 1; });
  co_return;
}

TEST(MutableSideEffect, IsNotThereInTheCoreProfile) {
  Instance run(Only<&AsksForAMutableOne>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre(HasSubstr("MutableSideEffect is only there in the Go "
                                    "profile: declare "
                                    "build.Profile(Profile::kGo), or use "
                                    "SideEffect")));
}

TEST(CoreGates, RefuseTheVersionsOfGo) {
  Instance run(Only<&AsksOnce>(), "W");

  EXPECT_THAT(run.Activate({NotifyVersion("c", 1), Start()}, Replaying::kYes),
              ElementsAre(HasSubstr("a job of kind 17, which is not of this "
                                    "build's profile")));
}

}  // namespace
