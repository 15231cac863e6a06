// How the Go engine replays, by default and as the official one does (oracle:
// PROGRAM.md section 6, "Passes" and "Replay").
#include <gtest/gtest.h>

#include "tests/replayer/engine/go_rows.h"
#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"
#include "tests/replayer/engine/summary.h"

namespace lockstep::replay {
namespace {

using Lines = std::vector<std::string>;

// ---- Passes ----

TEST(GoPasses, AreOneForEachTaskAlsoIfItBringsNothing) {
  EXPECT_EQ(GoTold("started;go-task;go-task;complete", "|complete"),
            (Lines{"start @3", " @6"}));
}

TEST(GoPasses, KeepTheOrderOfEvents) {  // S-31
  EXPECT_EQ(GoTold("started;go-task;timer 5;timer-fired 5 5;signal go;go-task",
                   "timer 1")
                .back(),
            "timer 1, signal go @9");
}

TEST(GoPasses, AreToldTheMarkersOfTheirTaskFirst) {
  EXPECT_EQ(
      GoTold("started;go-task;version a 2;upsert;side-effect 1;mutable m 1;"
             "signal go;go-task",
             "version a -1 2 2,side-effect 1,mutable 1 m")
          .front(),
      "version a 2, side-effect 1, mutable m 1, start @3");
}

TEST(GoPasses, AreOneMoreForEachLocalActivityWithItsClock) {
  ScriptedBuild build("local 1 A|local 2 B|complete", LS_PROFILE_GO);
  const ReplayResult result =
      Replay(HistoryOf("started;go-task;go-local 1 A;go-local 2 B failed;"
                       "complete"),
             build.build(), {}, nullptr);

  EXPECT_EQ(Summary(result), "ok");
  EXPECT_EQ(build.told(),
            (Lines{"start @3", "local 1 @3", "local 2 failed @3"}));
  EXPECT_EQ(build.clocks(), (std::vector<int64_t>{3, 500, 500}));
}

TEST(GoPasses, AreNotMadeForALocalActivityThatIsNotOpen) {
  EXPECT_EQ(GoTold("started;go-task;go-local 1 A;complete", "complete"),
            Lines{"start @3"});
}

TEST(GoPasses, TellUpdatesByTheEventsTheyFollow) {
  EXPECT_EQ(GoTold("started;go-task;signal one;signal two;go-task;"
                   "update-accepted a 6;update-accepted b 5;complete",
                   "")
                .at(1),
            "signal one, update set b, signal two, update set a @8");
}

TEST(GoPasses, TakeTheBodyOfAReappliedUpdateFromItsAdmission) {
  EXPECT_EQ(GoTold("started;update-admitted u;go-task;update-accepted u 2 "
                   "admitted;complete",
                   "accept u,complete"),
            Lines{"start, update set u @4"});
}

TEST(GoPasses, OfTheTaskInFlightAreLiveAndNotJudged) {
  EXPECT_EQ(Summary(ReplayGo("started;scheduled;wft", "timer 1,activity 1 A")),
            "ok open");
  EXPECT_EQ(GoTold("started;scheduled;wft", "timer 1"), Lines{"start @3 live"});
}

// ---- Comparison ----

TEST(GoReplay, ComparesTheCommandsOfEachTask) {
  CheckGo({
      {"a run that completes", "started;go-task;complete", "complete", "ok"},
      {"another kind", "started;go-task;activity 5 A", "timer 1",
       "nondeterminism open type-mismatch task 1 event 5"},
      {"an event nobody asked for", "started;go-task;timer 5", "",
       "nondeterminism open missing-command task 1 event 5"},
      {"a command that history does not have", "started;go-task;timer 5",
       "timer 1,timer 2", "nondeterminism open extra-command task 1 event 0"},
      {"another activity is cancelled",
       "started;go-task;activity 5 A;activity 6 B;cancel-activity 5",
       "activity 1 A,activity 2 B,cancel-activity 2",
       "nondeterminism open field-mismatch (cancelled activity (scheduled "
       "event)) task 1 event 7"},
      {"another timer is cancelled",
       "started;go-task;timer 5;timer 6;cancel-timer 5 5",
       "timer 1,timer 2,cancel-timer 2",
       "nondeterminism open field-mismatch (cancelled timer) task 1 event 7"},
      {"a timer's time is a value", "started;go-task;timer 5 10", "timer 1 20",
       "ok open; value duration"},
      {"events that may be ignored", "started;go-task;timer 5;ignorable",
       "timer 1", "ok open"},
  });
}

TEST(GoReplay, FindsForEachEventItsCommand) {
  CheckGo({
      {"an activity's end without the activity",
       "started;go-task;activity-completed 2;go-task", "",
       "nondeterminism open unmatched-resolution task 2 event 5"},
      {"a timer's end twice",
       "started;go-task;timer 5;timer-fired 5 5;timer-fired 5 5;go-task",
       "timer 1", "nondeterminism open illegal-transition task 2 event 7"},
      {"a child's start", "started;go-task;go-child-started c;go-task", "",
       "nondeterminism open unmatched-resolution task 2 event 5"},
  });
}

TEST(GoReplay, ComparesUpdatesWithFlag3Only) {  // S-57
  CheckGo({
      {"with it", "started;go-task;update-accepted u 2;timer 6",
       "accept u,timer 1", "ok open"},
      {"their order counts", "started;go-task;update-accepted u 2;timer 6",
       "timer 1,accept u", "nondeterminism open type-mismatch task 1 event 5"},
      {"another update answers",
       "started;go-task;update-accepted u 2;update-accepted v 2;"
       "update-completed u",
       "accept u,accept v,answer v",
       "nondeterminism open field-mismatch (update id) task 1 event 7"},
      {"without it they are no commands",
       "started;scheduled;wft;go-done none;timer 5;update-accepted u 2",
       "accept u,timer 1", "ok open"},
      {"a rejection leaves no trace, also of one that was accepted",
       "started;go-task;update-accepted u 2", "reject u",
       "nondeterminism open missing-command task 1 event 5"},
  });
}

TEST(GoReplay, ComparesSideEffects) {
  CheckGo({
      {"recorded", "started;go-task;side-effect 1;complete",
       "side-effect 1,complete", "ok"},
      {"added", "started;go-task;complete", "side-effect 1,complete",
       "nondeterminism extra-command task 1 event 0"},
      {"removed", "started;go-task;side-effect 1;complete", "complete",
       "nondeterminism type-mismatch task 1 event 5"},
      {"live, none is missing", "started;scheduled;wft", "side-effect 1",
       "ok open"},
  });
}

TEST(GoReplay, GivesMutableSideEffectsTheirPlacesOnly) {
  CheckGo({
      {"recorded", "started;go-task;mutable m 1;timer 6", "mutable 1 m,timer 1",
       "ok open"},
      {"as old SDKs wrote it", "started;go-task;mutable m;timer 6",
       "mutable 1 m,timer 1", "ok open"},
      {"also for a later call",
       "started;go-task;mutable m;timer 6;signal go;go-task;mutable m;timer 12",
       "mutable 1 m,timer 1|mutable 2 m,timer 2", "ok open"},
      {"the value of an earlier call needs no marker",
       "started;go-task;mutable m 1;timer 6", "mutable 1 m,mutable 2 m,timer 1",
       "ok open"},
      {"no value", "started;go-task;timer 5", "mutable 1 m,timer 1",
       "nondeterminism open extra-command task 1 event 0"},
      {"only of a later call", "started;go-task;mutable m 2;timer 6",
       "mutable 1 m,timer 1",
       "nondeterminism open extra-command task 1 event 0"},
      {"its call is gone: the places shift",
       "started;go-task;mutable m 1;timer 6", "timer 1",
       "nondeterminism open field-mismatch (timer id) task 1 event 6"},
  });
}

TEST(GoReplay, HoldsVersionsToTheirRange) {
  CheckGo({
      {"in it", "started;go-task;version a 2;upsert;complete",
       "version a 1 2 2,complete", "ok"},
      {"too new for the code", "started;go-task;version a 2;upsert;complete",
       "version a -1 1 2,complete",
       "nondeterminism version-range task 1 event 0"},
      {"too old", "started;go-task;complete", "version a 1 2 -1,complete",
       "nondeterminism version-range task 1 event 0"},
  });
}

TEST(GoReplay, RefusesFlagsThatItDoesNotKnow) {  // S-61
  CheckGo(
      {{"of a newer SDK", "started;scheduled;wft;go-done 3,4294967290;complete",
        "complete", "unsupported-event"}});
}

TEST(GoReplay, RefusesMarkersThatItCannotRead) {
  CheckGo({{"encrypted", "started;go-task;marker Version change-id;complete",
            "complete", "undecodable-payload"}});
}

TEST(GoReplay, LooksAtCloses) {
  CheckGo({
      {"another way to close", "started;go-task;fail", "complete",
       "nondeterminism close-mismatch task 1 event 5"},
      {"none", "started;go-task;complete", "",
       "nondeterminism missing-command task 1 event 5"},
      {"early", "started;go-task;signal go;go-task;complete", "complete",
       "nondeterminism extra-command task 1 event 0"},
      {"the close comes last, wherever it stands",
       "started;go-task;timer 5;complete", "complete,timer 1", "ok"},
  });
}

// ---- As the official engine does it ----

TEST(CompatGo, ComparesWholeLists) {
  CheckGo(
      {
          {"a command moved to another task",
           "started;go-task;signal go;go-task;upsert k 1;complete",
           "upsert k 1|complete", "ok"},
          {"one too many", "started;go-task;timer 5;signal go;go-task",
           "timer 1,upsert k 1",
           "nondeterminism open extra-command task 1 event 0"},
          {"one missing", "started;go-task;upsert k 1;signal go;go-task", "",
           "nondeterminism open missing-command task 1 event 5"},
      },
      CompatGo());
  CheckGo(
      {{"by default each task is compared",
        "started;go-task;signal go;go-task;upsert k 1;complete",
        "upsert k 1|complete", "nondeterminism extra-command task 1 event 0"}});
}

TEST(CompatGo, CountsTheTasksThatItCompared) {
  const auto tasks = [](const char* history, const ReplayOptions& options) {
    return ReplayGo(history, "", options).tasks;
  };

  EXPECT_EQ(tasks("started;go-task;go-task", {}), 2);
  EXPECT_EQ(tasks("started;go-task;go-task", CompatGo()), 2);
  EXPECT_EQ(tasks("started;go-task;scheduled;wft", CompatGo()), 0);
}

TEST(CompatGo, LeavesOutTheTaskBeforeOneThatHasStarted) {  // StartedTail
  const char* const history = "started;go-task;signal go;scheduled;wft";
  CheckGo({{"not compared", history, "upsert k 1", "ok open"}}, CompatGo());
  CheckGo({{"compared", history, "upsert k 1",
            "nondeterminism open extra-command task 1 event 0"}});
}

TEST(CompatGo, LooksAtTwoWaysToCloseOnly) {  // FailedEnd, ReturnsEarly
  CheckGo(
      {
          {"a failed run", "started;go-task;fail", "complete", "ok"},
          {"early", "started;go-task;signal go;go-task;complete", "complete",
           "ok"},
          {"none", "started;go-task;complete", "",
           "nondeterminism close-mismatch task 1 event 5"},
          {"another", "started;go-task;continue-as-new", "complete",
           "nondeterminism close-mismatch task 1 event 5"},
      },
      CompatGo());
}

TEST(CompatGo, FindsChildrenByTheIdThatTheCodeGave) {
  CheckGo({{"it only looks like a default one",
            "started;go-task;child other C;signal go;go-task", "child 1 _5 C",
            "nondeterminism open unmatched-resolution task 2 event 5"}},
          CompatGo());
}

TEST(CompatGo, AcceptsUpdatesForCodeThatHasClosed) {  // UpdateAfterClose
  CheckGo({{"accepted",
            "started;go-task;signal go;go-task;update-accepted u 6;complete",
            "complete", "ok"}},
          CompatGo());
}

TEST(CompatGo, NumbersAChildsCancellationBlindly) {  // VersionThenCancelChild
  const char* const history =
      "started;go-task;child c C;go-child-started c;go-task;version a 1;upsert;"
      "cancel-child c;timer 13;signal go;go-task";
  const char* const script =
      "child 1 c C|version a -1 1 1,cancel-child 1,timer 1";
  CheckGo({{"the timer's id is too small", history, script,
            "nondeterminism open unmatched-resolution task 3 event 13"}},
          CompatGo());
  CheckGo({{"the timer has its id", history, script, "ok open"}});
}

// ---- Whose history it is ----

TEST(Flavour, OfABuildMustBeThatOfTheHistory) {
  const ScriptedBuild core("complete");
  EXPECT_EQ(
      Replay(HistoryOf("started;go-task;complete"), core.build(), {}, nullptr)
          .verdict,
      Verdict::kFlavourMismatch);
  CheckGo({{"a Core history on a Go build", "started;task;complete", "complete",
            "flavour-mismatch"}});
}

TEST(Flavour, OfAHistoryThatDoesNotSayIsThatOfTheBuild) {
  CheckGo(
      {{"Go's numbers", "started;scheduled;wft;done none;child c C;upsert k 1",
        "child 1 c C,upsert k 1", "ok open"}});
}

TEST(Flavour, IsWhatProfileSays) {
  ReplayOptions go;
  go.profile = LS_PROFILE_GO;
  CheckGo({{"a Core history taken for Go's", "started;task;complete",
            "complete", "ok"}},
          go);
  ReplayOptions core;
  core.profile = LS_PROFILE_CORE;
  CheckGo({{"a Go history taken for Core's", "started;go-task;complete",
            "complete", "flavour-mismatch"}},
          core);
}

}  // namespace
}  // namespace lockstep::replay
