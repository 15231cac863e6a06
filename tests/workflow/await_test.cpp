// Timers and conditions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

Task<void> SomeTimers(Context& ctx) {
  Future<void> first = ctx.Timer(10s, "ten");
  Future<void> below_zero = ctx.Timer(-1s);
  co_await first;
  ctx.Log(LogLevel::kInfo, below_zero.Ready() ? "both" : "one");
  co_await ctx.Sleep(0s);
}

TEST(Timer, IsStartedWhereTheCallStandsAndFires) {
  Instance run(Only<&SomeTimers>(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("START_TIMER 1 10000ms summary=ten", "START_TIMER 2 0ms"));
  EXPECT_THAT(run.Activate({Fire(2), Fire(1)}),
              ElementsAre("LOG 2 both", "START_TIMER 3 0ms"));
  EXPECT_THAT(run.Activate({Fire(3)}), ElementsAre("COMPLETE"));
}

Task<void> AwaitsATrueCondition(Context& ctx) {
  ctx.Spawn([](Context& inner) -> Task<void> {
       inner.Log(LogLevel::kInfo, "spawned");
       co_return;
     })
      .state();
  co_await ctx.Await([] { return true; });
  const bool held = co_await ctx.Await([] { return true; }, 5s);
  ctx.Log(LogLevel::kInfo, held ? "held" : "did not hold");
}

TEST(Await, OfAConditionThatHoldsNeitherSuspendsNorStartsATimer) {
  Instance run(Only<&AwaitsATrueCondition>(), "W");

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("LOG 2 held", "COMPLETE"));
}

// Three waits in the order in which they are written here; each lets the
// next ones wait on.
Task<void> Waits(Context ctx, int& value, int wanted) {
  co_await ctx.Await([&value, wanted] { return value >= wanted; });
  ctx.Log(LogLevel::kInfo, std::to_string(wanted));
  if (wanted == 2) value = 0;
}
Task<void> ConditionsInOrder(Context& ctx) {
  int value = 0;
  ctx.OnSignal("set", [&](int v) { value = v; });
  const Future<void> two = ctx.Spawn(Waits(ctx, value, 2));
  const Future<void> one = ctx.Spawn(Waits(ctx, value, 1));
  co_await WhenAll(two, one);
}

TEST(Await, ResolvesTheFirstTrueConditionThenLooksAgain) {
  Instance run(Only<&ConditionsInOrder>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("set", {"2"})}), ElementsAre("LOG 2 2"));
  EXPECT_THAT(run.Activate({Signal("set", {"1"})}),
              ElementsAre("LOG 2 1", "COMPLETE"));
}

Task<bool> AwaitsForAWhile(Context& ctx) {
  bool ready = false;
  ctx.OnSignal("set", [&](bool v) { ready = v; });
  co_return co_await ctx.Await([&] { return ready; }, 5s);
}

TEST(AwaitWithTimeout, CancelsItsTimerWhenTheConditionHolds) {
  Instance run(Only<&AwaitsForAWhile>(), "W");

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("START_TIMER 1 5000ms"));
  EXPECT_THAT(run.Activate({Signal("set", {"false"})}), ElementsAre());
  EXPECT_THAT(run.Activate({Signal("set", {"true"})}),
              ElementsAre("CANCEL_TIMER 1", "COMPLETE true"));
}

TEST(AwaitWithTimeout, GivesFalseWhenTheTimerFires) {
  Instance run(Only<&AwaitsForAWhile>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Fire(1)}), ElementsAre("COMPLETE false"));
}

TEST(AwaitWithTimeout, LooksAtTheConditionWhenItGoesOn) {
  Instance run(Only<&AwaitsForAWhile>(), "W");
  run.Activate({Start()});

  // The signal's handler is queued before the timer wakes the coroutine.
  EXPECT_THAT(run.Activate({Signal("set", {"true"}), Fire(1)}),
              ElementsAre("COMPLETE true"));
}

Task<std::string> AwaitsWithAThrowingPredicate(Context& ctx) {
  bool broken = false;
  ctx.OnSignal("break", [&] { broken = true; });
  const auto predicate = [&]() -> bool {
    if (broken) throw std::runtime_error("broken");
    return false;
  };
  std::string what;
  try {
    co_await ctx.Await(predicate);
  } catch (const std::runtime_error& error) {
    what = error.what();
  }
  co_return what;
}

TEST(Await, ThrowsWhatItsPredicateThrows) {
  Instance run(Only<&AwaitsWithAThrowingPredicate>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("break")}),
              ElementsAre("COMPLETE \"broken\""));
}

Task<void> StartsATimerInAPredicate(Context& ctx) {
  co_await ctx.Await([&] { return ctx.Timer(1s).Ready(); });
}

TEST(Await, RefusesCommandsInAPredicate) {
  Instance run(Only<&StartsATimerInAPredicate>(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre(HasSubstr("the predicate of Await must not start a timer")));
}

Task<void> DropsAnAwait(Context& ctx) {
  {
    int local = 0;
    const Future<void> dropped = ctx.Await([&] { return local++ > 100; });
  }
  co_await ctx.Sleep(1s);
}

TEST(Await, IsForgottenWhenItsFutureIsDropped) {
  Instance run(Only<&DropsAnAwait>(), "W");

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("START_TIMER 1 1000ms"));
  EXPECT_THAT(run.Activate({Fire(1)}), ElementsAre("COMPLETE"));
}

}  // namespace
