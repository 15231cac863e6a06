// Laws that hold for every recorded history: those of the project always, those
// of the oracle if it is there.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "history/load.h"
#include "tests/proof/command_stream.h"
#include "tests/proof/event_list.h"
#include "tests/proof/fixture_set.h"
#include "tests/proof/sanitized.h"

namespace lockstep::proof {
namespace {

using history::History;
using replay::Replay;
using replay::ReplayOptions;
using replay::Verdict;

// What a verdict other than ok says, for messages.
std::string Say(const replay::ReplayResult& result) {
  return std::string(Name(result.verdict)) + ": " + result.message;
}

// The file as it was when event `last` was its newest.
History EndingWith(size_t last, const Events& events, const std::string& name) {
  const auto end = events.begin() + static_cast<ptrdiff_t>(last);
  return Parse(Dump(Events(events.begin(), end)), name);
}

void ExpectOk(const FixtureHistory& fixture, Builds& builds) {
  const History history = Parse(fixture.text, fixture.name);
  ReplayOptions strict;
  strict.strict_targets = strict.strict_values = true;
  const auto result =
      Replay(history, builds.Get(fixture.build), strict, nullptr);
  EXPECT_EQ(result.verdict, Verdict::kOk) << fixture.name << " " << Say(result);
}

// Behind each event of a task, in particular behind the commands of the task.
// Servers write these at once: no file ends between two.
void ExpectOkWhereverItEnds(const FixtureHistory& fixture, Builds& builds) {
  const Events events = ParseEvents(fixture.text);
  for (size_t last = 1; last < events.size(); ++last) {
    const bool of_task = IsCommand(events[last - 1]) ||
                         Type(events[last - 1]).starts_with("WORKFLOW_TASK_");
    if (!of_task || IsCommand(events[last])) continue;
    const auto result = Replay(EndingWith(last, events, fixture.name),
                               builds.Get(fixture.build), {}, nullptr);
    EXPECT_EQ(result.verdict, Verdict::kOk)
        << fixture.name << " up to event " << last << " " << Say(result);
  }
}

void ExpectOkWhereverItIsCut(const FixtureHistory& fixture, Builds& builds) {
  const size_t size = ParseEvents(fixture.text).size();
  for (size_t last = 1; last < size; ++last) {
    history::LoadOptions options;
    options.last_event_id = static_cast<int64_t>(last);
    const auto history =
        history::ParseHistory(fixture.text, fixture.name, options);
    ASSERT_TRUE(history) << history.error().message;
    const auto result =
        Replay(*history, builds.Get(fixture.build), {}, nullptr);
    EXPECT_EQ(result.verdict, Verdict::kOk)
        << fixture.name << " cut after event " << last << " " << Say(result);
  }
}

// With another history between, which may leave traces in the build.
void ExpectTheSameTwice(const FixtureHistory& fixture,
                        const FixtureHistory& between, Builds& builds) {
  const History history = Parse(fixture.text, fixture.name);
  const LsBuild& build = builds.Get(fixture.build);
  const NotedReplay first = ReplayAndNote(history, build);
  Replay(Parse(between.text, between.name), builds.Get(between.build), {},
         nullptr);
  const NotedReplay second = ReplayAndNote(history, build);
  EXPECT_EQ(first.result, second.result) << fixture.name;
  EXPECT_EQ(Text(first.stream), Text(second.stream)) << fixture.name;
}

// `kept`: one of so many, where each has many replays.
template <class Law>
void ForEach(const std::vector<FixtureHistory>& histories, size_t kept,
             Law law) {
  for (size_t i = 0; i < histories.size(); i += kept) {
    SCOPED_TRACE(histories[i].profile + " " + histories[i].build);
    law(histories[i]);
  }
}

void ExpectTheSameTwice(const std::vector<FixtureHistory>& histories,
                        Builds& builds) {
  for (size_t i = 0; i < histories.size(); ++i) {
    const FixtureHistory& between = histories[(i * 7 + 3) % histories.size()];
    ExpectTheSameTwice(histories[i], between, builds);
  }
}

// ---- The project's own ----

class Law : public testing::TestWithParam<const char*> {
 protected:
  const std::vector<FixtureHistory> histories_ = FixtureHistories(GetParam());
  Builds builds_{FixturePrograms(GetParam())};
};

TEST_P(Law, TheTableHasHistories) { EXPECT_GT(histories_.size(), 100u); }

TEST_P(Law, HistoriesReplayOnTheBuildThatMadeThem) {
  ForEach(histories_, 1, [&](const auto& each) { ExpectOk(each, builds_); });
}

TEST_P(Law, HistoriesReplayWhereverTheyEnd) {
  ForEach(histories_, kStride,
          [&](const auto& each) { ExpectOkWhereverItEnds(each, builds_); });
}

TEST_P(Law, HistoriesReplayWhereverTheyAreCut) {
  ForEach(histories_, 2 * kStride,
          [&](const auto& each) { ExpectOkWhereverItIsCut(each, builds_); });
}

TEST_P(Law, ASecondReplayAsksForTheSame) {
  ExpectTheSameTwice(histories_, builds_);
}

std::string NameOf(const testing::TestParamInfo<const char*>& profile) {
  return profile.param;
}
INSTANTIATE_TEST_SUITE_P(Profiles, Law, testing::Values("core", "go"), NameOf);

// ---- The oracle's ----

class OracleLaw : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(OracleRoot())) {
      GTEST_SKIP() << OracleRoot() << " is not there; set LOCKSTEP_ORACLE";
    }
    histories_ = OracleHistories(GetParam());
    ASSERT_GT(histories_.size(), 1'200u);
    builds_ = std::make_unique<Builds>(OraclePrograms(GetParam()));
  }

  std::vector<FixtureHistory> histories_;
  std::unique_ptr<Builds> builds_;
};

TEST_P(OracleLaw, HistoriesReplayOnTheBuildThatMadeThem) {
  ForEach(histories_, 1, [&](const auto& each) { ExpectOk(each, *builds_); });
}

TEST_P(OracleLaw, HistoriesReplayWhereverTheyEnd) {
  ForEach(histories_, 20 * kStride,
          [&](const auto& each) { ExpectOkWhereverItEnds(each, *builds_); });
}

TEST_P(OracleLaw, HistoriesReplayWhereverTheyAreCut) {
  ForEach(histories_, 20 * kStride,
          [&](const auto& each) { ExpectOkWhereverItIsCut(each, *builds_); });
}

TEST_P(OracleLaw, ASecondReplayAsksForTheSame) {
  ExpectTheSameTwice(histories_, *builds_);
}

INSTANTIATE_TEST_SUITE_P(Profiles, OracleLaw, testing::Values("core", "go"),
                         NameOf);

}  // namespace
}  // namespace lockstep::proof
