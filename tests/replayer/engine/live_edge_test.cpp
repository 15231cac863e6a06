// The unfinished last task of an open run ([L-3.8], S-6, S-7), and where the
// code was when it failed.
#include <gtest/gtest.h>

#include "replayer/engine/replay.h"
#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"

namespace lockstep::replay {
namespace {

ReplayResult ResultOf(const std::string& history, const std::string& script,
                      const ReplayOptions& options = {}) {
  const ScriptedBuild build(script);
  return Replay(HistoryOf(history), build.build(), options, nullptr);
}

constexpr char kInFlight[] =
    "started;task;activity 1 A;signal go;scheduled;wft";  // started at 8

LiveEdge Ran(Verdict outcome, int64_t started, int64_t commands) {
  return {true, outcome, started, commands};
}

TEST(LiveEdge, CountsTheCommandsOfTheTaskInFlight) {
  const ReplayResult result =
      ResultOf(kInFlight, "activity 1 A|timer 1,activity 2 B");
  EXPECT_EQ(result.verdict, Verdict::kOk);
  EXPECT_EQ(result.live_edge, Ran(Verdict::kOk, 8, 2));
  EXPECT_EQ(result.tasks, 1);
  EXPECT_EQ(result.commands, 1);
}

TEST(LiveEdge, CountsNoCommandThatWouldNotBeSent) {
  EXPECT_EQ(
      ResultOf(kInFlight, "activity 1 A|timer 1,cancel-timer 1").live_edge,
      Ran(Verdict::kOk, 8, 0));
}

TEST(LiveEdge, RunsAlsoIfTheTaskIsNotStarted) {
  EXPECT_EQ(ResultOf("started;task;activity 1 A;signal go;scheduled",
                     "activity 1 A|timer 1")
                .live_edge,
            Ran(Verdict::kOk, 0, 1));
}

TEST(LiveEdge, RunsAgainWhatFailed) {
  EXPECT_EQ(ResultOf("started;task;activity 1 A;signal go;scheduled;wft;"
                     "wft-failed",
                     "activity 1 A|timer 1")
                .live_edge,
            Ran(Verdict::kOk, 0, 1));
}

TEST(LiveEdge, IsNotRunWithoutNews) {
  const ReplayResult result =
      ResultOf("started;task;activity 1 A", "activity 1 A|timer 1");
  ASSERT_TRUE(result.live_edge);
  EXPECT_FALSE(result.live_edge->ran);
}

TEST(LiveEdge, ALoneCompletionAtTheEndRunsNothing) {  // S-6
  const ReplayResult result = ResultOf("started;task", "");
  EXPECT_EQ(result.verdict, Verdict::kOk);
  ASSERT_TRUE(result.live_edge);
  EXPECT_FALSE(result.live_edge->ran);
}

TEST(LiveEdge, TheCompletedTaskBeforeItIsJudged) {  // S-7
  const ReplayResult result = ResultOf(kInFlight, "timer 1|");
  EXPECT_EQ(result.verdict, Verdict::kNondeterminism);
  EXPECT_FALSE(result.live_edge);
}

TEST(LiveEdge, AFailureThereIsATaskFailureNotNondeterminism) {
  const ReplayResult result = ResultOf(kInFlight, "activity 1 A|task-failure");
  EXPECT_EQ(result.verdict, Verdict::kWorkflowTaskFailure);
  EXPECT_FALSE(result.divergence);
  EXPECT_EQ(result.live_edge, Ran(Verdict::kWorkflowTaskFailure, 8, 0));
  EXPECT_EQ(result.failed_in, (WakeUp{0, 8}));
}

TEST(LiveEdge, SoIsAPayloadThatTheCodeCannotRead) {
  const ReplayResult result = ResultOf(kInFlight, "activity 1 A|undecodable");
  EXPECT_EQ(result.verdict, Verdict::kUndecodablePayload);
  EXPECT_EQ(result.live_edge, Ran(Verdict::kUndecodablePayload, 8, 0));
}

TEST(LiveEdge, ClosedRunsHaveNone) {
  EXPECT_FALSE(ResultOf("started;task;complete", "complete").live_edge);
  EXPECT_FALSE(ResultOf("started;task;terminated", "").live_edge);
}

TEST(LiveEdge, StopsAtTheLastCompletedTaskOnRequest) {
  ScriptedBuild build("activity 1 A|task-failure");
  const ReplayResult result = Replay(HistoryOf(kInFlight), build.build(),
                                     {.stop_at_last_completed = true}, nullptr);
  EXPECT_EQ(result.verdict, Verdict::kOk);
  EXPECT_EQ(build.told(), (std::vector<std::string>{"start @3"}));
  ASSERT_TRUE(result.live_edge);
  EXPECT_FALSE(result.live_edge->ran);
  EXPECT_EQ(result.live_edge->started_event_id, 8);
}

TEST(LiveEdge, WhatIsCompletedIsJudgedThenToo) {
  EXPECT_EQ(ResultOf("started;task;activity 1 A", "activity 1 B",
                     {.stop_at_last_completed = true})
                .verdict,
            Verdict::kNondeterminism);
}

TEST(FailedIn, NamesTheTaskThatFailed) {
  const char* history =
      "started;task;timer 1;timer-fired 5 1;scheduled;wft;wft-failed;task;"
      "complete";
  EXPECT_EQ(ResultOf(history, "task-failure").failed_in, (WakeUp{1, 3}));
  EXPECT_EQ(ResultOf(history, "timer 1|task-failure").failed_in,
            (WakeUp{2, 11}));
  EXPECT_EQ(ResultOf(history, "undecodable").failed_in, (WakeUp{1, 3}));
}

TEST(FailedIn, IsNotSetWhereNothingFailed) {
  EXPECT_FALSE(ResultOf("started;task;complete", "complete").failed_in);
  EXPECT_FALSE(ResultOf("started;task;complete", "fail").failed_in);
}

// Notes what an observer is told.
class Notebook final : public Observer {
 public:
  void BeginWakeUp(const WakeUp& wake_up) override {
    notes_.push_back("task " + std::to_string(wake_up.task) + " @" +
                     std::to_string(wake_up.started_event_id));
  }
  void EnterWorkflowCode() override { notes_.emplace_back("code"); }
  void LeaveWorkflowCode() override {}

  std::vector<std::string> notes_;
};

TEST(Observer, IsToldTheTaskBeforeTheCodeRuns) {
  const ScriptedBuild build("activity 1 A|timer 1");
  Notebook notebook;
  Replay(HistoryOf(kInFlight), build.build(), {}, &notebook);
  EXPECT_EQ(notebook.notes_,
            (std::vector<std::string>{"task 1 @3", "code", "code", "task 0 @8",
                                      "code", "code"}));
}

}  // namespace
}  // namespace lockstep::replay
