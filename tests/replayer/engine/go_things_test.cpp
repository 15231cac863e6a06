// What the Go engine makes of things: their numbers, their cancellation
// (oracle: PROGRAM.md section 6, "Numbers" and "Things").
#include <gtest/gtest.h>

#include "replayer/engine/random_seed.h"
#include "tests/replayer/engine/go_rows.h"
#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"
#include "tests/replayer/engine/summary.h"

namespace lockstep::replay {
namespace {

using Lines = std::vector<std::string>;

TEST(GoIds, AreTheNumbersOfTheirEvents) {
  CheckGo({
      {"activity and timer", "started;go-task;activity 5 A;timer 6",
       "activity 1 A,timer 1", "ok open"},
      {"a given id", "started;go-task;activity x A;timer 6",
       "activity 1 A try x,timer 1", "ok open"},
      {"old histories count in another way", "started;go-task;activity 0 A",
       "activity 1 A",
       "nondeterminism open field-mismatch (activity id) task 1 event 5"},
      {"a version's marker and upsert keep their places",
       "started;go-task;version a 1;upsert;timer 7", "version a -1 1 1,timer 1",
       "ok open"},
      {"also if nobody asks for the version",
       "started;go-task;version a 1;upsert;timer 7", "timer 1", "ok open"},
      {"a marker without upsert", "started;go-task;version a 1 alone;timer 6",
       "version a -1 1 1,timer 1", "ok open"},
      {"side effects are commands", "started;go-task;side-effect 1;timer 6",
       "side-effect 1,timer 1", "ok open"},
      {"so are local activities", "started;go-task;go-local 1 A;timer 6",
       "local 1 A|timer 1", "ok open"},
      {"the first command of a task is two behind its start",
       "started;go-task;timer 5;signal go;go-task;timer 10", "timer 1|timer 2",
       "ok open"},
  });
}

TEST(GoIds, OfChildrenHaveTheRunId) {
  CheckGo({
      {"the run's", "started;go-task;child run_5 C", "default-child 1 - C",
       "ok open"},
      {"another's", "started;go-task;child other_5 C;signal go;go-task",
       "default-child 1 - C",
       "nondeterminism open field-mismatch (child workflow id) task 1 event "
       "5"},
      {"after a reset, that of the new run",
       "started;scheduled;wft;reset new;go-task;child new_8 C;signal "
       "go;go-task",
       "default-child 1 - C", "ok open"},
  });
}

// Children answer by their ids, so production does not mind their order.
TEST(GoIds, OfChildrenMayChangePlaces) {
  ScriptedBuild build("child 1 b C,child 2 a C", LS_PROFILE_GO);
  const ReplayResult result =
      Replay(HistoryOf("started;go-task;child a C;child b C;signal go;go-task"),
             build.build(), {}, nullptr);

  EXPECT_EQ(Summary(result).substr(0, 7), "ok open");
  ASSERT_EQ(result.findings.size(), 2u);
  EXPECT_EQ(result.findings[0].field, "child workflow id");
  EXPECT_EQ(result.findings[0].tier, Tier::kTarget);
}

TEST(GoActivity, MayBeSaidToHaveStartedTwice) {
  CheckGo({{"",
            "started;go-task;activity 5 A;activity-started 5;activity-started "
            "5;signal go;go-task",
            "activity 1 A", "ok open"}});
}

TEST(Compat, OfTheOtherProfileIsAWarning) {
  ScriptedBuild build("", LS_PROFILE_GO);
  ReplayOptions options;
  options.core_compatible = true;
  const ReplayResult result =
      Replay(HistoryOf("started;go-task"), build.build(), options, nullptr);

  EXPECT_EQ(result.warnings,
            Lines{"--compat=core says nothing about a build of the go profile; "
                  "--compat=go does"});
}

TEST(GoIds, OfChildrenAreThoseOfHistoryIfNobodyKnowsTheRun) {
  ScriptedBuild build("default-child 1 - C", LS_PROFILE_GO);
  history::History history = HistoryOf(
      "started;go-task;child other_5 C;go-child-started other_5;"
      "go-task");
  history.run_id.clear();

  const ReplayResult result = Replay(history, build.build(), {}, nullptr);

  EXPECT_EQ(Summary(result), "ok open");
  EXPECT_EQ(build.told().back(), "child-start 1 @8");
}

TEST(GoReset, SeedsTheRandomNumbersAnew) {
  EXPECT_EQ(
      GoTold("started;scheduled;wft;reset new;go-task;complete", "complete"),
      (Lines{"start, seed " + std::to_string(RandomSeed("new")) + " @6"}));
}

TEST(GoCancellation, LeavesBothCommandsInOneTask) {  // S-46
  CheckGo({
      {"timer", "started;go-task;timer 5;cancel-timer 5 5",
       "timer 1,cancel-timer 1", "ok open"},
      {"activity", "started;go-task;activity 5 A;cancel-activity 5",
       "activity 1 A,cancel-activity 1", "ok open"},
      {"an abandoned activity has none", "started;go-task;activity 5 A",
       "activity 1 A abandon,cancel-activity 1", "ok open"},
      {"a second request makes none",
       "started;go-task;activity 5 A;cancel-activity 5",
       "activity 1 A wait,cancel-activity 1,cancel-activity 1", "ok open"},
      {"a child's waits for its start",
       "started;go-task;child c C;go-child-started c;go-task;cancel-child c;"
       "timer 11",
       "child 1 c C,cancel-child 1|timer 1", "ok open"},
      {"and is not made if the child has closed by then",
       "started;go-task;child c C;go-child-started c;go-child-completed c;"
       "go-task;timer 11",
       "child 1 c C,cancel-child 1|timer 1", "ok open"},
  });
}

TEST(GoCancellation, ComesTooLateForWhatIsClosed) {  // S-48
  CheckGo({
      {"timer",
       "started;go-task;timer 5;cancel-requested;timer-fired 5 5;go-task;"
       "timer 11",
       "timer 1|cancel-timer 1,timer 2", "ok open"},
      {"activity",
       "started;go-task;activity 5 A;cancel-requested;activity-started 5;"
       "activity-completed 5;go-task;canceled",
       "activity 1 A|cancel-activity 1,canceled", "ok"},
  });
}

TEST(GoCancellation, TellsOfTheRequestAndTheResultInTheirOrder) {  // S-32
  EXPECT_EQ(
      GoTold("started;go-task;timer 5;cancel-requested;timer-fired 5 5;go-task",
             "timer 1")
          .back(),
      "cancel, timer 1 @9");
}

// What the code is told of an activity that was cancelled in the second task.
std::string ToldOfActivity(const std::string& type) {
  const std::string request = type == "abandon" ? "" : "cancel-activity 5;";
  const std::string end =
      type == "abandon" ? "activity-completed 5" : "activity-canceled 5";
  const Lines told =
      GoTold("started;go-task;activity 5 A;signal go;go-task;" + request +
                 "activity-started 5;" + end + ";go-task;complete",
             "activity 1 A " + type + "|cancel-activity 1|complete");
  return told.back().substr(0, told.back().find(" @"));
}

TEST(GoCancellation, OfActivitiesGoesByTheirType) {  // S-47
  EXPECT_EQ(ToldOfActivity("try"), "");
  EXPECT_EQ(ToldOfActivity("wait"), "activity 1 canceled");
  EXPECT_EQ(ToldOfActivity("abandon"), "");
}

TEST(GoCancellation, OfChildrenWaitsForTheirEnd) {
  for (const char* type : {"try", "wait", "requested"}) {
    const Lines told = GoTold(
        "started;go-task;child c C;go-child-started c;go-task;cancel-child c;"
        "go-child-completed c;go-task;complete",
        std::string("child 1 c C ") + type + "|cancel-child 1|complete");

    EXPECT_EQ(told.back(), "child 1 @13") << type;
  }
}

TEST(GoCancellation, OfASignalIsForTheTaskThatSendsIt) {
  CheckGo({
      {"taken back", "started;go-task", "signal-external 1 w s,cancel-signal 1",
       "ok open"},
      {"too late",
       "started;go-task;signal-external w s;signal go;go-task;timer 10",
       "signal-external 1 w s|cancel-signal 1,timer 1", "ok open"},
  });
}

TEST(GoCancellation, OfASignalThatIsSentTellsNothing) {
  EXPECT_EQ(GoTold("started;go-task;signal-external w s;signal go;go-task",
                   "signal-external 1 w s|cancel-signal 1"),
            (Lines{"start @3", "signal go @8"}));
  EXPECT_EQ(GoTold("started;go-task", "signal-external 1 w s,cancel-signal 1"),
            (Lines{"start @3", "signal 1 canceled @3"}));
}

TEST(GoIds, CannotBeInUseTwice) {
  CheckGo({
      {"activity", "started;go-task;activity x A",
       "activity 1 A try x,activity 2 A try x",
       "nondeterminism open illegal-transition task 1 event 0"},
      {"child", "started;go-task;child c C", "child 1 c C,child 2 c C",
       "nondeterminism open illegal-transition task 1 event 0"},
      {"after its end it can",
       "started;go-task;activity x A;activity-started 5;activity-completed 5;"
       "go-task;activity x A",
       "activity 1 A try x|activity 2 A try x", "ok open"},
  });
}

TEST(GoTypes, AreComparedAfterTheirLastDot) {  // S-41
  CheckGo({
      {"activity", "started;go-task;activity 5 old.pkg.A",
       "activity 1 new.pkg.A", "ok open; target activity type"},
      {"another activity", "started;go-task;activity 5 pkg.A",
       "activity 1 pkg.B",
       "nondeterminism open field-mismatch (activity type) task 1 event 5"},
      {"child", "started;go-task;child c old.C", "child 1 c new.C",
       "ok open; target child workflow type"},
      {"local activities by their whole name",
       "started;go-task;go-local 1 old.A", "local 1 new.A",
       "nondeterminism open field-mismatch (local activity type) task 1 event "
       "0"},
  });
}

TEST(GoExternals, AreComparedByWorkflowAndName) {
  CheckGo({
      {"the same", "started;go-task;signal-external w s",
       "signal-external 1 w s", "ok open"},
      {"another workflow", "started;go-task;signal-external w s",
       "signal-external 1 v s",
       "nondeterminism open field-mismatch (workflow id) task 1 event 5"},
      {"another name", "started;go-task;signal-external w s",
       "signal-external 1 w t",
       "nondeterminism open field-mismatch (signal name) task 1 event 5"},
      {"a request to cancel", "started;go-task;cancel-external w",
       "cancel-external 1 v",
       "nondeterminism open field-mismatch (workflow id) task 1 event 5"},
  });
}

}  // namespace
}  // namespace lockstep::replay
