// Every edit of a history or of a program that matters is caught, every one
// that does not matter is not. Prints how many there were of each class.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "history/load.h"
#include "tests/proof/command_stream.h"
#include "tests/proof/fixture_set.h"
#include "tests/proof/history_mutations.h"
#include "tests/proof/program_mutations.h"
#include "tests/proof/rates.h"
#include "tests/proof/sanitized.h"

namespace lockstep::proof {
namespace {

using history::History;
using replay::Verdict;

constexpr unsigned kSeed = 20261122;

// How many edits there are of each class in each history or program.
// LOCKSTEP_MUTATIONS=3 takes three times as long.
size_t Places() {
  const char* const given = std::getenv("LOCKSTEP_MUTATIONS");
  return given == nullptr ? 1 : std::strtoul(given, nullptr, 10);
}

// "yes", "no", or up to what nobody compares.
enum class Expected { kCatch, kPass, kOpen };

Expected Translate(StreamChange change) {
  switch (change) {
    case StreamChange::kRecorded:
      return Expected::kCatch;
    case StreamChange::kNone:
      return Expected::kPass;
    case StreamChange::kPerhaps:
      return Expected::kOpen;
  }
  return Expected::kOpen;
}

bool IsCaught(const replay::ReplayResult& result) {
  return result.verdict != Verdict::kOk || !result.findings.empty();
}

// Some of the places, all alike: the same ones for the same seed.
std::vector<size_t> Choose(std::vector<size_t> places,
                           std::minstd_rand& random) {
  while (places.size() > Places()) {
    places.erase(places.begin() +
                 static_cast<ptrdiff_t>(random() % places.size()));
  }
  return places;
}

std::string Say(const replay::ReplayResult& result) {
  std::string text = std::string(Name(result.verdict)) + " " + result.message;
  for (const auto& finding : result.findings) {
    text += " (" + std::string(Name(finding.tier)) + " " + finding.field +
            " of event " + std::to_string(finding.event_id) + ")";
  }
  return text;
}

void Count(Expected expected, bool caught, const std::string& what,
           Rate& rate) {
  ++rate.made;
  if (expected == Expected::kCatch) {
    ++rate.to_catch;
    if (caught) ++rate.caught;
    EXPECT_TRUE(caught) << what;
  } else if (expected == Expected::kPass) {
    ++rate.to_pass;
    if (!caught) ++rate.passed;
    EXPECT_FALSE(caught) << what;
  }
}

// ---- Histories ----

// A history before any edit.
struct Original {
  FixtureHistory fixture;
  Events events;
  History history;
  NotedReplay replay;
};

class HistoryMutationTest : public testing::Test {
 protected:
  HistoryMutationTest();
  void TryAll(std::span<const HistoryMutation> mutations);
  void TryAll(const HistoryMutation& mutation);
  void Try(const HistoryMutation& mutation, const Original& original,
           size_t at);

  Builds builds_{FixturePrograms("core")};
  std::vector<Original> originals_;
  Rates rates_;
};

HistoryMutationTest::HistoryMutationTest() {
  for (FixtureHistory& fixture : FixtureHistories("core")) {
    Original original{std::move(fixture), {}, {}, {}};
    const FixtureHistory& own = original.fixture;
    original.events = ParseEvents(own.text);
    original.history = Parse(own.text, own.name);
    original.replay = ReplayAndNote(original.history, builds_.Get(own.build));
    originals_.push_back(std::move(original));
  }
}

void HistoryMutationTest::Try(const HistoryMutation& mutation,
                              const Original& original, size_t at) {
  const FixtureHistory& fixture = original.fixture;
  const std::string text = Dump(Mutated(mutation, original.events, at));
  const auto history = history::ParseHistory(text, fixture.name, {});
  const std::string what = fixture.build + " " + fixture.name + ", event " +
                           std::to_string(at + 1) + ": " + mutation.name + ": ";
  Expected expected = mutation.expectation == Expectation::kNeutral
                          ? Expected::kPass
                          : Expected::kCatch;
  Rate& rate = rates_.Of(mutation.name);
  if (!history) {
    Count(expected, true, what + history.error().message, rate);
    return;
  }
  const NotedReplay after = ReplayAndNote(*history, builds_.Get(fixture.build));
  if (mutation.expectation == Expectation::kByCommands) {
    expected =
        Translate(Compare(original.replay, original.history, after, *history));
  }
  Count(expected, IsCaught(after.result), what + Say(after.result), rate);
}

void HistoryMutationTest::TryAll(const HistoryMutation& mutation) {
  std::minstd_rand random(kSeed);
  std::vector<std::pair<const Original*, size_t>> edits;
  for (const Original& original : originals_) {
    for (const size_t at : Choose(Sites(mutation, original.events), random)) {
      edits.emplace_back(&original, at);
    }
  }
  // Rare ones are all made.
  const size_t stride = edits.size() > 40 ? kStride : 1;
  for (size_t i = 0; i < edits.size(); i += stride) {
    Try(mutation, *edits[i].first, edits[i].second);
  }
}

void HistoryMutationTest::TryAll(std::span<const HistoryMutation> mutations) {
  for (const HistoryMutation& mutation : mutations) TryAll(mutation);

  std::cout << rates_.Table();
  for (const auto& [name, rate] : rates_.rates()) {
    EXPECT_GT(rate.to_catch + rate.to_pass, 0u) << name << " proves nothing";
  }
  EXPECT_EQ(rates_.rates().size(), mutations.size()) << "a class fits nowhere";
}

TEST_F(HistoryMutationTest, OtherCommandsAreCaught) {
  TryAll(CommandMutations());
}

TEST_F(HistoryMutationTest, CommandsOfAnotherThingAreCaught) {
  TryAll(FieldMutations());
}

TEST_F(HistoryMutationTest, ContradictionsAreCaught) {
  TryAll(ContradictionMutations());
}

TEST_F(HistoryMutationTest, OtherInputsAreCaughtIfTheyLeadToOtherCommands) {
  TryAll(InputMutations());
}

TEST_F(HistoryMutationTest, WhatDoesNotMatterIsNotCaught) {
  TryAll(NeutralMutations());
}

// ---- Programs ----

struct Mutant {
  const ProgramMutation* mutation;
  std::string base;  // the type it was made of
};

// Mutants of all programs, by the names under which they are in `programs`.
std::map<std::string, Mutant> AddMutants(Json& programs) {
  std::map<std::string, Mutant> mutants;
  std::minstd_rand random(kSeed);
  const Json bases = programs;
  for (const auto& [type, program] : bases.items()) {
    for (const ProgramMutation& mutation : ProgramMutations()) {
      std::vector<size_t> places;
      while (!mutation.mutate(program, places.size()).is_null()) {
        places.push_back(places.size());
      }
      for (const size_t place : Choose(places, random)) {
        const std::string name =
            type + "~" + mutation.name + " " + std::to_string(place);
        programs[name] = mutation.mutate(program, place);
        mutants[name] = {&mutation, type};
      }
    }
  }
  return mutants;
}

// The first histories of a type: mutants of one program meet the same ones.
constexpr size_t kHistories = 2;

class ProgramMutationTest : public testing::Test {
 protected:
  Json programs_ = FixturePrograms("core");
  const std::map<std::string, Mutant> mutants_ = AddMutants(programs_);
  Builds builds_{programs_};
  Rates rates_;
};

// A history and its replay on its own program.
struct Recorded {
  History history;
  NotedReplay replay;
};

TEST_F(ProgramMutationTest, WhatMattersIsCaughtAndNothingElse) {
  const LsBuild& build = builds_.Get("script");
  std::map<std::string, std::vector<Recorded>> by_type;
  for (const FixtureHistory& fixture : FixtureHistories("core")) {
    if (fixture.build != "script") continue;
    const History history = Parse(fixture.text, fixture.name);
    auto& list = by_type[WorkflowType(history)];
    if (list.size() == kHistories) continue;
    list.push_back({history, ReplayAndNote(history, build)});
  }
  for (const ProgramMutation& each : ProgramMutations()) rates_.Of(each.name);

  size_t turn = 0;
  for (const auto& [name, mutant] : mutants_) {
    if (turn++ % kStride != 0) continue;
    for (const Recorded& before : by_type[mutant.base]) {
      History history = before.history;
      SetWorkflowType(name, history);
      const NotedReplay after = ReplayAndNote(history, build);
      const Expected expected =
          mutant.mutation->neutral
              ? Expected::kPass
              : Translate(Compare(before.replay, history, after, history));
      Count(expected, IsCaught(after.result),
            history.name + " on " + name + ": " + Say(after.result),
            rates_.Of(mutant.mutation->name));
    }
  }

  std::cout << rates_.Table();
  for (const auto& [name, rate] : rates_.rates()) {
    EXPECT_GT(rate.to_catch + rate.to_pass, 0u) << name << " proves nothing";
  }
}

}  // namespace
}  // namespace lockstep::proof
