// Traps of replay-semantics section 6 that no other test is about. The name of
// a test says what is right; docs/conformance.md lists all traps.
#include <gtest/gtest.h>

#include "replayer/engine/replay.h"
#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"

namespace lockstep::replay {
namespace {

using Lines = std::vector<std::string>;

struct Seen {
  ReplayResult result;
  Lines told;
  std::vector<int64_t> clocks;
};

Seen See(const history::History& history, const std::string& script) {
  ScriptedBuild build(script);
  ReplayResult result = Replay(history, build.build(), {}, nullptr);
  return {std::move(result), build.told(), build.clocks()};
}

Seen See(const std::string& history, const std::string& script) {
  return See(HistoryOf(history), script);
}

Verdict VerdictOf(const std::string& history, const std::string& script) {
  return See(history, script).result.verdict;
}

TEST(Traps, S1AFailedTaskDoesNotSetTheClock) {
  const Seen seen =
      See("started;scheduled;wft;wft-failed;task;complete", "complete");
  EXPECT_EQ(seen.clocks, (std::vector<int64_t>{6}));
}

TEST(Traps, S5FlagFourDoesNotChangeHowTasksAreCut) {
  const char* script = "timer 1|complete";
  const std::string end = "timer 1;timer-fired 8 1;task;complete";
  const Seen without = See("started;task;task;" + end, script);
  const Seen with =
      See("started;scheduled;wft;done 1,2,3,4;task;" + end, script);
  EXPECT_EQ(with.result.verdict, Verdict::kOk);
  EXPECT_EQ(with.told, without.told);
}

TEST(Traps, S17ALocalActivityAtTheLiveEdgeIsNotMade) {
  const Seen seen = See("started;task;timer 1;signal go;scheduled;wft",
                        "timer 1|local 1 A|complete");
  EXPECT_EQ(seen.result.verdict, Verdict::kOk);
  EXPECT_EQ(seen.told, (Lines{"start @3", "signal go @8 live"}));
}

TEST(Traps, S18AnUpdateWithoutARequestAnywhereIsAnInvalidHistory) {
  const Seen seen = See("started;task;update-accepted u 2 admitted;timer 1",
                        "accept u,timer 1");
  EXPECT_EQ(seen.result.verdict, Verdict::kInvalidHistory);
  EXPECT_EQ(seen.result.message,
            "event 5 (WorkflowExecutionUpdateAccepted): the update's request "
            "is neither there nor in an earlier event; fetch the history "
            "again");
}

TEST(Traps, S19AnUpdateIsAcceptedOnce) {
  const Seen seen =
      See("started;task;update-accepted u 2;update-accepted u 2", "accept u");
  EXPECT_EQ(seen.result.verdict, Verdict::kInvalidHistory);
  EXPECT_EQ(seen.result.message,
            "event 6 (WorkflowExecutionUpdateAccepted): update u was accepted "
            "before; fetch the history again");
}

TEST(Traps, S20ValidatorsAreNotRunAgain) {
  EXPECT_EQ(
      See("started;task;update-accepted u 2;timer 1", "accept u,timer 1").told,
      (Lines{"start, update set u @3"}));
}

TEST(Traps, S33EventsAreNeverSortedByTheirTimes) {
  history::History history = HistoryOf(
      "started;task;activity 1 A;timer 2;activity-started 5;timer-fired 6 2;"
      "activity-completed 5;signal go;task;complete");
  for (size_t i = 6; i < 10; ++i) history.events[i].time.seconds -= 10 * i;
  const Seen seen = See(history, "activity 1 A,timer 2|complete");
  EXPECT_EQ(seen.result.verdict, Verdict::kOk);
  EXPECT_EQ(seen.told.back(), "signal go, timer 2, activity 1 @12");
}

TEST(Traps, S37RunsOfTheSameIdDoNotMeet) {
  // In one process, with the same ids: what one replay saw, another does not.
  const char* history = "started;task;patch p;upsert;timer 1";
  const Seen first = See(history, "patch p,timer 1");
  const Seen second = See("started;task;timer 1", "patch p,timer 1");
  const Seen third = See(history, "patch p,timer 1");
  EXPECT_EQ(second.result.verdict, Verdict::kOk);
  EXPECT_EQ(second.told, (Lines{"start @3"}));
  EXPECT_EQ(first.told, third.told);
  EXPECT_EQ(first.result, third.result);
}

TEST(Traps, S38SizeAndSuggestionAreThoseOfTheTask) {
  EXPECT_EQ(See("started;scheduled;wft - 100;done;timer 1;timer-fired 5 1;"
                "scheduled;wft - 9000 full;done;continue-as-new",
                "timer 1|continue-as-new")
                .told,
            (Lines{"start @3 size 100", "timer 1 @8 size 9000 suggested"}));
}

TEST(Traps, S38TheyAreThoseOfTheLastTaskThatWasFolded) {
  EXPECT_EQ(See("started;scheduled;wft - 100 full;done;scheduled;wft - 200;"
                "done;complete",
                "complete")
                .told,
            (Lines{"start @6 size 200"}));
}

TEST(Traps, S40CommandsOfTheLastTaskAreStillReplayed) {
  EXPECT_EQ(See("started;task;timer 1;signal go;task;activity 1 A",
                "timer 1|activity 1 A")
                .told,
            (Lines{"start @3", "signal go @8"}));
}

TEST(Traps, S41TypesAreComparedWhole) {
  EXPECT_EQ(VerdictOf("started;task;activity 1 pkg.A", "activity 1 A"),
            Verdict::kNondeterminism);
  EXPECT_EQ(VerdictOf("started;task;child c pkg.K", "child 1 c K"),
            Verdict::kNondeterminism);
}

TEST(Traps, S45AChildIsCancelledBetweenInitiatedAndStarted) {
  const std::string history =
      "started;task;child c K;signal go;task;cancel-child c;child-started 5;"
      "cancel-delivered 10;child-canceled 5;signal on;task;complete";
  for (const char* script : {"child 1 c K try|cancel-child 1||complete",
                             "child 1 c K wait|cancel-child 1|complete",
                             "child 1 c K requested|cancel-child 1|complete"}) {
    const Seen seen = See(history, script);
    EXPECT_EQ(seen.result.verdict, Verdict::kOk)
        << script << ": " << seen.result.message;
  }
}

TEST(Traps, S47WhatComesAfterATriedCancellationIsSwallowed) {
  const std::string begin =
      "started;task;activity 1 A;signal go;task;cancel-activity 5;timer 2;";
  for (const char* end :
       {"activity-canceled 5", "activity-started 5;activity-completed 5",
        "activity-started 5;activity-failed 5",
        "activity-started 5;activity-timed-out 5", "activity-timed-out 5"}) {
    const Seen seen =
        See(begin + end + ";signal on;task;complete",
            "activity 1 A try|cancel-activity 1|timer 2|complete");
    EXPECT_EQ(seen.result.verdict, Verdict::kOk)
        << end << ": " << seen.result.message;
    EXPECT_TRUE(seen.told.back().starts_with("signal on @")) << end;
  }
}

TEST(Traps, S47SoIsWhatComesAfterAnAbandonedOne) {
  const std::string begin = "started;task;activity 1 A;signal go;task;timer 2;";
  for (const char* end :
       {"activity-started 5;activity-completed 5",
        "activity-started 5;activity-failed 5",
        "activity-started 5;activity-timed-out 5", "activity-timed-out 5"}) {
    const Seen seen =
        See(begin + end + ";signal on;task;complete",
            "activity 1 A abandon|cancel-activity 1|timer 2|complete");
    EXPECT_EQ(seen.result.verdict, Verdict::kOk)
        << end << ": " << seen.result.message;
    EXPECT_TRUE(seen.told.back().starts_with("signal on @")) << end;
  }
}

TEST(Traps, S48AResultThatComesWithItsCancellationWins) {
  EXPECT_EQ(VerdictOf("started;task;activity 1 A;activity-started 5;"
                      "activity-completed 5;signal stop;task;timer 2",
                      "activity 1 A|cancel-activity 1,timer 2"),
            Verdict::kOk);
  EXPECT_EQ(VerdictOf("started;task;timer 1;timer-fired 5 1;signal stop;task;"
                      "timer 2",
                      "timer 1|cancel-timer 1,timer 2"),
            Verdict::kOk);
}

TEST(Traps, S52AnEarlyCloseIsSeenAlsoIfOnlySignalsFollow) {
  EXPECT_EQ(VerdictOf("started;task;activity 1 A;signal go;terminated",
                      "activity 1 A,complete"),
            Verdict::kNondeterminism);
  EXPECT_EQ(VerdictOf("started;task;signal go", "complete"),
            Verdict::kNondeterminism);
}

TEST(Traps, S53EveryKindOfCloseIsCompared) {
  const Lines events = {"complete", "fail", "canceled", "continue-as-new"};
  for (const std::string& recorded : events) {
    for (const std::string& produced : events) {
      EXPECT_EQ(VerdictOf("started;task;" + recorded, produced),
                recorded == produced ? Verdict::kOk : Verdict::kNondeterminism)
          << recorded << " " << produced;
    }
  }
}

TEST(Traps, S54ADivergenceIsNotTakenForTheRecordedFailure) {
  EXPECT_EQ(VerdictOf("started;task;activity 1 A;activity-started 5;"
                      "activity-failed 5;task;fail",
                      "activity 1 B|fail"),
            Verdict::kNondeterminism);
}

TEST(Traps, S58ADivergenceBesideAnUpdateIsSeen) {
  EXPECT_EQ(VerdictOf("started;task;update-accepted u 2;activity 1 A;"
                      "update-completed u",
                      "accept u,activity 1 B,answer u"),
            Verdict::kNondeterminism);
}

TEST(Traps, S62ARunMayEndWithoutACommand) {
  for (const char* end : {"terminated", "timed-out"}) {
    const std::string history =
        std::string("started;task;activity 1 A;signal go;scheduled;wft;") + end;
    const Seen seen = See(history, "activity 1 A|task-failure");
    EXPECT_EQ(seen.result.verdict, Verdict::kOk) << end;
    EXPECT_FALSE(seen.result.open) << end;
    EXPECT_EQ(seen.result.tasks, 1) << end;
    EXPECT_EQ(VerdictOf(history, "activity 1 B"), Verdict::kNondeterminism);
  }
}

}  // namespace
}  // namespace lockstep::replay
