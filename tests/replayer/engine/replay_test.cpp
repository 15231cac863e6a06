// The laws of the engine, one row each: a history, what the code asks for in
// each activation, and the verdict.
#include "replayer/engine/replay.h"

#include <gtest/gtest.h>

#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"
#include "tests/replayer/engine/summary.h"

namespace lockstep::replay {
namespace {

struct Row {
  const char* law;
  const char* history;
  const char* script;
  const char* expected;  // as Summary writes it
};

ReplayResult ReplayRow(const Row& row, const ReplayOptions& options) {
  const ScriptedBuild build(row.script);
  return Replay(HistoryOf(row.history), build.build(), options, nullptr);
}

void Check(const std::vector<Row>& rows, const ReplayOptions& options = {}) {
  for (const Row& row : rows) {
    EXPECT_EQ(Summary(ReplayRow(row, options)), row.expected)
        << row.law << "\n"
        << row.history << "\n"
        << row.script;
  }
}

TEST(Replay, MatchesCommandsWithEventsInOrder) {
  Check({
      {"a run that completes at once", "started;task;complete", "complete",
       "ok"},
      {"another command than recorded", "started;task;activity 1 A", "timer 1",
       "nondeterminism open type-mismatch task 1 event 5"},
      {"an event nobody asked for", "started;task;activity 1 A", "",
       "nondeterminism open missing-command task 1 event 5"},
      {"a second event nobody asked for",
       "started;task;activity 1 A;activity 2 B", "activity 1 A",
       "nondeterminism open missing-command task 1 event 6"},
      {"a command that history does not have", "started;task;activity 1 A",
       "activity 1 A,timer 1",
       "nondeterminism open extra-command task 1 event 0"},
      {"an extra command in a task without events",
       "started;task;signal go;task;signal go", "timer 1",
       "nondeterminism open extra-command task 1 event 0"},
      {"an extra command in the history's last, empty task", "started;task",
       "timer 1", "nondeterminism open extra-command task 1 event 0"},
      {"an extra command before the history goes on",
       "started;task;activity 1 A;activity-started 5;activity-completed 5;"
       "task;complete",
       "activity 1 A,timer 1|complete",
       "nondeterminism extra-command task 1 event 0"},
      {"an ignorable event does not break the block of commands",
       "started;task;activity 1 A;ignorable;timer 1", "activity 1 A,timer 1",
       "ok open"},
  });
}

TEST(Replay, ComparesActivities) {
  const char* done =
      "started;task;activity 1 A;activity-started 5;activity-completed 5;task;"
      "complete";
  Check({
      {"the same activity", done, "activity 1 A|complete", "ok"},
      {"another type", done, "activity 1 B|complete",
       "nondeterminism field-mismatch (activity type) task 1 event 5"},
      {"another id", done, "activity 2 A|complete",
       "nondeterminism field-mismatch (activity id) task 1 event 5"},
      {"without flag 1, ids and types are targets",
       "started;scheduled;wft;done none;activity 1 A;activity-started 5;"
       "activity-completed 5;scheduled;wft;done none;complete",
       "activity 2 B|complete", "ok; target activity id; target activity type"},
      {"without flag 1, the history's last task is compared all the same",
       "started;scheduled;wft;done none;activity 1 A", "activity 1 B",
       "nondeterminism open field-mismatch (activity type) task 1 event 5"},
      {"another task queue is a target", "started;task;activity 1 A 1 x",
       "activity 1 A try - 1 y", "ok open; target task queue"},
      {"the workflow's own task queue, named or not",
       "started;task;activity 1 A 1 q", "activity 1 A try - 1 q", "ok open"},
      {"a timeout that the server shortened",
       "started;task;activity 1 A 1 q 40", "activity 1 A try - 1 q 40",
       "ok open"},
      {"another input is a value", "started;task;activity 1 A 1",
       "activity 1 A try - 2", "ok open; value input"},
      {"JSON is compared by meaning", "started;task;activity 1 A 1.0",
       "activity 1 A try - 1", "ok open"},
  });
}

TEST(Replay, FollowsActivitiesToTheirEnd) {
  const std::string begin = "started;task;activity 1 A;";
  const std::string end = ";task;complete";
  const std::vector<std::pair<const char*, const char*>> kinds = {
      {"activity-started 5;activity-completed 5", "activity 1 @9"},
      {"activity-started 5;activity-failed 5", "activity 1 failed @9"},
      {"activity-started 5;activity-timed-out 5", "activity 1 timeout @9"},
  };
  for (const auto& [events, job] : kinds) {
    ScriptedBuild build("activity 1 A|complete");
    const ReplayResult result =
        Replay(HistoryOf(begin + events + end), build.build(), {}, nullptr);
    EXPECT_EQ(Summary(result), "ok") << events;
    EXPECT_EQ(build.told().at(1), job) << events;
  }
}

TEST(Replay, CancelsActivitiesByTheirType) {
  const std::string scheduled =
      "started;task;activity 1 A;signal go;task;";  // events 1 to 9
  Check({
      {"try: request, done in the next activation of the task",
       (scheduled + "cancel-activity 5;complete").c_str(),
       "activity 1 A try|cancel-activity 1|complete", "ok"},
      {"wait: done when the server says so",
       (scheduled + "cancel-activity 5;activity-canceled 5;task;complete")
           .c_str(),
       "activity 1 A wait|cancel-activity 1|complete", "ok"},
      {"wait: a result that comes first counts",
       (scheduled +
        "cancel-activity 5;activity-started 5;activity-completed 5;task;"
        "complete")
           .c_str(),
       "activity 1 A wait|cancel-activity 1|complete", "ok"},
      {"abandon: no request, what comes later is swallowed",
       (scheduled + "complete").c_str(),
       "activity 1 A abandon|cancel-activity 1|complete", "ok"},
      {"abandon: a later failure too",
       (scheduled +
        "timer 1;activity-started 5;activity-failed 5;timer-fired 10 1;task;"
        "complete")
           .c_str(),
       "activity 1 A abandon|cancel-activity 1|timer 1|complete", "ok"},
      {"started and cancelled in one task: neither is sent",
       "started;task;timer 1", "activity 1 A,cancel-activity 1,timer 1",
       "ok open"},
      {"a cancelled answer without a request",
       (scheduled + "timer 1;activity-canceled 5;task;complete").c_str(),
       "activity 1 A|timer 1|complete",
       "nondeterminism illegal-transition task 2 event 11"},
      {"swapped cancellations are a target difference",
       "started;task;activity 1 A;activity 2 B;signal go;task;"
       "cancel-activity 6;cancel-activity 5",
       "activity 1 A wait,activity 2 B wait|cancel-activity 1,"
       "cancel-activity 2",
       "ok open; target cancelled activity (scheduled event); target cancelled "
       "activity (scheduled event)"},
      {"an activity that was never started", "started;task;complete",
       "cancel-activity 9", "workflow-task-failure"},
  });
}

TEST(Replay, FollowsTimers) {
  Check({
      {"a timer that fires",
       "started;task;timer 1;timer-fired 5 1;task;complete", "timer 1|complete",
       "ok"},
      {"another id is a target until it fires", "started;task;timer 2",
       "timer 1", "ok open; target timer id"},
      {"another id is incompatible when it fires",
       "started;task;timer 2;timer-fired 5 2;task;complete", "timer 1|complete",
       "nondeterminism field-mismatch (timer id) task 1 event 6; target timer "
       "id"},
      {"another duration is a value", "started;task;timer 1 20", "timer 1 10",
       "ok open; value duration"},
      {"a duration of 0 is compared", "started;task;timer 1 20", "timer 1 0",
       "ok open; value duration"},
      {"a recorded duration below 0 harms nobody", "started;task;timer 1 -1",
       "timer 1 0", "ok open; value duration"},
      {"a cancelled timer",
       "started;task;timer 1;signal go;task;cancel-timer 5 1;complete",
       "timer 1|cancel-timer 1,complete", "ok"},
      {"started and cancelled in one task", "started;task;complete",
       "timer 1,cancel-timer 1,complete", "ok"},
      {"cancelled in another order than recorded",
       "started;task;timer 1;timer 2;signal go;task;cancel-timer 6 2;"
       "cancel-timer 5 1",
       "timer 1,timer 2|cancel-timer 1,cancel-timer 2",
       "ok open; target cancelled timer; target cancelled timer"},
      {"a firing that the code's cancellation forbids",
       "started;task;timer 1;signal go;task;timer-fired 5 1",
       "timer 1|cancel-timer 1",
       "nondeterminism open extra-command task 2 event 0"},
  });
}

TEST(Replay, FollowsChildWorkflows) {
  const std::string running =
      "started;task;child c K;child-started 5;signal go;task;";  // 1 to 10
  Check({
      {"to its result",
       "started;task;child c K;child-started 5;task;child-completed 5;task;"
       "complete",
       "child 1 c K||complete", "ok"},
      {"another type", "started;task;child c K", "child 1 c L",
       "nondeterminism open field-mismatch (child workflow type) task 1 event "
       "5"},
      {"another id", "started;task;child c K", "child 1 d K",
       "nondeterminism open field-mismatch (child workflow id) task 1 event 5"},
      {"a default id cannot be reproduced", "started;task;child c K",
       "default-child 1 d K", "ok open; target child workflow id"},
      {"try: a request and done at once",
       (running + "cancel-child c;complete").c_str(),
       "child 1 c K try|cancel-child 1|complete", "ok"},
      {"wait: the request is matched, the end counts",
       (running +
        "cancel-child c;cancel-delivered 11;child-canceled 5;task;complete")
           .c_str(),
       "child 1 c K wait|cancel-child 1|complete", "ok"},
      {"requested: waits for the end, as Core does",
       (running +
        "cancel-child c;cancel-delivered 11;task;child-completed 5;task;"
        "complete")
           .c_str(),
       "child 1 c K requested|cancel-child 1|complete", "ok"},
      {"abandon: no request", (running + "complete").c_str(),
       "child 1 c K abandon|cancel-child 1|complete", "ok"},
      {"a request for another child is a target",
       (running + "cancel-child d").c_str(), "child 1 c K wait|cancel-child 1",
       "ok open; target cancelled workflow id"},
      {"started and cancelled in one task", "started;task;timer 1",
       "child 1 c K,cancel-child 1,timer 1", "ok open"},
      {"tried, completes anyway",
       (running +
        "cancel-child c;timer 1;cancel-delivered 11;child-completed 5;"
        "timer-fired 12 1;task;complete")
           .c_str(),
       "child 1 c K try|cancel-child 1|timer 1|complete", "ok"},
      {"an end that no child of the code has", "started;task;child-completed 5",
       "", "nondeterminism open unmatched-resolution task 1 event 5"},
  });
}

TEST(Replay, MatchesClosingCommands) {
  Check({
      {"fail", "started;task;fail", "fail", "ok"},
      {"continue as new", "started;task;continue-as-new", "continue-as-new",
       "ok"},
      {"to another type is a target", "started;task;continue-as-new U",
       "continue-as-new T", "ok; target workflow type"},
      {"canceled", "started;task;canceled", "canceled", "ok"},
      {"another close", "started;task;complete", "fail",
       "nondeterminism close-mismatch task 1 event 5"},
      {"closes early", "started;task;activity 1 A", "complete",
       "nondeterminism open type-mismatch task 1 event 5"},
      {"does not close", "started;task;complete", "",
       "nondeterminism missing-command task 1 event 5"},
      {"terminated needs no command", "started;task;activity 1 A;terminated",
       "activity 1 A", "ok"},
      {"timed out neither", "started;task;activity 1 A;timed-out",
       "activity 1 A", "ok"},
      {"another result is a value", "started;task;complete 1", "complete 2",
       "ok; value result"},
      {"with flag 3 the close goes behind the other commands",
       "started;task;timer 1;complete", "complete,timer 1", "ok"},
      {"without, what follows the close is dropped",
       "started;scheduled;wft;done 1;complete", "complete,timer 1", "ok"},
      {"only the first close counts", "started;task;complete", "complete,fail",
       "ok"},
  });
}

TEST(Replay, MatchesPatches) {
  const char* recorded = "started;task;patch p;upsert;activity 1 A";
  const char* deprecated =
      "started;task;deprecated-patch p;upsert;activity 1 A";
  Check({
      {"a recorded patch", recorded, "patch p,activity 1 A", "ok open"},
      {"deprecated in the code", recorded, "deprecate p,activity 1 A",
       "ok open"},
      {"removed from the code", recorded, "activity 1 A",
       "nondeterminism open patch-marker-unhandled task 1 event 5"},
      {"a deprecated marker without a call", deprecated, "activity 1 A",
       "ok open"},
      {"an upsert of something else is not skipped with it",
       "started;task;deprecated-patch p;timer 1", "timer 1", "ok open"},
      {"another id", recorded, "patch q,activity 1 A",
       "nondeterminism open patch-id-mismatch (patch id) task 1 event 5"},
      {"a call without a marker is dropped", "started;task;activity 1 A",
       "patch p,activity 1 A", "ok open"},
      {"also at the end of a task", "started;task;activity 1 A",
       "activity 1 A,patch p", "ok open"},
      {"a second call makes nothing", recorded, "patch p,patch p,activity 1 A",
       "ok open"},
      {"without flag 2 there is no upsert",
       "started;scheduled;wft;done 1,3;patch p;activity 1 A",
       "patch p,activity 1 A", "ok open"},
      {"a patch asked for later than recorded",
       "started;task;deprecated-patch p;upsert;timer 1;timer-fired 7 1;task;"
       "timer 2",
       "timer 1|deprecate p,timer 2",
       "nondeterminism open type-mismatch task 2 event 12"},
  });
}

TEST(Replay, MatchesLocalActivitiesByTheirNumber) {
  Check({
      {"a result in the task that started it",
       "started;task;local 1 A;complete", "local 1 A|complete", "ok"},
      {"markers in another order than the starts",
       "started;task;local 2 B;local 1 A;complete",
       "local 1 A,local 2 B|complete", "ok"},
      {"a marker between commands", "started;task;timer 1;local 2 A;timer 3",
       "timer 1,local 2 A,timer 3", "ok open"},
      {"one that the code does not start", "started;task;local 1 A;complete",
       "complete", "nondeterminism local-activity-unmatched task 1 event 5"},
      {"another type", "started;task;local 1 A;complete", "local 1 B|complete",
       "nondeterminism field-mismatch (activity type) task 1 event 5"},
      {"without flag 1 the type is a target",
       "started;scheduled;wft;done 3;local 1 A;timer 2;timer-fired 6 2;"
       "scheduled;wft;done 3;complete",
       "local 1 B|timer 2|complete", "ok; target activity type"},
      {"one still running at the end", "started;task;timer 2",
       "local 1 A,timer 2", "ok open"},
      {"cancelled: its marker says so",
       "started;task;local 1 A - failed;complete",
       "local 1 A,cancel-local 1|complete", "ok"},
  });
}

TEST(Replay, MatchesSignalsAndCancellationsOfOtherWorkflows) {
  Check({
      {"a signal",
       "started;task;signal-external w go;signal-delivered 5;task;"
       "complete",
       "signal-external 1 w go|complete", "ok"},
      {"another name is a target", "started;task;signal-external w go",
       "signal-external 1 w stop", "ok open; target signal name"},
      {"another workflow is a target", "started;task;signal-external w go",
       "signal-external 1 v go", "ok open; target workflow id"},
      {"a signal taken back in its task", "started;task;timer 1",
       "signal-external 1 w go,cancel-signal 1,timer 1", "ok open"},
      {"a cancellation",
       "started;task;cancel-external w;cancel-delivered 5;task;complete",
       "cancel-external 1 w|complete", "ok"},
      {"of another workflow is a target", "started;task;cancel-external w",
       "cancel-external 1 v", "ok open; target workflow id"},
      {"a signal for a cancellation", "started;task;cancel-external w",
       "signal-external 1 w go",
       "nondeterminism open type-mismatch task 1 event 5"},
  });
}

TEST(Replay, MatchesUpserts) {
  Check({
      {"search attributes", "started;task;upsert Key", "upsert Key []",
       "ok open"},
      {"another key is a target", "started;task;upsert Key", "upsert Other []",
       "ok open; target keys"},
      {"a list of one is the value alone", "started;task;upsert Key [1]",
       "upsert Key 1", "ok open"},
      {"and the other way round", "started;task;upsert Key 1", "upsert Key [1]",
       "ok open"},
      {"another attribute is a value", "started;task;upsert Key [1]",
       "upsert Key 2", "ok open; value Key"},
      {"a memo", "started;task;upsert-memo Key 1", "upsert-memo Key 1",
       "ok open"},
      {"not so in a memo", "started;task;upsert-memo Key [1]",
       "upsert-memo Key 1", "ok open; value Key"},
      {"another value is a value", "started;task;upsert-memo Key 1",
       "upsert-memo Key 2", "ok open; value Key"},
      {"one kind for the other", "started;task;upsert-memo Key", "upsert Key",
       "nondeterminism open type-mismatch task 1 event 5"},
  });
}

TEST(Replay, MatchesUpdates) {
  Check({
      {"accepted and completed in one task",
       "started;task;update-accepted u 2;update-completed u;timer 1",
       "accept u,answer u,timer 1", "ok open"},
      {"completed later",
       "started;task;update-accepted u 2;timer 1;timer-fired 6 1;task;"
       "update-completed u",
       "accept u,timer 1|answer u", "ok open"},
      {"completed behind the close, with flag 3",
       "started;task;update-accepted u 2;update-completed u;complete",
       "accept u,complete,answer u", "ok"},
      {"without flag 3 the completion is dropped",
       "started;scheduled;wft;done 1;update-accepted u 2;complete",
       "accept u,complete,answer u", "ok"},
      {"not accepted", "started;task;update-accepted u 2;timer 1", "timer 1",
       "nondeterminism open type-mismatch task 1 event 5"},
      {"rejected", "started;task;update-accepted u 2;timer 1",
       "reject u,timer 1", "nondeterminism open type-mismatch task 1 event 5"},
      {"completed too early", "started;task;update-accepted u 2;timer 1",
       "accept u,answer u,timer 1",
       "nondeterminism open type-mismatch task 1 event 6"},
      {"another one completed",
       "started;task;update-accepted u 2;update-accepted v 2;"
       "update-completed v",
       "accept u,accept v,answer u", "ok open; target update id"},
      {"one nobody sent", "started;task;timer 1", "accept u,timer 1",
       "workflow-task-failure open"},
  });
}

TEST(Replay, ReportsWhatItCannotReplay) {
  Check({
      {"an unknown event", "started;unknown;task;complete", "complete",
       "unsupported-event"},
      {"an unknown event that may be ignored",
       "started;ignorable;task;complete", "complete", "ok"},
      {"a rejected update", "started;task;update-rejected u", "complete",
       "unsupported-event open"},
      {"a Go marker", "started;task;marker Version change-id;complete",
       "complete", "flavour-mismatch"},
      {"the code fails", "started;task;complete", "task-failure",
       "workflow-task-failure"},
      {"a payload is not what the code reads", "started;task;complete",
       "undecodable", "undecodable-payload"},
      {"a command of a newer build", "started;task;complete", "unknown-command",
       "workflow-task-failure"},
  });
}

TEST(Replay, NamesAnUnregisteredType) {
  history::History history = HistoryOf("started;task;complete");
  std::get<history::WorkflowStarted>(history.events[0].attributes)
      .workflow_type = "Other";
  const ScriptedBuild build("complete");

  const ReplayResult result = Replay(history, build.build(), {}, nullptr);

  EXPECT_EQ(result.verdict, Verdict::kUnregisteredType);
  EXPECT_EQ(result.message,
            "the build registers no workflow type Other; register it, or leave "
            "this history out with --type");
}

TEST(Replay, StrictMakesTargetsNondeterminism) {
  Check({{"a timer's id", "started;task;timer 2", "timer 1",
          "nondeterminism open field-mismatch (timer id) task 1 event 5"},
         {"a value stays a note", "started;task;timer 1 20", "timer 1 10",
          "ok open; value duration"}},
        {.strict_targets = true});
}

TEST(Replay, StrictValuesMakesValuesNondeterminism) {
  Check({{"a duration", "started;task;timer 1 20", "timer 1 10",
          "nondeterminism open field-mismatch (duration) task 1 event 5"}},
        {.strict_targets = true, .strict_values = true});
}

TEST(Replay, CoreCompatibleOverlooksExtraCommandsUntilAnEventMeetsThem) {
  Check({{"never met", "started;task;activity 1 A", "activity 1 A,timer 1",
          "ok open"},
         {"met later", "started;task;activity 1 A;signal go;task;activity 2 B",
          "activity 1 A,timer 1|activity 2 B",
          "nondeterminism open type-mismatch task 2 event 10"}},
        {.core_compatible = true});
}

TEST(Replay, CoreCompatibleOverlooksAnswersThatNoTaskHasTaken) {
  constexpr char kInFlight[] =
      "started;task;timer 2;timer-fired 5 2;scheduled;wft";
  Check({{"in the task in flight", kInFlight, "timer 1",
          "ok open; target timer id"},
         {"before it is started",
          "started;task;timer 2;timer-fired 5 2;scheduled", "timer 1",
          "ok open; target timer id"},
         {"but not of a task that was completed",
          "started;task;timer 2;timer-fired 5 2;task", "timer 1",
          "nondeterminism open field-mismatch (timer id) task 1 event 6; "
          "target timer id"}},
        {.core_compatible = true});
  Check({{"by default", kInFlight, "timer 1",
          "nondeterminism open field-mismatch (timer id) task 1 event 6; "
          "target timer id"}});
}

TEST(Replay, DoesNotJudgeTheTaskInFlight) {
  Check({
      {"started and not completed",
       "started;task;activity 1 A;signal go;scheduled;wft",
       "activity 1 A|timer 1,complete", "ok open"},
      {"not even started", "started;task;activity 1 A;signal go;scheduled",
       "activity 1 A|timer 1", "ok open"},
      {"failed and not tried again",
       "started;task;activity 1 A;signal go;scheduled;wft;wft-failed",
       "activity 1 A|timer 1", "ok open"},
      {"but code that fails there is told",
       "started;task;activity 1 A;signal go;scheduled;wft",
       "activity 1 A|task-failure", "workflow-task-failure open"},
  });
}

TEST(Replay, DoesNotJudgeATaskWhoseEventsWereCutOff) {
  history::History history = HistoryOf("started;task;activity 1 A");
  history.cut = true;
  const ScriptedBuild build("timer 1,activity 1 A");
  EXPECT_EQ(Replay(history, build.build(), {}, nullptr).verdict,
            Verdict::kNondeterminism);

  history.cut_inside_task = true;
  EXPECT_EQ(Replay(history, build.build(), {}, nullptr).verdict, Verdict::kOk);
}

TEST(Replay, SkipsPayloadsOfDecodedHistories) {
  history::History history = HistoryOf("started;task;complete 1");
  history.decoded = true;
  const ScriptedBuild build("complete 2");

  EXPECT_EQ(Summary(Replay(history, build.build(), {}, nullptr)), "ok");
}

}  // namespace
}  // namespace lockstep::replay
