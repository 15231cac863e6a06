// Nexus operations, from their command to their end (replay-semantics 4.4).
#include <gtest/gtest.h>

#include <algorithm>

#include "replayer/engine/replay.h"
#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"

namespace lockstep::replay {
namespace {

using history::History;
using history::NexusOperation;
using Lines = std::vector<std::string>;

// What a replay said, and what it told the code after the start.
struct Seen {
  std::string verdict;  // "ok open; target service"
  Lines told;
};

Seen ReplayOf(const History& history, const std::string& script,
              const ReplayOptions& options = {}) {
  ScriptedBuild build(script);
  const ReplayResult result = Replay(history, build.build(), options, nullptr);
  std::string verdict(Name(result.verdict));
  if (result.open) verdict += " open";
  if (result.divergence) {
    const Difference& difference = result.divergence->difference;
    verdict += " " + std::string(Name(difference.kind)) + " event " +
               std::to_string(difference.event_id);
  }
  for (const Difference& finding : result.findings) {
    verdict += "; " + std::string(Name(finding.tier)) + " " + finding.field;
  }
  return {verdict, Lines(build.told().begin() + 1, build.told().end())};
}

std::string Verdict(const std::string& history, const std::string& script) {
  return ReplayOf(HistoryOf(history), script).verdict;
}

Lines Told(const std::string& history, const std::string& script) {
  return ReplayOf(HistoryOf(history), script).told;
}

constexpr char kScheduled[] = "started;task;nexus e S op;";  // events 1 to 5
constexpr char kStarted[] =                                  // events 1 to 10
    "started;task;nexus e S op;nexus-started 5 t;signal go;task;";

TEST(NexusOperations, IsStartedThenEnds) {
  const std::pair<const char*, const char*> ends[] = {
      {"nexus-completed", "nexus 1 @12"},
      {"nexus-failed", "nexus 1 failed @12"},
      {"nexus-canceled", "nexus 1 canceled @12"},
      {"nexus-timed-out", "nexus 1 timeout @12"},
  };
  for (const auto& [end, job] : ends) {
    const Seen seen =
        ReplayOf(HistoryOf(std::string(kScheduled) + "nexus-started 5 t;task;" +
                           end + " 5;task;complete"),
                 "nexus 1 e S op||complete");

    EXPECT_EQ(seen.verdict, "ok") << end;
    EXPECT_EQ(seen.told, (Lines{"nexus-start 1 t @8", job})) << end;
  }
}

TEST(NexusOperations, ThatCompletesAtOnceIsStartedAndEnds) {
  EXPECT_EQ(Told(std::string(kScheduled) + "nexus-completed 5;task;complete",
                 "nexus 1 e S op|complete"),
            (Lines{"nexus-start 1, nexus 1 @8"}));
}

TEST(NexusOperations, ThatFailsAtOnceIsNotStarted) {
  const std::pair<const char*, const char*> ends[] = {
      {"nexus-failed", "nexus-start 1 failed @8"},
      {"nexus-canceled", "nexus-start 1 canceled @8"},
      {"nexus-timed-out", "nexus-start 1 timeout @8"},
  };
  for (const auto& [end, job] : ends) {
    EXPECT_EQ(Told(kScheduled + std::string(end) + " 5;task;complete",
                   "nexus 1 e S op|complete"),
              (Lines{job}));
  }
}

TEST(NexusOperations, MatchesByTheKindOfItsEvent) {
  EXPECT_EQ(Verdict(kScheduled, "timer 1"),
            "nondeterminism open type-mismatch event 5");
  EXPECT_EQ(Verdict("started;task;timer 1", "nexus 1 e S op"),
            "nondeterminism open type-mismatch event 5");
  EXPECT_EQ(Verdict(kScheduled, ""),
            "nondeterminism open missing-command event 5");
  EXPECT_EQ(Verdict("started;task", "nexus 1 e S op"),
            "nondeterminism open extra-command event 0");
}

TEST(NexusOperations, HasItsNameAsTarget) {
  EXPECT_EQ(Verdict(kScheduled, "nexus 1 e S op"), "ok open");
  EXPECT_EQ(Verdict(kScheduled, "nexus 1 x S op"), "ok open; target endpoint");
  EXPECT_EQ(Verdict(kScheduled, "nexus 1 e X op"), "ok open; target service");
  EXPECT_EQ(Verdict(kScheduled, "nexus 1 e S x"), "ok open; target operation");
}

TEST(NexusOperations, HasItsNameAsNondeterminismWhenStrict) {
  EXPECT_EQ(
      ReplayOf(HistoryOf(kScheduled), "nexus 1 e S x", {.strict_targets = true})
          .verdict,
      "nondeterminism open field-mismatch event 5");
}

TEST(NexusOperations, HasItsInputAsValue) {
  EXPECT_EQ(Verdict("started;task;nexus e S op 1.0", "nexus 1 e S op try 1"),
            "ok open");
  EXPECT_EQ(Verdict("started;task;nexus e S op 1", "nexus 1 e S op try 2"),
            "ok open; value input");
  EXPECT_EQ(Verdict("started;task;nexus e S op 1", "nexus 1 e S op"),
            "ok open; value input");
}

std::string VerdictWith(void (*edit)(NexusOperation& scheduled)) {
  History history = HistoryOf(kScheduled);
  edit(std::get<NexusOperation>(history.events[4].attributes));
  return ReplayOf(history, "nexus 1 e S op").verdict;
}

TEST(NexusOperations, HasItsTimeoutsAsValues) {
  EXPECT_EQ(VerdictWith([](NexusOperation& scheduled) {
              scheduled.schedule_to_close = {70, 0};
            }),
            "ok open; value schedule-to-close timeout");
  EXPECT_EQ(VerdictWith([](NexusOperation& scheduled) {
              scheduled.start_to_close = {51, 0};
            }),
            "ok open; value start-to-close timeout");
}

TEST(NexusOperations, ComparesNoTimeoutThatTheCodeLeavesToTheServer) {
  EXPECT_EQ(VerdictWith([](NexusOperation& scheduled) {
              scheduled.schedule_to_start = {5, 0};
            }),
            "ok open");
}

TEST(NexusOperations, TakesTimeoutsThatTheServerShortened) {
  EXPECT_EQ(VerdictWith([](NexusOperation& scheduled) {
              scheduled.schedule_to_close = {40, 0};
              scheduled.start_to_close = {40, 0};
            }),
            "ok open; value schedule-to-close timeout");
}

TEST(NexusOperations, HasItsHeadersAsValuesWhateverTheCaseOfTheirNames) {
  EXPECT_EQ(VerdictWith([](NexusOperation& scheduled) {
              scheduled.headers = {{"Encoding", "json/plain"}};
            }),
            "ok open");
  EXPECT_EQ(VerdictWith([](NexusOperation& scheduled) {
              scheduled.headers = {{"encoding", "other"}};
            }),
            "ok open; value headers");
}

TEST(NexusOperations, CancelledBeforeItIsScheduledIsNotSent) {
  const Seen seen = ReplayOf(HistoryOf("started;task;timer 1"),
                             "nexus 1 e S op,cancel-nexus 1|timer 1");

  EXPECT_EQ(seen.verdict, "ok open");
  EXPECT_EQ(seen.told, (Lines{"nexus-start 1 canceled @3"}));
}

TEST(NexusOperations, CancelledWithTryIsRequestedAndDoneAtOnce) {
  const Seen seen =
      ReplayOf(HistoryOf(std::string(kStarted) + "cancel-nexus 5;complete"),
               "nexus 1 e S op try|cancel-nexus 1|complete");

  EXPECT_EQ(seen.verdict, "ok");
  EXPECT_EQ(seen.told,
            (Lines{"signal go, nexus-start 1 t @9", "nexus 1 canceled @9"}));
}

TEST(NexusOperations, CancelledWithAbandonIsDoneAtOnceWithoutARequest) {
  const Seen seen = ReplayOf(HistoryOf(std::string(kStarted) + "complete"),
                             "nexus 1 e S op abandon|cancel-nexus 1|complete");

  EXPECT_EQ(seen.verdict, "ok");
  EXPECT_EQ(seen.told.back(), "nexus 1 canceled @9");
}

TEST(NexusOperations, CancelledWithWaitIsDoneWhenItEnds) {
  const Seen seen = ReplayOf(
      HistoryOf(std::string(kStarted) +
                "cancel-nexus 5;nexus-cancel-delivered 11 5;signal go;task;"
                "timer 1;nexus-canceled 5;task;complete"),
      "nexus 1 e S op wait|cancel-nexus 1|timer 1|complete");

  EXPECT_EQ(seen.verdict, "ok");
  EXPECT_EQ(seen.told, (Lines{"signal go, nexus-start 1 t @9", "signal go @15",
                              "nexus 1 canceled @20"}));
}

TEST(NexusOperations, CancelledWithWaitMayStillComplete) {
  EXPECT_EQ(Told(std::string(kStarted) +
                     "cancel-nexus 5;nexus-completed 5;task;complete",
                 "nexus 1 e S op wait|cancel-nexus 1|complete")
                .back(),
            "nexus 1 @14");
}

TEST(NexusOperations, CancelledWithRequestedIsDoneWhenTheRequestIsAnswered) {
  const std::pair<const char*, const char*> answers[] = {
      {"nexus-cancel-delivered 11 5", "nexus 1 canceled @14"},
      {"nexus-cancel-delivered 11", "nexus 1 canceled @14"},
      {"nexus-cancel-failed 11 5", "nexus 1 failed @14"},
  };
  for (const auto& [answer, job] : answers) {
    const Seen seen =
        ReplayOf(HistoryOf(std::string(kStarted) + "cancel-nexus 5;" + answer +
                           ";task;complete"),
                 "nexus 1 e S op requested|cancel-nexus 1|complete");
    EXPECT_EQ(seen.verdict, "ok") << answer;
    EXPECT_EQ(seen.told.back(), job) << answer;
  }
}

TEST(NexusOperations, TakesAnAnswerToTheRequestAfterEachEnd) {
  for (const char* end : {"nexus-completed", "nexus-failed", "nexus-canceled",
                          "nexus-timed-out"}) {
    for (const char* answer :
         {"nexus-cancel-delivered 11 5", "nexus-cancel-failed 11 5"}) {
      const Seen seen =
          ReplayOf(HistoryOf(std::string(kStarted) + "cancel-nexus 5;" + end +
                             " 5;" + answer + ";task;complete"),
                   "nexus 1 e S op requested|cancel-nexus 1|complete");
      EXPECT_EQ(seen.verdict, "ok") << end << " " << answer;
      EXPECT_EQ(seen.told.size(), 2u) << end << " " << answer;
    }
  }
}

// How often the code was told the end of operation 1.
long EndsTold(const Seen& seen) {
  return std::count_if(seen.told.begin(), seen.told.end(),
                       [](const std::string& line) {
                         return line.find("nexus 1") != std::string::npos;
                       });
}

// Core refuses the end of an abandoned operation: its test is inverted
// (replay-semantics, Appendix B).
TEST(NexusOperations, MayEndLateAfterEachCancellation) {
  const struct {
    const char* history;
    const char* script;
  } rows[] = {
      {"cancel-nexus 5;", "nexus 1 e S op try|cancel-nexus 1||complete"},
      {"cancel-nexus 5;nexus-cancel-delivered 11 5;",
       "nexus 1 e S op requested|cancel-nexus 1|complete"},
      {"", "nexus 1 e S op abandon|cancel-nexus 1||complete"},
  };
  for (const auto& row : rows) {
    for (const char* end : {"nexus-completed", "nexus-failed", "nexus-canceled",
                            "nexus-timed-out"}) {
      const Seen seen = ReplayOf(HistoryOf(std::string(kStarted) + row.history +
                                           end + " 5;signal go;task;complete"),
                                 row.script);
      EXPECT_EQ(seen.verdict, "ok") << row.script << " " << end;
      EXPECT_EQ(EndsTold(seen), 1) << row.script << " " << end;
    }
  }
}

TEST(NexusOperations, CancelledBeforeItsStartIsHeardOfSwallowsTheStart) {
  const Seen seen = ReplayOf(
      HistoryOf(std::string(kScheduled) +
                "signal go;task;cancel-nexus 5;timer 1;nexus-started 5 t;"
                "nexus-cancel-delivered 10 5;nexus-canceled 5;"
                "timer-fired 11 1;task;complete"),
      "nexus 1 e S op try|cancel-nexus 1,timer 1||complete");

  EXPECT_EQ(seen.verdict, "ok");
  EXPECT_EQ(seen.told,
            (Lines{"signal go @8", "nexus 1 canceled @8", "timer 1 @17"}));
}

TEST(NexusOperations, IsCancelledOnce) {
  EXPECT_EQ(Verdict(std::string(kStarted) + "cancel-nexus 5",
                    "nexus 1 e S op wait|cancel-nexus 1,cancel-nexus 1"),
            "ok open");
}

TEST(NexusOperations, HasTheOperationOfARequestAsTarget) {
  EXPECT_EQ(Verdict("started;task;nexus e S op;nexus e S op;signal go;task;"
                    "cancel-nexus 6",
                    "nexus 1 e S op wait,nexus 2 e S op wait|cancel-nexus 1"),
            "ok open; target cancelled nexus operation (scheduled event)");
}

TEST(NexusOperations, MissesARequestThatHistoryHas) {
  EXPECT_EQ(Verdict(std::string(kStarted) + "cancel-nexus 5",
                    "nexus 1 e S op abandon|cancel-nexus 1"),
            "nondeterminism open missing-command event 11");
}

TEST(NexusOperations, CannotStartTwiceOrEndTwice) {
  EXPECT_EQ(Verdict(std::string(kScheduled) +
                        "nexus-started 5 t;nexus-started 5 t;task",
                    "nexus 1 e S op"),
            "nondeterminism open illegal-transition event 7");
  EXPECT_EQ(
      Verdict(std::string(kScheduled) + "nexus-completed 5;nexus-failed 5;task",
              "nexus 1 e S op"),
      "nondeterminism open illegal-transition event 7");
}

TEST(NexusOperations, ThatNobodyStartedCannotBeCancelled) {
  EXPECT_EQ(Verdict("started;task;complete", "cancel-nexus 1"),
            "workflow-task-failure");
}

Divergence DivergenceOf(const std::string& history, const std::string& script) {
  const ScriptedBuild build(script);
  return Replay(HistoryOf(history), build.build(), {}, nullptr)
      .divergence.value();
}

TEST(NexusOperations, IsNamedByServiceAndOperationInReports) {
  const Divergence divergence =
      DivergenceOf("started;task;activity 1 A", "nexus 1 prod Payments charge");

  EXPECT_EQ(divergence.difference.produced,
            "nexus operation Payments.charge (endpoint prod)");
  EXPECT_EQ(divergence.difference.recorded, "activity A (id 1)");
  EXPECT_EQ(divergence.difference.engine_message,
            "Nexus operation machine does not handle this event: "
            "HistoryEvent(id: 5, ActivityTaskScheduled)");
  EXPECT_EQ(divergence.cause,
            "a nexus operation, Payments.charge, was added before A without a "
            "version gate");
  EXPECT_EQ(divergence.gate,
            "if (ctx.Patched(\"add-payments-charge\")) {\n"
            "  // nexus operation Payments.charge, as it is now  "
            "(workflow.cpp:7)\n}");
}

TEST(NexusOperations, IsNamedInTheWordsOfTheCommandWhenItIsMissing) {
  EXPECT_EQ(DivergenceOf(kScheduled, "").difference.recorded,
            "nexus operation S.op (endpoint e)");
  EXPECT_EQ(
      DivergenceOf(std::string(kStarted) + "cancel-nexus 5", "nexus 1 e S op")
          .difference.recorded,
      "cancel nexus operation S.op (endpoint e)");
}

}  // namespace
}  // namespace lockstep::replay
