// Version, Patched and DeprecatePatch in the Go profile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/go_profile.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

// Asks on each signal, and tells the answer by a timer: one second more than
// the version; for a patch one second or two.
Task<void> Asks(Context& ctx) {
  ctx.OnSignal("version", [&](int min, int max) {
    const int version = ctx.Version("c", min, max);
    const Future<void> answer = ctx.Timer(std::chrono::seconds(version + 2));
  });
  ctx.OnSignal("patched", [&] {
    const Future<void> answer = ctx.Timer(ctx.Patched("c") ? 2s : 1s);
  });
  ctx.OnSignal("deprecate", [&] { ctx.DeprecatePatch("c"); });
  co_await ctx.Await([] { return false; });
}
Job Ask(int min, int max) {
  return Signal("version", {std::to_string(min), std::to_string(max)});
}
auto Is(int version) {
  return HasSubstr(" " + std::to_string(1000 * (version + 2)) + "ms");
}
const auto kTrue = HasSubstr(" 2000ms");
const auto kFalse = HasSubstr(" 1000ms");

struct VersionCase {
  const char* name;
  std::vector<Job> jobs;
  Replaying replaying;
  Lines commands;
  std::vector<int> answers;
};

std::string Record(const std::string& text) {
  return "RECORD_VERSION c " + text;
}

const VersionCase kVersionCases[] = {
    {"LiveIsTheNewestAndIsNewOnce",
     {Ask(-1, 2), Ask(-1, 3)},
     Replaying::kNo,
     {Record("min=-1 max=2 answer=2 new"), Record("min=-1 max=3 answer=2")},
     {2, 2}},
    {"ReplayWithoutMarkerIsTheDefault",
     {Ask(-1, 2)},
     Replaying::kYes,
     {Record("min=-1 max=2 answer=-1")},
     {-1}},
    {"MarkerIsTheAnswer",
     {NotifyVersion("c", 1), Ask(-1, 2)},
     Replaying::kYes,
     {Record("min=-1 max=2 answer=1")},
     {1}},
    {"MarkerOfTheDefaultIsTheAnswer",
     {NotifyVersion("c", -1), Ask(-1, 2)},
     Replaying::kNo,
     {Record("min=-1 max=2 answer=-1")},
     {-1}},
    {"LaterMarkerWins",
     {NotifyVersion("c", 1), NotifyVersion("c", 2), Ask(-1, 2)},
     Replaying::kYes,
     {Record("min=-1 max=2 answer=2")},
     {2}},
    {"MarkerOfAnotherIdIsNone",
     {NotifyVersion("cc", 1), Ask(-1, 2)},
     Replaying::kYes,
     {Record("min=-1 max=2 answer=-1")},
     {-1}},
};

class GoVersion : public testing::TestWithParam<VersionCase> {};

TEST_P(GoVersion, TellsEachCallAndItsAnswer) {
  Instance run(OnlyGo<&Asks>(), "W");
  run.Activate({Start()}, Replaying::kYes);

  const Lines lines = run.Activate(GetParam().jobs, GetParam().replaying);

  Lines commands;
  std::vector<int> answers;
  for (const std::string& line : lines) {
    if (line.starts_with("RECORD")) {
      commands.push_back(line);
      continue;
    }
    const size_t blank = line.rfind(' ');
    answers.push_back(std::stoi(line.substr(blank)) / 1000 - 2);
  }
  EXPECT_EQ(commands, GetParam().commands);
  EXPECT_EQ(answers, GetParam().answers);
}

INSTANTIATE_TEST_SUITE_P(Table, GoVersion, testing::ValuesIn(kVersionCases),
                         [](const auto& each) {
                           return std::string(each.param.name);
                         });

TEST(GoVersion, KeepsTheDefaultOfAReplay) {
  Instance run(OnlyGo<&Asks>(), "W");
  run.Activate({Start(), Ask(-1, 2)}, Replaying::kYes);

  EXPECT_THAT(run.Activate({Ask(-1, 2)}),
              ElementsAre(Record("min=-1 max=2 answer=-1"), Is(-1)));
}

TEST(GoVersion, IsWrittenOverByAMarkerOfALaterTask) {
  Instance run(OnlyGo<&Asks>(), "W");
  run.Activate({Start(), Ask(-1, 2)}, Replaying::kYes);

  EXPECT_THAT(
      run.Activate({NotifyVersion("c", 2), Ask(-1, 2)}, Replaying::kYes),
      ElementsAre(Record("min=-1 max=2 answer=2"), Is(2)));
}

TEST(GoVersion, OutOfRangeIsToldThenFailsTheTask) {
  Instance run(OnlyGo<&Asks>(), "W");

  EXPECT_THAT(run.Activate({Start(), Ask(1, 2)}, Replaying::kYes),
              ElementsAre(Record("min=1 max=2 answer=-1"),
                          "status 1: the code has removed support for version "
                          "-1 of the change 'c', which this run is on (the "
                          "oldest supported is 1): keep the old branch until "
                          "no run needs it"));
}

Task<void> Swallows(Context& ctx) {
  try {
    ctx.Version("c", 1, 2);
  } catch (...) {
  }
  co_await ctx.Sleep(1s);
}

TEST(GoVersion, OutOfRangeEndsTheTaskWhateverTheCodeCatches) {
  Instance run(OnlyGo<&Swallows>(), "W");

  EXPECT_THAT(run.Activate({Start()}, Replaying::kYes),
              ElementsAre(Record("min=1 max=2 answer=-1"),
                          HasSubstr("status 1: the code has removed")));
}

TEST(GoPatched, IsAVersionOfOne) {
  Instance run(OnlyGo<&Asks>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("patched")}),
              ElementsAre(Record("min=-1 max=1 answer=1 new"), kTrue));
}

TEST(GoPatched, KeepsAFalseOfAReplay) {
  Instance run(OnlyGo<&Asks>(), "W");
  run.Activate({Start(), Signal("patched")}, Replaying::kYes);

  EXPECT_THAT(run.Activate({Signal("patched")}),
              ElementsAre(Record("min=-1 max=1 answer=-1"), kFalse));
}

TEST(GoDeprecatePatch, IsTheVersionOne) {
  Instance run(OnlyGo<&Asks>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("deprecate")}),
              ElementsAre(Record("min=1 max=1 answer=1 new")));
}

TEST(GoGates, RefuseThePatchesOfCore) {
  Instance run(OnlyGo<&Asks>(), "W");

  EXPECT_THAT(run.Activate({Start(), NotifyPatch("c")}, Replaying::kYes),
              ElementsAre("status 1: the host sent a job of kind 2, which is "
                          "not of this build's profile: it must not give the "
                          "build histories of another"));
}

}  // namespace
