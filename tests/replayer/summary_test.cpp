#include "replayer/report/summary.h"

#include <gtest/gtest.h>

#include "replayer/report/result_names.h"

namespace lockstep::replay {
namespace {

ReplayResult ResultOf(Verdict verdict, int64_t tasks = 1) {
  ReplayResult result;
  result.verdict = verdict;
  result.tasks = tasks;
  return result;
}

Summary SummaryOf(const std::vector<Verdict>& verdicts) {
  Summary summary;
  for (const Verdict verdict : verdicts) Count(ResultOf(verdict), summary);
  return summary;
}

TEST(Summary, EachVerdictHasItsExitCode) {
  using enum Verdict;
  const std::map<Verdict, ExitCode> expected = {
      {kOk, ExitCode::kOk},
      {kNondeterminism, ExitCode::kNondeterminism},
      {kWorkflowTaskFailure, ExitCode::kBroken},
      {kDeadlock, ExitCode::kBroken},
      {kCrash, ExitCode::kBroken},
      {kTimeout, ExitCode::kBroken},
      {kMemory, ExitCode::kBroken},
      {kUnregisteredType, ExitCode::kBroken},
      {kFlavourMismatch, ExitCode::kInput},
      {kUndecodablePayload, ExitCode::kInput},
      {kUnsupportedEvent, ExitCode::kInput},
      {kInvalidHistory, ExitCode::kInput}};
  ASSERT_EQ(expected.size(), kVerdicts.size());

  for (const auto& [verdict, code] : expected) {
    EXPECT_EQ(ExitCodeOf(SummaryOf({verdict})), code) << Name(verdict);
    EXPECT_EQ(ExitCodeOf(SummaryOf({kOk, verdict})), code) << Name(verdict);
  }
}

TEST(Summary, TheWorstDecidesTheExitCode) {
  using enum Verdict;
  EXPECT_EQ(ExitCodeOf(SummaryOf({kInvalidHistory, kCrash, kNondeterminism})),
            ExitCode::kNondeterminism);
  EXPECT_EQ(ExitCodeOf(SummaryOf({kOk, kInvalidHistory, kCrash})),
            ExitCode::kBroken);
}

TEST(Summary, NothingTestedIsNoSuccess) {
  Summary summary;
  EXPECT_EQ(ExitCodeOf(summary), ExitCode::kNothingTested);

  Count(ResultOf(Verdict::kOk, 0), summary);
  EXPECT_EQ(ExitCodeOf(summary), ExitCode::kNothingTested);

  Count(ResultOf(Verdict::kOk, 1), summary);
  EXPECT_EQ(ExitCodeOf(summary), ExitCode::kOk);
}

TEST(Summary, AVerdictBeatsNothingTested) {
  Summary summary;
  Count(ResultOf(Verdict::kOk, 0), summary);
  Count(ResultOf(Verdict::kInvalidHistory, 0), summary);

  EXPECT_EQ(ExitCodeOf(summary), ExitCode::kInput);
}

TEST(Summary, CountsInWords) {
  Summary summary = SummaryOf({Verdict::kNondeterminism, Verdict::kOk});
  ReplayResult open = ResultOf(Verdict::kOk, 0);
  open.open = true;
  open.findings.resize(3);
  open.findings[0].tier = Tier::kTarget;
  open.findings[1].tier = Tier::kValue;
  open.findings[2].tier = Tier::kValue;
  open.divergence.emplace();  // counts in its tier, too
  Count(open, summary);
  summary.not_selected = 4;
  summary.not_run = 5;

  EXPECT_EQ(SummaryText(summary),
            "3 histories: 2 ok (1 open, 1 untested), 1 nondeterminism; "
            "differences: 1 compatible, 1 target, 2 value; 4 not selected; 5 "
            "not run (--fail-fast)\n");
}

TEST(Summary, CountsOneAndNone) {
  EXPECT_EQ(SummaryText(SummaryOf({Verdict::kOk})), "1 history: 1 ok\n");
  EXPECT_EQ(SummaryText({}), "0 histories\n");
}

}  // namespace
}  // namespace lockstep::replay
