// What a trace lists.
#include "replayer/engine/trace.h"

#include <gtest/gtest.h>

#include "fmt/format.h"
#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"

namespace lockstep::replay {
namespace {

using Lines = std::vector<std::string>;

Lines TraceOf(const std::string& history, const std::string& script) {
  const ScriptedBuild build(script);
  const ReplayResult result =
      Replay(HistoryOf(history), build.build(), {.trace = true}, nullptr);
  Lines lines;
  for (const TracedCommand& command : result.trace.value()) {
    lines.push_back(
        fmt::format("{} {} {}", command.task, command.kind, command.name));
  }
  return lines;
}

TEST(Trace, ListsTheCommandsOfEachTask) {
  EXPECT_EQ(TraceOf("started;task;patch p;upsert;timer 1;timer-fired 7 1;task;"
                    "complete",
                    "patch p,timer 1|complete"),
            (Lines{"1 set-patch p", "1 start-timer ", "2 complete-workflow "}));
}

// The task that is in flight, too, and what was taken back.
TEST(Trace, ListsWhatWasNeverSent) {
  EXPECT_EQ(TraceOf("started;task;activity 1 A;signal go;scheduled;wft",
                    "activity 1 A|timer 1,cancel-timer 1,activity 2 B"),
            (Lines{"1 schedule-activity A", "0 start-timer ", "0 cancel-timer ",
                   "0 schedule-activity B"}));
}

TEST(Trace, EndsWhereTheReplayDoes) {
  EXPECT_EQ(TraceOf("started;task;timer 1;timer-fired 5 1;task;complete",
                    "activity 1 A|complete"),
            (Lines{"1 schedule-activity A"}));
}

TEST(Trace, IsOnlyThereIfItIsAskedFor) {
  const ScriptedBuild build("complete");
  EXPECT_FALSE(
      Replay(HistoryOf("started;task;complete"), build.build(), {}, nullptr)
          .trace);
}

TEST(Trace, NamesEveryKindOfCommand) {
  EXPECT_EQ(NameOfCommand(LS_COMMAND_SCHEDULE_ACTIVITY), "schedule-activity");
  EXPECT_EQ(NameOfCommand(LS_COMMAND_CANCEL_CLOSE), "cancel-close");
  EXPECT_EQ(NameOfCommand(LS_COMMAND_COMPLETE_UPDATE), "complete-update");
  EXPECT_EQ(NameOfCommand(LS_COMMAND_RECORD_MUTABLE_SIDE_EFFECT),
            "record-mutable-side-effect");
  EXPECT_EQ(NameOfCommand(0), "unknown");
  EXPECT_EQ(NameOfCommand(LS_COMMAND_RECORD_MUTABLE_SIDE_EFFECT + 1),
            "unknown");
}

}  // namespace
}  // namespace lockstep::replay
