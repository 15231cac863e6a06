// What is said about a history beside its verdict, and the events and flags
// that change none.
#include "replayer/engine/notices.h"

#include <gtest/gtest.h>

#include "replayer/engine/replay.h"
#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"

namespace lockstep::replay {
namespace {

using Lines = std::vector<std::string>;

ReplayResult ResultOf(const std::string& history, const std::string& script) {
  const ScriptedBuild build(script);
  return Replay(HistoryOf(history), build.build(), {}, nullptr);
}

// ---- Flags (3.7, S-61) ----

TEST(Flags, UnknownOnesAreNamedInAWarning) {
  EXPECT_EQ(Notices(HistoryOf("started;scheduled;wft;done 1,2,3,7;complete")),
            (Lines{"event 4: the SDK that recorded the history used engine "
                   "flag 7, which this lockstep-replay does not know: the run "
                   "is replayed as if it had not been set"}));
}

TEST(Flags, OneWarningNamesAllOfThem) {
  EXPECT_EQ(Notices(HistoryOf("started;scheduled;wft;done 9,0;timer 1;"
                              "scheduled;wft;done 9,5;complete")),
            (Lines{"event 4: the SDK that recorded the history used engine "
                   "flags 0, 5, 9, which this lockstep-replay does not know: "
                   "the run is replayed as if they had not been set"}));
}

TEST(Flags, KnownOnesAreNot) {
  EXPECT_EQ(Notices(HistoryOf("started;scheduled;wft;done 1,2,3,4;complete")),
            Lines{});
}

TEST(Flags, UnknownOnesChangeNoVerdict) {
  const char* begin = "started;scheduled;wft;done 1,2,3,99;timer 1;";
  const ReplayResult same = ResultOf(
      std::string(begin) + "timer-fired 5 1;task;complete", "timer 1|complete");
  EXPECT_EQ(same.verdict, Verdict::kOk);
  EXPECT_EQ(same.warnings.size(), 1u);
  EXPECT_EQ(ResultOf(begin, "activity 1 A").verdict, Verdict::kNondeterminism);
}

// S-63. What a task recorded is matched with the flags of the next one, whose
// completion the official engine has seen by then; those of later ones do not
// count yet.
TEST(Flags, OfLaterTasksDoNotCountYet) {
  const std::string first =
      "started;scheduled;wft;done none;activity 7 A;activity-started 5;"
      "activity-completed 5;scheduled;wft;done none;timer 2;timer-fired 11 2;";
  const char* script = "activity 1 A|timer 2|complete";
  const ReplayResult later =
      ResultOf(first + "scheduled;wft;done 1;complete", script);
  EXPECT_EQ(later.verdict, Verdict::kOk);
  EXPECT_EQ(later.findings.size(), 1u);
}

TEST(Flags, OnceSetStayInTheTasksThatFollow) {
  EXPECT_EQ(ResultOf("started;scheduled;wft;done 1;activity 1 A;"
                     "activity-started 5;activity-completed 5;scheduled;wft;"
                     "done none;activity 7 B;activity-started 11;"
                     "activity-completed 11;scheduled;wft;done none;complete",
                     "activity 1 A|activity 2 B|complete")
                .verdict,
            Verdict::kNondeterminism);
}

TEST(Flags, TheTasksOwnCompletionCountsForIt) {  // the peek of 3.7
  EXPECT_EQ(
      ResultOf("started;scheduled;wft;done 3;complete", "complete,timer 1")
          .verdict,
      Verdict::kNondeterminism);
  EXPECT_EQ(
      ResultOf("started;scheduled;wft;done none;complete", "complete,timer 1")
          .verdict,
      Verdict::kOk);
}

// ---- Tasks that the recording worker refused (2.3) ----

TEST(Notices, SayThatTheWorkerOfThatTimeFoundTheRunNondeterministic) {
  EXPECT_EQ(Notices(HistoryOf("started;scheduled;wft;"
                              "wft-failed NON_DETERMINISTIC_ERROR;scheduled;"
                              "wft;wft-failed NON_DETERMINISTIC_ERROR;task")),
            (Lines{"event 4: the worker of that time found this run "
                   "nondeterministic (1 more like it)"}));
  EXPECT_EQ(Notices(HistoryOf("started;scheduled;wft;"
                              "wft-failed UNHANDLED_COMMAND;task")),
            Lines{});
}

// ---- Ignorable events (2.4, S-60) ----

constexpr const char* kIgnorable[] = {
    "ignorable",
    "event WorkflowExecutionOptionsUpdated ignorable",
    "event WorkflowExecutionPaused ignorable",
    "event WorkflowExecutionUnpaused ignorable",
    "event WorkflowExecutionTimeSkippingTransitioned ignorable",
};

std::string Joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + ";";
  return text;
}

TEST(IgnorableEvents, MayStandAnywhere) {
  // Without ids of events, so that an insertion moves nothing else.
  const Lines history = {"started",   "scheduled", "wft",     "done",
                         "patch p",   "upsert",    "timer 1", "signal go",
                         "scheduled", "wft",       "done",    "upsert-memo k",
                         "complete"};
  const std::string script = "patch p,timer 1|upsert-memo k,complete";
  for (const char* event : kIgnorable) {
    for (size_t at = 1; at <= history.size(); ++at) {
      Lines with = history;
      with.insert(with.begin() + static_cast<ptrdiff_t>(at), event);
      // An ignorable event behind the end leaves the run closed.
      const ReplayResult result = ResultOf(Joined(with), script);
      EXPECT_EQ(result.verdict, Verdict::kOk)
          << event << " at " << at << ": " << result.message;
      EXPECT_EQ(result.tasks, 2) << event << " at " << at;
      EXPECT_EQ(result.commands, 5) << event << " at " << at;
    }
  }
}

TEST(IgnorableEvents, DoNotHideADifference) {
  EXPECT_EQ(ResultOf("started;scheduled;wft;ignorable;done;ignorable;timer 1;"
                     "ignorable;activity 2 A",
                     "timer 1")
                .verdict,
            Verdict::kNondeterminism);
}

TEST(IgnorableEvents, StandBetweenADeprecatedMarkerAndItsUpsert) {
  EXPECT_EQ(ResultOf("started;task;deprecated-patch p;ignorable;upsert;"
                     "ignorable;timer 1",
                     "timer 1")
                .verdict,
            Verdict::kOk);
}

TEST(IgnorableEvents, TheCodeIsStillReplayedWhenOneFollowsTheStartOfATask) {
  ScriptedBuild build("patch p,complete");
  Replay(HistoryOf("started;scheduled;wft;ignorable;done;complete"),
         build.build(), {}, nullptr);
  EXPECT_EQ(build.told(), (Lines{"start @3"}));  // not "live"
}

TEST(IgnorableEvents, ThoseThatMayNotBeIgnoredAreUnsupported) {
  for (const char* type :
       {"WorkflowExecutionOptionsUpdated", "WorkflowExecutionPaused",
        "WorkflowExecutionUnpaused",
        "WorkflowExecutionTimeSkippingTransitioned",
        "WorkflowPropertiesModifiedExternally",     // 44
        "ActivityPropertiesModifiedExternally"}) {  // 45
    const ReplayResult result = ResultOf(
        std::string("started;event ") + type + ";task;complete", "complete");
    EXPECT_EQ(result.verdict, Verdict::kUnsupportedEvent) << type;
    EXPECT_TRUE(result.message.starts_with("event 2 (" + std::string(type)))
        << result.message;
  }
}

// No engine has a rule for these two, whatever they say of themselves.
TEST(IgnorableEvents, PropertiesModifiedExternallyNeverAre) {
  for (const char* type : {"WorkflowPropertiesModifiedExternally",
                           "ActivityPropertiesModifiedExternally"}) {
    EXPECT_EQ(ResultOf(std::string("started;event ") + type +
                           " ignorable;task;complete",
                       "complete")
                  .verdict,
              Verdict::kUnsupportedEvent)
        << type;
  }
}

}  // namespace
}  // namespace lockstep::replay
