// When workflow code is woken, and what it is told (replay-semantics 3).
#include <gtest/gtest.h>

#include "replayer/engine/random_seed.h"
#include "replayer/engine/replay.h"
#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"

namespace lockstep::replay {
namespace {

using Lines = std::vector<std::string>;

Lines Told(const std::string& history, const std::string& script) {
  ScriptedBuild build(script);
  Replay(HistoryOf(history), build.build(), {}, nullptr);
  return build.told();
}

TEST(WakeUp, DeliversWhatCameSinceTheLastTask) {
  EXPECT_EQ(Told("started;task;timer 1;signal go;timer-fired 5 1;task;complete",
                 "timer 1|complete"),
            (Lines{"start @3", "signal go, timer 1 @9"}));
}

TEST(WakeUp, PutsSignalsBeforeResultsAndPatchesBeforeBoth) {
  EXPECT_EQ(Told("started;task;timer 1;timer-fired 5 1;signal go;task;patch p;"
                 "upsert;complete",
                 "timer 1|patch p,complete"),
            (Lines{"start @3", "patch p, signal go, timer 1 @9"}));
}

TEST(WakeUp, KeepsHistoryOrderAmongResultsAndCancellation) {
  EXPECT_EQ(
      Told("started;task;timer 1;timer 2;timer-fired 6 2;cancel-requested;"
           "timer-fired 5 1;task",
           "timer 1,timer 2"),
      (Lines{"start @3", "timer 2, cancel, timer 1 @11"}));
}

TEST(WakeUp, SkipsFailedTasks) {  // S-1
  EXPECT_EQ(Told("started;scheduled;wft;wft-failed;signal go;task;complete",
                 "complete"),
            (Lines{"start, signal go @7"}));
}

TEST(WakeUp, SkipsTimedOutTasks) {
  EXPECT_EQ(
      Told("started;scheduled;wft;wft-timed-out;task;complete", "complete"),
      (Lines{"start @6"}));
}

TEST(WakeUp, FoldsHeartbeatsBeforeTheFirstCommand) {  // S-2
  EXPECT_EQ(Told("started;task;task;complete", "complete"),
            (Lines{"start @6"}));
}

TEST(WakeUp, FoldsNothingAfterACommand) {  // S-3
  EXPECT_EQ(Told("started;task;timer 1;signal go;task;task;signal go;task",
                 "timer 1"),
            (Lines{"start @3", "signal go @8", "signal go @15"}));
}

TEST(WakeUp, TellsThePatchesOfItsOwnTaskOnly) {  // S-11
  EXPECT_EQ(Told("started;task;timer 1;timer-fired 5 1;task;patch p;upsert;"
                 "complete",
                 "timer 1|patch p,complete"),
            (Lines{"start @3", "patch p, timer 1 @8"}));
}

TEST(WakeUp, TellsAPatchOnce) {
  EXPECT_EQ(Told("started;task;patch p;upsert;patch p;timer 1;signal go;task",
                 "patch p,timer 1")
                .front(),
            "start, patch p @3");
}

TEST(WakeUp, ResolvesCancelledThingsInAnActivationOfTheirOwn) {
  EXPECT_EQ(
      Told("started;task;timer 1", "activity 1 A,cancel-activity 1|timer 1"),
      (Lines{"start @3", "activity 1 canceled @3"}));
}

TEST(WakeUp, StopsWhenTheCodeHasClosed) {
  EXPECT_EQ(
      Told("started;task;complete", "activity 1 A,cancel-activity 1,complete"),
      (Lines{"start @3"}));
}

TEST(WakeUp, TellsLocalResultsInActivationsOfTheirOwn) {
  EXPECT_EQ(Told("started;task;local 1 A;local 2 B 2;timer 3",
                 "local 1 A,local 2 B||timer 3"),
            (Lines{"start @3", "local 1 @3", "local 2 @3"}));
}

TEST(WakeUp, TellsResultsOfEarlierTasksWithTheNextOne) {
  EXPECT_EQ(Told("started;task;timer 2;signal go;task;local 1 A;timer 3",
                 "local 1 A,timer 2|timer 3"),
            (Lines{"start @3", "signal go, local 1 @8"}));
}

TEST(WakeUp, TellsThatALocalActivityIsToBeMadeAgain) {
  EXPECT_EQ(
      Told("started;task;local 1 A - backoff;timer 1", "local 1 A|timer 1"),
      (Lines{"start @3", "local 1 failed again @3"}));
}

TEST(WakeUp, ClockOfALocalResultIsItsMarkers) {
  ScriptedBuild build("local 1 A|complete");
  Replay(HistoryOf("started;task;local 1 A;complete"), build.build(), {},
         nullptr);
  EXPECT_EQ(build.clocks(), (std::vector<int64_t>{3, 500}));
}

TEST(WakeUp, TellsWhetherARequestArrived) {
  EXPECT_EQ(Told("started;task;signal-external w go;cancel-external w;"
                 "signal-not-delivered 5;cancel-delivered 6;task",
                 "signal-external 1 w go,cancel-external 1 w"),
            (Lines{"start @3", "signal 1 failed, cancel 1 @10"}));
}

TEST(WakeUp, DeliversUpdatesWithTheTaskThatAcceptedThemBehindItsSignals) {
  EXPECT_EQ(Told("started;signal go;task;update-accepted u 2;timer 1",
                 "accept u,timer 1"),
            (Lines{"start, signal go, update set u @4"}));
}

TEST(WakeUp, TakesTheRequestOfAnAdmittedUpdate) {  // S-18
  EXPECT_EQ(Told("started;update-admitted u;task;update-accepted u 2 admitted;"
                 "timer 1",
                 "accept u,timer 1"),
            (Lines{"start, update set u @4"}));
}

TEST(WakeUp, ReseedsAfterAReset) {
  EXPECT_EQ(
      Told("started;scheduled;wft;reset new-run;task;complete", "complete"),
      (Lines{"start, seed " + std::to_string(RandomSeed("new-run")) + " @6"}));
}

TEST(WakeUp, DoesNotReseedAfterOtherFailures) {
  EXPECT_EQ(Told("started;scheduled;wft;wft-failed;task;complete", "complete"),
            (Lines{"start @6"}));
}

TEST(WakeUp, IsLiveInTheTaskInFlight) {
  EXPECT_EQ(Told("started;scheduled;wft", ""), (Lines{"start @3 live"}));
}

TEST(WakeUp, TellsARunAboutItselfAndItsChain) {  // S-65
  history::History history = HistoryOf("started;task;complete");
  auto& started =
      std::get<history::WorkflowStarted>(history.events[0].attributes);
  started.first_execution_run_id = "first";
  started.continued_execution_run_id = "previous";
  started.parent = {"p", "p-run"};
  started.cron_schedule = "@daily";
  started.attempt = 3;
  started.execution_timeout = {1, 0};
  started.run_timeout = {2, 0};
  started.task_timeout = {3, 0};
  started.retry_policy.emplace().maximum_attempts = 4;
  started.last_completion_result.push_back({{}, "7"});
  started.continued_failure.emplace().message = "late";
  started.memo["m"] = {};
  started.search_attributes["s"] = {};
  ScriptedBuild build("complete");
  Replay(history, build.build(), {}, nullptr);

  EXPECT_EQ(build.info(),
            (Lines{"run run", "first run first", "continued run previous",
                   "parent p", "parent run p-run", "cron @daily", "attempt 3",
                   "execution timeout 1", "run timeout 2", "task timeout 3",
                   "attempts 4", "last result 7", "last failure late", "memo m",
                   "attribute s"}));
}

TEST(WakeUp, TellsHowLongTheHistoryIsAsOfTheTask) {  // S-38
  history::History history = HistoryOf("started;task;timer 1;signal go;task");
  const auto say = [&](size_t wft, int64_t size, bool suggested) {
    auto& task =
        std::get<history::WorkflowTask>(history.events.at(wft).attributes);
    task.history_size = size;
    task.suggest_continue_as_new = suggested;
  };
  say(2, 300, false);
  say(7, 800, true);
  ScriptedBuild build("timer 1");
  Replay(history, build.build(), {}, nullptr);

  EXPECT_EQ(build.told(),
            (Lines{"start @3 size 300", "signal go @8 size 800 suggested"}));
}

TEST(WakeUp, TellsTheBuildThatCompletedTheTask) {  // S-39
  history::History history =
      HistoryOf("started;task;timer 1;signal go;task;signal go;scheduled;wft");
  const auto name = [&](size_t done, const char* build_id) {
    std::get<history::WorkflowTask>(history.events.at(done).attributes)
        .build_id = build_id;
  };
  name(3, "v1");
  name(8, "v2");
  ScriptedBuild build("timer 1");
  Replay(history, build.build(), {}, nullptr);

  EXPECT_EQ(build.told(), (Lines{"start @3 by v1", "signal go @8 by v2",
                                 "signal go @12 live"}));
}

TEST(WakeUp, DoesNotWakeTerminatedRuns) {
  EXPECT_EQ(Told("started;task;timer 1;signal go;terminated", "timer 1"),
            (Lines{"start @3"}));
}

TEST(WakeUp, TellsHowAChildEnded) {
  const std::string begin = "started;task;child c K;child-started 5;task;";
  const std::vector<std::pair<std::string, std::string>> ends = {
      {"child-completed 5", "child 1 @12"},
      {"child-failed 5", "child 1 failed @12"},
      {"child-canceled 5", "child 1 canceled @12"},
      {"child-timed-out 5", "child 1 timeout @12"},
      {"child-terminated 5", "child 1 terminated @12"},
  };
  for (const auto& [event, told] : ends) {
    EXPECT_EQ(Told(begin + event + ";task", "child 1 c K"),
              (Lines{"start @3", "child-start 1 @8", told}))
        << event;
  }
}

TEST(WakeUp, TellsThatAChildDidNotStart) {
  EXPECT_EQ(
      Told("started;task;child c K;child-start-failed 5;task", "child 1 c K"),
      (Lines{"start @3", "child-start 1 failed @8"}));
}

TEST(WakeUp, ClockIsTheStartOfTheTaskAndFoldsForward) {
  ScriptedBuild build("");
  Replay(HistoryOf("started;task;task;signal go;task"), build.build(), {},
         nullptr);
  EXPECT_EQ(build.clocks(), (std::vector<int64_t>{6, 10}));
}

TEST(WakeUp, ClockNeverGoesBack) {
  history::History history = HistoryOf("started;task;signal go;task");
  history.events[6].time.seconds = 5;
  ScriptedBuild build("");
  Replay(history, build.build(), {}, nullptr);
  EXPECT_EQ(build.clocks(), (std::vector<int64_t>{3, 3}));
}

}  // namespace
}  // namespace lockstep::replay
