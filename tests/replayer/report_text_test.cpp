#include "replayer/report/report_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "replayer/report/result_names.h"
#include "tests/replayer/sample_results.h"

namespace lockstep::replay {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::string TextOf(const ReplayResult& result) {
  return ResultText(result, Colour::kNo);
}

ReplayResult ResultOf(Verdict verdict, const std::string& message) {
  ReplayResult result = OkResult();
  result.verdict = verdict;
  result.message = message;
  return result;
}

TEST(ReportText, GivesAnOkHistoryOneLine) {
  EXPECT_EQ(TextOf(OkResult()),
            "✓ histories/order-1.json  Checkout  3 tasks, 14 commands\n");
}

TEST(ReportText, MarksOpenRuns) {
  ReplayResult result = OkResult();
  result.open = true;
  result.tasks = 1;
  result.commands = 1;

  EXPECT_EQ(TextOf(result),
            "✓ histories/order-1.json  Checkout  1 task, 1 command, open\n");
}

TEST(ReportText, SaysThatNothingWasTested) {
  ReplayResult result = OkResult();
  result.open = true;
  result.tasks = 0;
  result.commands = 0;

  EXPECT_EQ(TextOf(result),
            "✓ histories/order-1.json  Checkout  nothing tested: no completed "
            "workflow task, open\n");
}

TEST(ReportText, ShowsADivergence) {
  EXPECT_EQ(TextOf(DivergentResult()), R"(✗ histories/user-grant.json.gz
  nondeterminism in workflow task 3 (started at event 16), at event 17: another activity type
  workflow UserGrant, id user-grant, run 0190c0de-0000-7000-8000-000000000001

  history recorded    activity SendWelcome (id 3)
  the code asked for  activity VerifyAge (id 3)
      at fixtures/workflows/verify.h:9  Verify
      by fixtures/workflows/user_grant_changed.cpp:24  UserGrant

  commands of task 3
     9    timer of 5s (id 1)           fixtures/workflows/user_grant_changed.cpp:24
    17  - activity SendWelcome (id 3)
        + activity VerifyAge (id 3)    fixtures/workflows/verify.h:9

  waiting
    activity VerifyAge
      at fixtures/workflows/verify.h:9  Verify
      by fixtures/workflows/user_grant_changed.cpp:24  UserGrant
    condition

  likely cause: an activity, VerifyAge, was added before SendWelcome without a version gate
  gate to write:
    if (ctx.Patched("add-verify-age")) {
      // ...
    }
  the official engine would say: Activity type does not match

)");
}

TEST(ReportText, SaysHowManyCommandsFollow) {
  ReplayResult result = DivergentResult();
  result.divergence->diff_more = 30;

  EXPECT_THAT(TextOf(result), HasSubstr("verify.h:9\n          and 30 more\n"));
}

TEST(ReportText, SaysNothingWhereOneSideHasNoCommand) {
  ReplayResult result = DivergentResult();
  Difference& difference = result.divergence->difference;
  difference = {};
  difference.kind = DifferenceKind::kMissingCommand;
  difference.recorded = "activity SendWelcome (id 3)";

  EXPECT_THAT(TextOf(result),
              HasSubstr("  nondeterminism: a recorded command is missing\n"));
  EXPECT_THAT(TextOf(result), HasSubstr("  the code asked for  nothing\n\n"));
}

TEST(ReportText, NamesEveryKindOfDifferenceInItsOwnWords) {
  std::set<std::string> texts;
  ReplayResult result = DivergentResult();
  for (const DifferenceKind kind : kDifferenceKinds) {
    result.divergence->difference.kind = kind;
    texts.insert(TextOf(result));
  }

  EXPECT_EQ(texts.size(), kDifferenceKinds.size());
}

TEST(ReportText, ShowsOnlyTheLinesAroundTheFirstDifference) {
  ReplayResult result = DivergentResult();
  std::vector<DiffLine>& diff = result.divergence->diff;
  const DiffLine same = diff.front();
  diff.insert(diff.begin(), 20, same);
  diff.insert(diff.end(), 30, same);
  for (size_t i = 0; i < diff.size(); ++i) {
    diff[i].text = "line " + std::to_string(i);
  }
  result.divergence->diff_more = 5;

  const std::string text = TextOf(result);

  EXPECT_THAT(text, Not(HasSubstr("line 17")));
  EXPECT_THAT(text, HasSubstr("line 18"));  // 21 is the first difference
  EXPECT_THAT(text, HasSubstr("line 32"));
  EXPECT_THAT(text, Not(HasSubstr("line 33")));
  EXPECT_THAT(text, HasSubstr("and 25 more\n"));
}

TEST(ReportText, NamesTheTaskInWhichTheCodeFailed) {
  ReplayResult result = OkResult();
  result.verdict = Verdict::kCrash;
  result.message = "SIGSEGV in workflow code";
  result.failed_in = WakeUp{2, 9};
  EXPECT_THAT(TextOf(result), HasSubstr("crash in workflow task 2 (started at "
                                        "event 9): SIGSEGV in workflow code"));
  result.failed_in = WakeUp{0, 13};
  EXPECT_THAT(TextOf(result),
              HasSubstr("crash in the unfinished last workflow task (started "
                        "at event 13): SIGSEGV"));
  result.failed_in = WakeUp{0, 0};
  EXPECT_THAT(TextOf(result),
              HasSubstr("crash in the unfinished last workflow task (which "
                        "history does not start): SIGSEGV"));
}

TEST(ReportText, SaysWhatTheUnfinishedLastTaskCameTo) {
  ReplayResult result = OkResult();
  result.open = true;
  result.live_edge = LiveEdge{true, Verdict::kOk, 13, 1};
  EXPECT_THAT(TextOf(result),
              HasSubstr("14 commands, open: the unfinished last task runs (1 "
                        "command, not compared)\n"));
  result.live_edge->ran = false;
  EXPECT_THAT(TextOf(result), HasSubstr("14 commands, open\n"));
}

TEST(ReportText, SaysWhereTheOfficialEngineWouldNotSeeADivergence) {
  ReplayResult result = DivergentResult();
  EXPECT_THAT(TextOf(result), Not(HasSubstr("would see it")));
  result.divergence->detected_by_core = Detection::kNever;
  EXPECT_THAT(
      TextOf(result),
      HasSubstr("  the official engine would not see it in this history\n"));
  result.divergence->detected_by_core = Detection::kLater;
  result.divergence->detected_event_id = 21;
  EXPECT_THAT(
      TextOf(result),
      HasSubstr("  the official engine would see it later, at event 21\n"));
}

TEST(ReportText, ShowsFindingsBelowAnOkHistory) {
  ReplayResult result = OkResult();
  result.findings = {TargetFinding()};

  EXPECT_EQ(
      TextOf(result),
      R"(✓ histories/order-1.json  Checkout  3 tasks, 14 commands; differences: 1 target

  target finding in workflow task 2 (started at event 9), at event 12: another child workflow id (an error with --strict)
    history recorded    child workflow Ship
    the code asked for  child workflow Ship
    child workflow id: ship-1 in history, ship-2 in the code
        at fixtures/workflows/user_grant_changed.cpp:24  UserGrant

)");
}

TEST(ReportText, SaysWhichFlagMakesAValueAnError) {
  ReplayResult result = OkResult();
  result.findings = {TargetFinding()};
  result.findings[0].tier = Tier::kValue;

  EXPECT_THAT(TextOf(result), HasSubstr("(an error with --strict=values)"));
}

TEST(ReportText, ShowsWarnings) {
  ReplayResult result = OkResult();
  result.warnings = {"the workflow id is not known"};

  EXPECT_THAT(TextOf(result),
              EndsWith("  warning: the workflow id is not known\n"));
}

TEST(ReportText, NamesEveryOtherVerdictAndItsMessage) {
  for (const Verdict verdict : kVerdicts) {
    if (verdict == Verdict::kOk) continue;
    const std::string text = TextOf(ResultOf(verdict, "so it is"));
    EXPECT_THAT(text, HasSubstr("  " + std::string(Name(verdict)) +
                                ": so it is\n  workflow Checkout"));
  }
}

TEST(ReportText, NamesARemedyWhereTheMessageHasNone) {
  using enum Verdict;
  for (const Verdict verdict : {kWorkflowTaskFailure, kDeadlock, kCrash,
                                kTimeout, kMemory, kUndecodablePayload}) {
    EXPECT_THAT(TextOf(ResultOf(verdict, "")), HasSubstr("  remedy: "));
  }
  EXPECT_THAT(TextOf(ResultOf(kInvalidHistory, "")),
              Not(HasSubstr("  remedy: ")));
}

TEST(ReportText, ShowsWhereATaskFailed) {
  ReplayResult result = ResultOf(Verdict::kWorkflowTaskFailure, "map::at");
  result.stack = {{"a.cpp", "Task<int> Sum(Context &)", 7}};

  EXPECT_THAT(TextOf(result), HasSubstr("\n      at a.cpp:7  Sum\n"));
}

TEST(ReportText, LeavesOutWhatIsUnknown) {
  ReplayResult result;
  result.history = "a.json";
  result.verdict = Verdict::kInvalidHistory;
  result.message = "cut off";

  EXPECT_EQ(TextOf(result), "✗ a.json\n  invalid-history: cut off\n\n");
}

TEST(ReportText, UsesColoursIfAsked) {
  EXPECT_THAT(ResultText(OkResult(), Colour::kYes),
              HasSubstr("\x1b[32m✓\x1b[0m"));
  EXPECT_THAT(ResultText(DivergentResult(), Colour::kYes),
              HasSubstr("\x1b[31m- activity SendWelcome (id 3)\x1b[0m"));
}

TEST(ReportText, KeepsControlCharactersFromTheTerminal) {
  ReplayResult result = ResultOf(Verdict::kInvalidHistory, "bad \x1b[2J\n");
  result.history = "a\nb.json";

  EXPECT_THAT(TextOf(result), HasSubstr("✗ a\\x0ab.json\n"));
  EXPECT_THAT(TextOf(result), HasSubstr("bad \\x1b[2J\\x0a\n"));
}

TEST(ShortFunction, IsTheNameWithoutTypes) {
  EXPECT_EQ(ShortFunction("Task<void> UserGrant(Context &, Grant)"),
            "UserGrant");
  EXPECT_EQ(ShortFunction("Task<map<int, T (*)()>> Shop::Run(At)"),
            "Shop::Run");
  EXPECT_EQ(ShortFunction("Task<bool> (anonymous namespace)::Verify(At)"),
            "Verify");
  EXPECT_EQ(ShortFunction("main"), "main");
  EXPECT_EQ(ShortFunction("int Fold(T) [with T = int]"), "Fold");
}

}  // namespace
}  // namespace lockstep::replay
