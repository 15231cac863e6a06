// Runs that belong together: resets, and chains of retried, scheduled and
// continued runs. Each run is a history of its own (replay-semantics 3.9, 4.9,
// S-35, S-65).
#include <gtest/gtest.h>

#include "replayer/engine/random_seed.h"
#include "replayer/engine/replay.h"
#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"

namespace lockstep::replay {
namespace {

using Lines = std::vector<std::string>;

std::string Seed(const std::string& run_id) {
  return "seed " + std::to_string(RandomSeed(run_id));
}

Lines Told(const std::string& history, const std::string& script) {
  ScriptedBuild build(script);
  const ReplayResult result =
      Replay(HistoryOf(history), build.build(), {}, nullptr);
  EXPECT_EQ(result.verdict, Verdict::kOk) << history << "\n" << result.message;
  return build.told();
}

TEST(Reset, ReseedsFromTheNewRunAtTheTaskThatFollows) {
  EXPECT_EQ(Told("started;task;timer 1;timer-fired 5 1;scheduled;wft;"
                 "reset new-run;task;complete",
                 "timer 1|complete"),
            (Lines{"start @3", Seed("new-run") + ", timer 1 @11"}));
}

TEST(Reset, KeepsTheFirstSeedBeforeIt) {
  ScriptedBuild build("complete");
  Replay(HistoryOf("started;scheduled;wft;reset new-run;task;complete"),
         build.build(), {}, nullptr);
  EXPECT_TRUE(build.chain().starts_with("run=run ")) << build.chain();
}

TEST(Reset, TwoResetsReseedTwice) {
  EXPECT_EQ(Told("started;scheduled;wft;reset one;scheduled;wft;reset two;"
                 "task;complete",
                 "complete"),
            (Lines{"start, " + Seed("one") + ", " + Seed("two") + " @9"}));
  EXPECT_EQ(
      Told("started;scheduled;wft;reset one;task;timer 1;"
           "timer-fired 8 1;scheduled;wft;reset two;task;complete",
           "timer 1|complete"),
      (Lines{"start, " + Seed("one") + " @6", Seed("two") + ", timer 1 @14"}));
}

TEST(Reset, DeliversSignalsThatWereAppliedAgain) {
  EXPECT_EQ(Told("started;task;timer 1;scheduled;wft;reset new-run;signal go;"
                 "task;complete",
                 "timer 1|complete"),
            (Lines{"start @3", Seed("new-run") + ", signal go @11"}));
}

TEST(Reset, OtherFailuresOfTasksDoNotReseed) {
  for (const char* cause :
       {"UNHANDLED_COMMAND", "RESET_STICKY_TASK_QUEUE",
        "WORKFLOW_WORKER_UNHANDLED_FAILURE", "NON_DETERMINISTIC_ERROR",
        "BAD_BINARY", "UNHANDLED_UPDATE", "GRPC_MESSAGE_TOO_LARGE"}) {
    EXPECT_EQ(Told(std::string("started;scheduled;wft;wft-failed ") + cause +
                       ";task;complete",
                   "complete"),
              (Lines{"start @6"}))
        << cause;
  }
}

// S-9: the completion that the server refused is not replayed.
TEST(Reset, AnUnhandledCommandIsAskedForAgain) {
  EXPECT_EQ(Told("started;scheduled;wft;wft-failed UNHANDLED_COMMAND;"
                 "signal go;task;timer 1",
                 "timer 1"),
            (Lines{"start, signal go @7"}));
}

std::string InfoOf(const std::string& history) {
  ScriptedBuild build("complete");
  const ReplayResult result =
      Replay(HistoryOf(history), build.build(), {}, nullptr);
  EXPECT_EQ(result.verdict, Verdict::kOk) << result.message;
  return build.chain();
}

TEST(Chain, ARetriedRunKnowsWhyTheLastOneFailed) {
  EXPECT_EQ(InfoOf("started attempt=3 first=run0 continued=run2 failure=boom;"
                   "task;complete"),
            "run=run first=run0 continued=run2 cron= attempt=3 failure=boom");
}

TEST(Chain, AScheduledRunKnowsTheLastResult) {
  EXPECT_EQ(InfoOf("started attempt=1 first=run0 continued=run1 cron=@hourly "
                   "result=41;task;complete"),
            "run=run first=run0 continued=run1 cron=@hourly attempt=1 "
            "result=41");
  EXPECT_EQ(InfoOf("started attempt=1 continued=run1 cron=@hourly result=41 "
                   "failure=boom;task;complete"),
            "run=run first= continued=run1 cron=@hourly attempt=1 result=41 "
            "failure=boom");
}

TEST(Chain, AContinuedRunKnowsWhereItComesFrom) {
  EXPECT_EQ(InfoOf("started attempt=1 first=run0 continued=run7;task;complete"),
            "run=run first=run0 continued=run7 cron= attempt=1");
}

TEST(Chain, ItsSeedIsOfItsOwnRunNotOfTheFirst) {
  const std::string info =
      InfoOf("started first=run0 continued=run7;task;complete");
  EXPECT_TRUE(info.starts_with("run=run ")) << info;
}

}  // namespace
}  // namespace lockstep::replay
