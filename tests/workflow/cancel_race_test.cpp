// What the host says of a thing in the activation in which the code has just
// cancelled it: it was decided before, and comes too late.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

namespace {

Task<void> WaitsForATimer(Context& ctx) { co_await ctx.Sleep(1s); }

Task<void> WaitsForAnActivity(Context& ctx) {
  const auto options = ActivityOptions().StartToClose(60s);
  co_await ctx.Activity("A", options);
}

Task<void> WaitsForAChild(Context& ctx) {
  const auto options = ChildOptions().Id("c").Cancellation(kAbandon);
  co_await ctx.Child("C", options);
}

template <auto function, Profile profile>
void RegisterIn(Build& build) {
  build.Profile(profile);
  build.Workflow("W", function);
}
template <auto function, Profile profile>
const LsBuild* In() {
  return internal::BuildOf<&RegisterIn<function, profile>>::Get();
}

const auto kIsOk = Not(Contains(HasSubstr("status")));

TEST(CancelRace, IsLostByATimerThatFires) {
  for (const LsBuild* build : {In<&WaitsForATimer, Profile::kCore>(),
                               In<&WaitsForATimer, Profile::kGo>()}) {
    Instance run(build, "W");
    run.Activate({Start()});

    EXPECT_THAT(run.Activate({CancelWorkflow(), Fire(1)}),
                AllOf(Contains("CANCEL_TIMER 1"), kIsOk));
    EXPECT_EQ(run.kinds().back(), LS_COMMAND_CANCEL_CLOSE);
  }
}

TEST(CancelRace, IsLostByAnActivityOfGo) {
  Instance run(In<&WaitsForAnActivity, Profile::kGo>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({CancelWorkflow(), ActivityDone(1)}), kIsOk);
  EXPECT_EQ(run.kinds().back(), LS_COMMAND_CANCEL_CLOSE);
}

TEST(CancelRace, IsLostByAChildOfGoThatIsAbandoned) {
  Instance run(In<&WaitsForAChild, Profile::kGo>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({CancelWorkflow(), ChildStarted(1, "run"),
                            ChildDone(1, "null")}),
              kIsOk);
  EXPECT_EQ(run.kinds().back(), LS_COMMAND_CANCEL_CLOSE);
}

Task<void> CancelsATimer(Context& ctx) {
  Context scope = ctx.NewScope();
  const Future<void> timer = scope.Timer(1s);
  co_await ctx.Sleep(2s);
  scope.Cancel();
  co_await ctx.Sleep(3s);
}

TEST(CancelRace, IsOverWithTheActivation) {
  Instance run(In<&CancelsATimer, Profile::kGo>(), "W");
  run.Activate({Start()});
  EXPECT_THAT(run.Activate({Fire(2)}), Contains("CANCEL_TIMER 1"));

  EXPECT_THAT(run.Activate({Fire(1)}),
              Contains(HasSubstr("the host resolved timer 1, which this run "
                                 "does not wait for")));
}

}  // namespace
