// Version gates and random numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

// Asks again on each signal "ask".
Task<void> AsksPatched(Context& ctx) {
  ctx.OnSignal("ask", [&] {
    const bool patched = ctx.Patched("p");
    // A log would be silent in a replay.
    const Future<void> answer = ctx.Timer(patched ? 1s : 0s);
  });
  ctx.OnSignal("deprecate", [&] { ctx.DeprecatePatch("p"); });
  co_await ctx.Await([] { return false; });
}
constexpr char kTrue[] = " 1000ms";
constexpr char kFalse[] = " 0ms";

TEST(Patched, IsTrueAndRecordedOnceAtTheLiveEdge) {
  Instance run(Only<&AsksPatched>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("ask"), Signal("ask")}),
              ElementsAre("SET_PATCH p", HasSubstr(kTrue), HasSubstr(kTrue)));
}

TEST(Patched, IsTrueInAReplayWithItsMarkerAndStaysSo) {
  Instance run(Only<&AsksPatched>(), "W");

  EXPECT_THAT(
      run.Activate({Start(), NotifyPatch("p"), Signal("ask")}, Replaying::kYes),
      ElementsAre("SET_PATCH p", HasSubstr(kTrue)));
  EXPECT_THAT(run.Activate({Signal("ask")}), ElementsAre(HasSubstr(kTrue)));
}

TEST(Patched, DoesNotKeepAFalseOfAReplay) {
  Instance run(Only<&AsksPatched>(), "W");

  EXPECT_THAT(run.Activate({Start(), Signal("ask")}, Replaying::kYes),
              ElementsAre(HasSubstr(kFalse)));
  EXPECT_THAT(run.Activate({Signal("ask")}),
              ElementsAre("SET_PATCH p", HasSubstr(kTrue)));
}

TEST(DeprecatePatch, RecordsADeprecatedPatchOnce) {
  Instance run(Only<&AsksPatched>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(
      run.Activate({Signal("deprecate"), Signal("deprecate"), Signal("ask")}),
      ElementsAre("SET_PATCH p deprecated", HasSubstr(kTrue)));
}

TEST(DeprecatePatch, MakesNothingInAReplayWithoutItsMarker) {
  Instance run(Only<&AsksPatched>(), "W");

  EXPECT_THAT(run.Activate({Start(), Signal("deprecate")}, Replaying::kYes),
              ElementsAre());
  EXPECT_THAT(
      run.Activate({NotifyPatch("p"), Signal("deprecate")}, Replaying::kYes),
      ElementsAre("SET_PATCH p deprecated"));
}

Task<void> AsksVersion(Context& ctx) {
  ctx.OnSignal("ask", [&](int min, int max) {
    const int version = ctx.Version("c", min, max);
    const Future<void> answer = ctx.Timer(std::chrono::seconds(version + 1));
  });
  co_await ctx.Await([] { return false; });
}
Job Ask(int min, int max) {
  return Signal("ask", {std::to_string(min), std::to_string(max)});
}
// AsksVersion starts a timer of one second more than the version.
auto Is(int version) {
  return HasSubstr(" " + std::to_string(1000 * (version + 1)) + "ms");
}

TEST(Version, IsTheNewestAtTheLiveEdgeAndKept) {
  Instance run(Only<&AsksVersion>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Ask(-1, 2), Ask(-1, 3)}),
              ElementsAre("SET_PATCH c:2", Is(2), Is(2)));
}

TEST(Version, IsTheHighestThatWasRecordedInItsRange) {
  Instance run(Only<&AsksVersion>(), "W");

  EXPECT_THAT(run.Activate({Start(), NotifyPatch("c:1"), NotifyPatch("c:3"),
                            NotifyPatch("c:9"), NotifyPatch("c:x"),
                            NotifyPatch("cc:4"), Ask(-1, 4)},
                           Replaying::kYes),
              ElementsAre("SET_PATCH c:3", Is(3)));
}

TEST(Version, WithoutMarkerIsTheDefaultForTheRestOfTheRun) {
  Instance run(Only<&AsksVersion>(), "W");

  EXPECT_THAT(run.Activate({Start(), Ask(-1, 2)}, Replaying::kYes),
              ElementsAre(Is(-1)));
  EXPECT_THAT(run.Activate({Ask(-1, 2)}), ElementsAre(Is(-1)));
}

TEST(Version, ThatTheCodeNoLongerSupportsFailsTheTask) {
  Instance run(Only<&AsksVersion>(), "W");

  EXPECT_THAT(run.Activate({Start(), Ask(1, 2)}, Replaying::kYes),
              ElementsAre("status 1: the code has removed support for version "
                          "-1 of the change 'c', which this run is on (the "
                          "oldest supported is 1): keep the old branch until "
                          "no run needs it"));
}

TEST(Version, ThatIsTooNewForACallFailsTheTask) {
  Instance run(Only<&AsksVersion>(), "W");
  run.Activate({Start(), Ask(-1, 2)});

  EXPECT_THAT(run.Activate({Ask(-1, 1)}),
              ElementsAre("status 1: the code is too old for version 2 of the "
                          "change 'c', which this run is on (the newest "
                          "supported is 1): run it with the build that "
                          "introduced it, or a newer one"));
  EXPECT_THAT(run.stacks(), ElementsAre(HasSubstr("lambda")));
}

// These values are part of recorded histories: they never change.
TEST(Random, IsFrozen) {
  Random random(42);

  EXPECT_EQ(random(), 1546998764402558742u);
  EXPECT_EQ(random(), 6990951692964543102u);
  EXPECT_EQ(random(), 12544586762248559009u);
}

TEST(Random, HasFrozenDistributions) {
  Random random(42);
  std::vector<int> numbers{0, 1, 2, 3, 4, 5, 6, 7};
  std::vector<int64_t> dice;
  for (int i = 0; i < 8; ++i) dice.push_back(random.UniformInt(1, 6));
  const double real = random.UniformDouble();
  const std::string uuid = random.Uuid();
  random.Shuffle(numbers);

  EXPECT_THAT(dice, ElementsAre(1, 1, 6, 6, 5, 1, 5, 4));
  EXPECT_EQ(real, 0x1.85d2dce4dd2ecp-1);
  EXPECT_EQ(uuid, "9556615f-775f-4c3d-aeb5-3b340c103971");
  EXPECT_THAT(numbers, ElementsAre(1, 7, 0, 6, 3, 4, 2, 5));
}

TEST(Random, CoversItsWholeRange) {
  Random random(7);
  int lowest = 9, highest = -9;
  for (int i = 0; i < 1000; ++i) {
    const auto value = static_cast<int>(random.UniformInt(-3, 3));
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
    const double real = random.UniformDouble();
    EXPECT_TRUE(0 <= real && real < 1);
  }

  EXPECT_EQ(lowest, -3);
  EXPECT_EQ(highest, 3);
  EXPECT_EQ(random.UniformInt(5, 5), 5);
  random.UniformInt(INT64_MIN, INT64_MAX);
}

Task<void> Draws(Context& ctx) {
  while (true) {
    ctx.Log(LogLevel::kInfo, std::to_string(ctx.Random()()));
    co_await ctx.Sleep(1s);
  }
}

TEST(Random, IsSeededByTheRunAndAgainAfterAReset) {
  Instance run(Only<&Draws>(), "W");
  Random first(42), second(43);

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("LOG 2 " + std::to_string(first()), "START_TIMER 1 1000ms"));
  EXPECT_THAT(
      run.Activate({RandomSeed(43), Fire(1)}),
      ElementsAre("LOG 2 " + std::to_string(second()), "START_TIMER 2 1000ms"));
}

}  // namespace
