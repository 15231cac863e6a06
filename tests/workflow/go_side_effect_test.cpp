// SideEffect and MutableSideEffect in the Go profile: markers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/workflow/go_profile.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

int calls = 0;

Task<int> AsksTwice(Context& ctx) {
  calls = 0;
  const int one = co_await ctx.SideEffect<int>([] { return 40 + ++calls; });
  const int two = co_await ctx.SideEffect<int>([] { return 40 + ++calls; });
  co_return one * 100 + two;
}

TEST(GoSideEffect, IsRecordedAndReadyAtOnce) {
  Instance run(OnlyGo<&AsksTwice>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("RECORD_SIDE_EFFECT 1 41", "RECORD_SIDE_EFFECT 2 42",
                          "COMPLETE 4142"));
}

TEST(GoSideEffect, TakesItsValueFromHistoryInAReplay) {
  Instance run(OnlyGo<&AsksTwice>(), "W");

  EXPECT_THAT(run.Activate(
                  {NotifySideEffect(1, "1"), NotifySideEffect(2, "2"), Start()},
                  Replaying::kYes),
              ElementsAre("RECORD_SIDE_EFFECT 1", "RECORD_SIDE_EFFECT 2",
                          "COMPLETE 102"));
  EXPECT_EQ(calls, 0);
}

TEST(GoSideEffect, WithoutAValueInAReplayNothingGoesOn) {
  Instance run(OnlyGo<&AsksTwice>(), "W");

  EXPECT_THAT(
      run.Activate({NotifySideEffect(2, "2"), Start()}, Replaying::kYes),
      ElementsAre("RECORD_SIDE_EFFECT 1"));
  EXPECT_THAT(run.Blocked(), ElementsAre(HasSubstr("side effect @")));
}

Task<int> AsksInACancelledScope(Context& ctx) {
  Context scope = ctx.NewScope();
  scope.Cancel();
  const Future<int> effect = scope.SideEffect<int>([] { return 5; });
  co_return co_await effect;
}

TEST(GoSideEffect, IsThereInACancelledScope) {
  Instance run(OnlyGo<&AsksInACancelledScope>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("RECORD_SIDE_EFFECT 1 5", "COMPLETE 5"));
}

// ---- Mutable ----

int configured = 0;

// Asks on each signal, and tells the answer by a timer of so many seconds.
Task<void> AsksForConfiguration(Context& ctx) {
  ctx.OnSignal("ask", [&](const std::string& id) {
    const int value = ctx.MutableSideEffect<int>(id, [] { return configured; });
    const Future<void> answer = ctx.Timer(std::chrono::seconds(value));
  });
  ctx.OnSignal("ask roughly", [&] {
    const auto near = [](int a, int b) { return std::abs(a - b) < 10; };
    const int value = ctx.MutableSideEffect<int>(
        "m", [] { return configured; }, near);
    const Future<void> answer = ctx.Timer(std::chrono::seconds(value));
  });
  co_await ctx.Await([] { return false; });
}
Job Ask(const std::string& id) { return Signal("ask", {'"' + id + '"'}); }
auto Is(int value) {
  return HasSubstr(" " + std::to_string(1000 * value) + "ms");
}

TEST(GoMutableSideEffect, RecordsAValueOnlyWhenItChanges) {
  Instance run(OnlyGo<&AsksForConfiguration>(), "W");
  run.Activate({Start()});

  configured = 3;
  EXPECT_THAT(run.Activate({Ask("m")}),
              ElementsAre("RECORD_MUTABLE_SIDE_EFFECT 1 m 3", Is(3)));
  EXPECT_THAT(run.Activate({Ask("m")}),
              ElementsAre("RECORD_MUTABLE_SIDE_EFFECT 2 m", Is(3)));
  configured = 4;
  EXPECT_THAT(run.Activate({Ask("m")}),
              ElementsAre("RECORD_MUTABLE_SIDE_EFFECT 3 m 4", Is(4)));
}

TEST(GoMutableSideEffect, CountsTheCallsOfEachId) {
  Instance run(OnlyGo<&AsksForConfiguration>(), "W");
  run.Activate({Start()});

  configured = 3;
  EXPECT_THAT(run.Activate({Ask("m"), Ask("n")}),
              ElementsAre("RECORD_MUTABLE_SIDE_EFFECT 1 m 3", Is(3),
                          "RECORD_MUTABLE_SIDE_EFFECT 1 n 3", Is(3)));
}

TEST(GoMutableSideEffect, KeepsTheRecordedValueIfTheNewOneCountsAsEqual) {
  Instance run(OnlyGo<&AsksForConfiguration>(), "W");
  run.Activate({Start()});

  configured = 3;
  run.Activate({Signal("ask roughly")});
  configured = 5;
  EXPECT_THAT(run.Activate({Signal("ask roughly")}),
              ElementsAre("RECORD_MUTABLE_SIDE_EFFECT 2 m", Is(3)));
}

TEST(GoMutableSideEffect, TakesTheLastValueUpToTheCallInAReplay) {
  Instance run(OnlyGo<&AsksForConfiguration>(), "W");
  run.Activate(
      {NotifyMutable("m", 1, "6"), NotifyMutable("m", 3, "7"), Start()},
      Replaying::kYes);

  EXPECT_THAT(run.Activate({Ask("m"), Ask("m"), Ask("m")}, Replaying::kYes),
              ElementsAre("RECORD_MUTABLE_SIDE_EFFECT 1 m", Is(6),
                          "RECORD_MUTABLE_SIDE_EFFECT 2 m", Is(6),
                          "RECORD_MUTABLE_SIDE_EFFECT 3 m", Is(7)));
}

TEST(GoMutableSideEffect, GoesOnFromWhatWasRecorded) {
  Instance run(OnlyGo<&AsksForConfiguration>(), "W");
  run.Activate({NotifyMutable("m", 1, "6"), Start(), Ask("m")},
               Replaying::kYes);

  configured = 6;
  EXPECT_THAT(run.Activate({Ask("m")}),
              ElementsAre("RECORD_MUTABLE_SIDE_EFFECT 2 m", Is(6)));
}

TEST(GoMutableSideEffect, WithoutAValueInAReplayIsToldThenFailsTheTask) {
  Instance run(OnlyGo<&AsksForConfiguration>(), "W");

  EXPECT_THAT(
      run.Activate({Start(), Ask("m")}, Replaying::kYes),
      ElementsAre("RECORD_MUTABLE_SIDE_EFFECT 1 m",
                  "status 1: history has no value of the mutable side effect "
                  "'m' for this call: it was not called here when the run was "
                  "recorded; put the call behind a Version gate"));
}

}  // namespace
