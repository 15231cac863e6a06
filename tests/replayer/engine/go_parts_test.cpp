// The parts of the Go engine that are pure functions.
#include <gtest/gtest.h>

#include "replayer/engine/go/batches.h"
#include "replayer/engine/go/child.h"
#include "replayer/engine/go/lookahead.h"
#include "replayer/engine/go/numbers.h"
#include "tests/replayer/engine/history_text.h"

namespace lockstep::replay::go {
namespace {

TEST(GoNumbers, CountFromTheFirst) {
  Numbers numbers;
  numbers.Begin(5, {});

  EXPECT_EQ(numbers.Take(), 5);
  EXPECT_EQ(numbers.Take(), 6);
}

TEST(GoNumbers, MovePastVersionMarkersAndTheirUpserts) {
  Numbers numbers;
  numbers.Begin(5, {{6, 2}});

  EXPECT_EQ(numbers.Take(), 5);
  EXPECT_EQ(numbers.Take(), 8);
}

TEST(GoNumbers, MovePastMarkersThatStandTogether) {
  Numbers numbers;
  numbers.Begin(5, {{5, 2}, {7, 1}});

  EXPECT_EQ(numbers.Take(), 8);
}

TEST(GoNumbers, AreKnownBeforeTheyAreTaken) {
  Numbers numbers;
  numbers.Begin(5, {{5, 2}});

  EXPECT_EQ(numbers.Next(), 7);
  EXPECT_EQ(numbers.Take(), 7);
}

TEST(GoNumbers, StandOnAMarkerWhenTakenBlindly) {
  Numbers numbers;
  numbers.Begin(5, {{5, 2}});

  EXPECT_EQ(numbers.TakeBlindly(), 5);
  EXPECT_EQ(numbers.Take(), 6);
}

TEST(GoNumbers, ForgetThePlacesOfTheLastTask) {
  Numbers numbers;
  numbers.Begin(5, {{9, 2}});
  numbers.Begin(9, {});

  EXPECT_EQ(numbers.Take(), 9);
}

std::vector<Batch> Batches(const std::string& lines) {
  const history::History history = HistoryOf(lines);
  std::vector<Batch> batches;
  for (size_t from = 0; from < history.events.size();) {
    batches.push_back(NextBatch(history.events, from));
    from = batches.back().end;
  }
  return batches;
}

TEST(GoBatches, EndWithTheStartOfATask) {
  EXPECT_EQ(Batches("started;go-task;complete"),
            (std::vector<Batch>{{0, 3, true}, {3, 5, false}}));
}

TEST(GoBatches, FoldNoTasks) {
  EXPECT_EQ(Batches("started;go-task;go-task;complete"),
            (std::vector<Batch>{{0, 3, true}, {3, 6, true}, {6, 8, false}}));
}

TEST(GoBatches, PassOverTasksThatFailed) {
  EXPECT_EQ(Batches("started;scheduled;wft;wft-failed;go-task"),
            (std::vector<Batch>{{0, 6, true}, {6, 7, false}}));
}

TEST(GoBatches, PassOverTasksThatTimedOut) {
  EXPECT_EQ(Batches("started;scheduled;wft;wft-timed-out;go-task"),
            (std::vector<Batch>{{0, 6, true}, {6, 7, false}}));
}

TEST(GoBatches, EndWithTheTaskInFlight) {
  EXPECT_EQ(Batches("started;scheduled;wft"),
            (std::vector<Batch>{{0, 3, true}}));
}

TEST(GoBatches, WakeNobodyWithoutAStart) {
  EXPECT_EQ(Batches("started;scheduled"), (std::vector<Batch>{{0, 2, false}}));
}

// Of the commands behind the first task of "started;go-task;...".
tl::expected<Lookahead, Stop> Ahead(const std::string& lines) {
  constexpr size_t kFirstCommand = 4;
  static history::History history;  // the answer points into it
  history = HistoryOf("started;go-task;" + lines);
  return ReadLookahead(history.events, kFirstCommand, history.events.size());
}

TEST(GoLookahead, ReadsVersionsAndTheirPlaces) {
  const auto ahead = Ahead("version a 1;upsert;version b 2 alone;timer 8");

  ASSERT_TRUE(ahead);
  ASSERT_EQ(ahead->versions.size(), 2u);
  EXPECT_EQ(ahead->versions[0].change_id, "a");
  EXPECT_EQ(ahead->versions[1].version, 2);
  EXPECT_EQ(ahead->version_places,
            (std::map<int64_t, int64_t>{{5, 2}, {7, 1}}));
}

TEST(GoLookahead, TakesOnlyTheUpsertOfVersionsForOne) {
  const auto ahead = Ahead("version a 1;upsert mine");

  ASSERT_TRUE(ahead);
  EXPECT_EQ(ahead->version_places, (std::map<int64_t, int64_t>{{5, 1}}));
}

TEST(GoLookahead, ReadsSideEffectsLocalActivitiesAndUpdates) {
  const auto ahead =
      Ahead("side-effect 1;mutable m 3;go-local 1 A;update-accepted u 2");

  ASSERT_TRUE(ahead);
  ASSERT_EQ(ahead->side_effects.size(), 1u);
  EXPECT_EQ(ahead->side_effects[0].number, 1u);
  ASSERT_EQ(ahead->mutable_side_effects.size(), 1u);
  EXPECT_EQ(ahead->mutable_side_effects[0].call, 3u);
  ASSERT_EQ(ahead->local_activities.size(), 1u);
  EXPECT_EQ(ahead->local_activities[0].type, "A");
  ASSERT_EQ(ahead->updates.size(), 1u);
  EXPECT_EQ(ahead->updates[0]->protocol_instance_id, "u");
}

TEST(GoLookahead, RefusesGosMarkersThatItCannotRead) {
  for (const char* name :
       {"Version", "SideEffect", "MutableSideEffect", "LocalActivity"}) {
    const auto ahead = Ahead(std::string("marker ") + name + " data");

    ASSERT_FALSE(ahead) << name;
    EXPECT_EQ(ahead.error().verdict, Verdict::kUndecodablePayload) << name;
  }
}

TEST(GoLookahead, PassesOverTheMarkersOfOthers) {
  EXPECT_TRUE(Ahead("marker Mine data"));
}

TEST(EventsWithoutCommand, AreVersionsWithTheirUpsertsAndMutableSideEffects) {
  const auto without = [](const std::string& lines) {
    const auto events = HistoryOf("started;go-task;" + lines).events;
    return EventsWithoutCommand(events, 4, events.size());
  };

  EXPECT_EQ(without("version a 1;upsert"), 2u);
  EXPECT_EQ(without("version a 1 alone;upsert"), 1u);
  EXPECT_EQ(without("version a 1;timer 6"), 1u);
  EXPECT_EQ(without("mutable m 1"), 1u);
  EXPECT_EQ(without("side-effect 1"), 0u);
  EXPECT_EQ(without("upsert"), 0u);
}

// A child after these events, cancelled before them if that is asked for.
Child ChildAfter(const std::string& lines, bool cancelled = false) {
  Command command;
  command.id = "c";
  command.cancellation_type = LS_CANCEL_WAIT;
  Child child(std::move(command));
  if (cancelled) child.Cancel({});
  Effects effects;
  for (const history::Event& event : HistoryOf(lines).events) {
    EXPECT_TRUE(child.OnEvent(event, effects)) << lines;
    child.TakeLateCancel();
  }
  return child;
}

TEST(GoChild, HoldsItsIdUntilItHasClosed) {
  EXPECT_TRUE(ChildAfter("child c C;go-child-started c").HoldsId());
  EXPECT_FALSE(ChildAfter("child c C;go-child-started c;go-child-completed c")
                   .HoldsId());
}

TEST(GoChild, HoldsItsIdUntilItsCancellationIsAnswered) {
  const std::string closed =
      "child c C;go-child-started c;cancel-child c;go-child-completed c";

  EXPECT_TRUE(ChildAfter(closed, true).HoldsId());
  EXPECT_FALSE(ChildAfter(closed + ";cancel-delivered 3", true).HoldsId());
}

}  // namespace
}  // namespace lockstep::replay::go
