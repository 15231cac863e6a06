// What a divergence says: the comparison of the task's commands, the likely
// cause and the gate to write.
#include "replayer/engine/explain.h"

#include <gtest/gtest.h>

#include "replayer/engine/replay.h"
#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"

namespace lockstep::replay {
namespace {

Divergence DivergenceOf(const std::string& history, const std::string& script) {
  const ScriptedBuild build(script);
  const ReplayResult result =
      Replay(HistoryOf(history), build.build(), {}, nullptr);
  EXPECT_TRUE(result.divergence.has_value()) << history;
  return result.divergence.value_or(Divergence{});
}

std::string DiffText(const Divergence& divergence) {
  std::string text;
  for (const DiffLine& line : divergence.diff) {
    text += line.mark == DiffLine::Mark::kSame       ? "  "
            : line.mark == DiffLine::Mark::kRecorded ? "- "
                                                     : "+ ";
    text += line.text + "\n";
  }
  return text;
}

constexpr char kThreeSteps[] =
    "started;task;activity 1 CreateUser;activity-started 5;"
    "activity-completed 5;task;activity 2 SendWelcome;activity-started 11;"
    "activity-completed 11;task;complete";

TEST(Explain, SaysWhatWasAddedBeforeWhat) {
  const Divergence divergence =
      DivergenceOf(kThreeSteps, "activity 1 CreateUser|activity 2 VerifyAge");

  EXPECT_EQ(divergence.cause,
            "an activity, VerifyAge, was added before SendWelcome without a "
            "version gate");
  EXPECT_EQ(divergence.gate,
            "if (ctx.Patched(\"add-verify-age\")) {\n"
            "  // activity VerifyAge, as it is now  (workflow.cpp:7)\n}");
  EXPECT_EQ(divergence.difference.recorded, "activity SendWelcome (id 2)");
  EXPECT_EQ(divergence.difference.produced, "activity VerifyAge (id 2)");
  EXPECT_EQ(divergence.difference.recorded_value, "SendWelcome");
  EXPECT_EQ(divergence.difference.stack,
            (std::vector<Place>{{"workflow.cpp", "T", 7}}));
}

TEST(Explain, SaysWhatComesTooEarly) {
  const Divergence divergence =
      DivergenceOf(kThreeSteps, "activity 1 SendWelcome");

  EXPECT_EQ(divergence.cause,
            "SendWelcome now comes before CreateUser without a version gate: "
            "CreateUser was moved back or removed");
  EXPECT_EQ(divergence.gate,
            "if (ctx.Patched(\"move-create-user\")) {\n"
            "  // as it is now: activity SendWelcome first  (workflow.cpp:7)\n"
            "} else {\n"
            "  // as it was: activity CreateUser first\n}");
}

TEST(Explain, SaysWhatWasMovedWithinATask) {
  EXPECT_EQ(DivergenceOf("started;task;activity 1 A;activity 2 B",
                         "activity 1 B,activity 2 A")
                .cause,
            "B now comes before A without a version gate: A was moved back or "
            "removed");
}

TEST(Explain, SaysThatTheLastStepWasRemoved) {
  EXPECT_EQ(DivergenceOf(kThreeSteps, "activity 1 CreateUser|complete").cause,
            "an activity, SendWelcome, was removed without a version gate");
}

TEST(Explain, SaysWhatReplacedAnActivityThatIsNotRegisteredAnyMore) {
  ScriptedBuild build("activity 1 CreateUser|activity 2 SendGreeting");
  build.Register("SendGreeting");
  const ReplayResult result =
      Replay(HistoryOf(kThreeSteps), build.build(), {}, nullptr);

  EXPECT_EQ(result.divergence->cause,
            "SendWelcome was replaced by SendGreeting without a version gate");
  EXPECT_EQ(result.divergence->gate,
            "if (ctx.Patched(\"use-send-greeting\")) {\n"
            "  // as it is now: activity SendGreeting  (workflow.cpp:7)\n"
            "} else {\n"
            "  // as it was: activity SendWelcome\n}");
}

TEST(Explain, FindsTheInsertionWithinATask) {
  const Divergence divergence =
      DivergenceOf("started;task;activity 1 A;activity 2 B",
                   "activity 1 A,activity 2 X,activity 3 B");

  EXPECT_EQ(divergence.cause,
            "an activity, X, was added before B without a version gate");
  EXPECT_EQ(DiffText(divergence),
            "  activity A (id 1)\n"
            "+ activity X (id 2)\n"
            "- activity B (id 2)\n"
            "+ activity B (id 3)\n");
}

TEST(Explain, SaysThatTheCodeEndsEarlier) {
  EXPECT_EQ(DivergenceOf(kThreeSteps, "complete").cause,
            "the code ends the run (\"complete workflow\") where it asked for "
            "activity CreateUser (id 1) when history was recorded");
}

TEST(Explain, SaysWhatTheCodeWaitsForInstead) {
  const Divergence divergence = DivergenceOf(kThreeSteps, "");

  EXPECT_EQ(divergence.cause,
            "the code waits for the end of the script where it asked for "
            "activity CreateUser: a wait was added before it, or it was "
            "removed, without a version gate");
  EXPECT_EQ(divergence.waiting.size(), 1u);
}

TEST(Explain, SaysWhatWasAddedAtTheEndOfATask) {
  EXPECT_EQ(
      DivergenceOf("started;task;activity 1 A", "activity 1 A,timer 1").cause,
      "a timer was added without a version gate");
}

TEST(Explain, SaysThatAGateWasRemoved) {
  const Divergence divergence = DivergenceOf(
      "started;task;patch verify-age;upsert;activity 1 A", "activity 1 A");

  EXPECT_EQ(divergence.cause,
            "history passed the version gate verify-age here, the code does "
            "not: its call was removed, renamed, or comes at another time");
  EXPECT_EQ(divergence.gate,
            "if (ctx.Patched(\"verify-age\")) {  // back where it stood\n"
            "  // the code behind it\n}\n"
            "// or, if only the old branch is gone:\n"
            "ctx.DeprecatePatch(\"verify-age\");");
}

TEST(Explain, SaysThatARangeOfVersionsEndsTooEarly) {
  EXPECT_EQ(DivergenceOf("started;task;patch pricing:3;upsert;activity 1 A",
                         "activity 1 A")
                .cause,
            "history is on version 3 of pricing, which the code does not take "
            "here: its range ends before 3, or the call of Version is gone");
}

TEST(Explain, LeavesOutDeprecatedMarkersThatNobodyAsksFor) {
  const Divergence divergence = DivergenceOf(
      "started;task;deprecated-patch p;upsert;activity 1 A", "activity 1 B");

  EXPECT_EQ(divergence.cause,
            "an activity, B, was added before A without a version gate");
  EXPECT_EQ(DiffText(divergence), "- activity A (id 1)\n+ activity B (id 1)\n");
}

TEST(Explain, SaysThatGatesChangedPlaces) {
  EXPECT_EQ(DivergenceOf("started;task;patch p;upsert", "patch q").cause,
            "the version gates p and q changed places, or one was renamed");
}

TEST(Explain, SaysThatAnIdShifted) {
  EXPECT_EQ(DivergenceOf("started;task;activity 1 A", "activity 2 A").cause,
            "the activity id is 2 and was 1: ids count what was started "
            "before, so something was added or removed earlier, or the id "
            "itself was changed, without a version gate");
}

TEST(Explain, HoldsBothListsOfTheWholeTask) {
  std::string history = "started;task";
  std::string script;
  for (int i = 1; i <= 40; ++i) {
    history += ";timer " + std::to_string(i);
    script += "timer " + std::to_string(i) + ",";
  }
  const Divergence divergence =
      DivergenceOf(history + ";activity 1 A", script + "activity 1 B,timer 50");

  EXPECT_EQ(divergence.diff.size(), 43u);
  EXPECT_EQ(divergence.diff.front().event_id, 5);
  EXPECT_EQ(divergence.diff.back().text, "timer of 10s (id 50)");
  EXPECT_EQ(divergence.diff_earlier, 0);
  EXPECT_EQ(divergence.diff_more, 0);
}

TEST(Explain, SaysHowManyLinesOfHundredsItLeavesOut) {
  std::string history = "started;task";
  std::string script;
  for (int i = 1; i <= 300; ++i) {
    history += ";timer " + std::to_string(i);
    script += "timer " + std::to_string(i) + ",";
  }
  history += ";activity 1 A";
  script += "activity 1 B";
  for (int i = 401; i <= 800; ++i) script += ",timer " + std::to_string(i);

  const Divergence divergence = DivergenceOf(history, script);

  EXPECT_EQ(divergence.diff_earlier, 100);
  EXPECT_EQ(divergence.diff.size(), 500u);
  EXPECT_EQ(divergence.diff_more, 102);
}

}  // namespace
}  // namespace lockstep::replay
