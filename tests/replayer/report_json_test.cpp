#include "replayer/report/report_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "replayer/report/result_json.h"
#include "replayer/report/result_names.h"
#include "tests/replayer/sample_results.h"

namespace lockstep::replay {
namespace {

using nlohmann::json;

TEST(ResultJson, SurvivesTheWayBetweenProcesses) {
  ReplayResult result = DivergentResult();
  result.findings = {TargetFinding()};
  result.warnings = {"a", "b"};
  result.stack = {{"a.cpp", "F", 3}};
  result.chunker = "core-v1";
  result.failed_in = WakeUp{2, 9};
  result.live_edge = LiveEdge{true, Verdict::kWorkflowTaskFailure, 13, 4};
  result.trace = {{1, "schedule-activity", "Charge", {"a.cpp", "F", 3}},
                  {0, "complete-workflow", "", {}}};
  result.divergence->diff_earlier = 7;
  result.divergence->detected_by_core = Detection::kLater;
  result.divergence->detected_event_id = 21;

  const Result<ReplayResult> copy = ParseResult(Dump(ToJson(result), -1));

  ASSERT_TRUE(copy);
  EXPECT_EQ(*copy, result);
}

TEST(ResultJson, KeepsEveryVerdictAndKind) {
  ReplayResult result = DivergentResult();
  for (const Verdict verdict : kVerdicts) {
    for (const DifferenceKind kind : kDifferenceKinds) {
      result.verdict = verdict;
      result.divergence->difference.kind = kind;
      EXPECT_EQ(ParseResult(Dump(ToJson(result), -1)), result);
    }
  }
}

// A list of all of them is written by hand; the last one is named here.
TEST(ResultJson, KnowsEveryKindAndDetection) {
  EXPECT_EQ(kDifferenceKinds.size(),
            static_cast<size_t>(DifferenceKind::kVersionRange) + 1);
  EXPECT_EQ(kDetections.size(), static_cast<size_t>(Detection::kNever) + 1);
  EXPECT_EQ(kTiers.size(), static_cast<size_t>(Tier::kValue) + 1);
}

TEST(ResultJson, SaysNotRunOfATaskThatWasNotRun) {
  ReplayResult result = OkResult();
  result.live_edge = LiveEdge{};

  EXPECT_EQ(ToJson(result).at("live_edge").at("outcome"), "not-run");
  EXPECT_EQ(ParseResult(Dump(ToJson(result), -1)), result);
}

TEST(ResultJson, CountsTheDifferencesOfEachTier) {
  ReplayResult result = DivergentResult();
  result.findings = {TargetFinding(), TargetFinding()};

  EXPECT_EQ(ToJson(result).at("differences").dump(),
            R"({"compatible":1,"target":2,"value":0})");
}

TEST(ResultJson, RefusesWhatIsNoResult) {
  EXPECT_FALSE(ParseResult("{"));
  EXPECT_FALSE(ParseResult("[]"));
  EXPECT_FALSE(ParseResult("{\"history\": 3}"));
}

TEST(ResultJson, TakesAnUnknownVerdictForABrokenProcess) {
  EXPECT_EQ(ParseVerdict("splendid"), Verdict::kCrash);
}

TEST(ResultJson, ReplacesBytesThatAreNoText) {
  ReplayResult result = OkResult();
  result.history = "caf\xe9.json";

  EXPECT_EQ(json::parse(Dump(ToJson(result), 2)).at("history"),
            "caf\xef\xbf\xbd.json");
}

TEST(ReportJson, IsOneDocumentWithAFormatNumber) {
  Report report;
  report.build = {.path = "a.so",
                  .abi = 1,
                  .api_version = "0.1.0",
                  .profile = "core",
                  .ids_from = 1,
                  .workflows = {},
                  .activities = {}};
  report.results = {OkResult(), DivergentResult()};
  for (const ReplayResult& result : report.results) {
    Count(result, report.summary);
  }

  const json document = json::parse(ReportJson(report));

  EXPECT_EQ(document.at("format"), 1);
  EXPECT_EQ(document.at("build").at("path"), "a.so");
  EXPECT_EQ(document.at("tool").at("name"), "lockstep-replay");
  EXPECT_EQ(document.at("summary").at("verdicts").at("ok"), 1);
  EXPECT_EQ(document.at("summary").at("verdicts").at("crash"), 0);
  EXPECT_EQ(document.at("summary").at("exit_code"), 1);
  EXPECT_EQ(document.at("summary").at("differences").at("compatible"), 1);
  EXPECT_EQ(document.at("results").size(), 2u);
}

TEST(ReportJson, HoldsTheDivergenceAsTheEngineFoundIt) {
  const json result = json::parse(ReportJson({{}, {}, {DivergentResult()}}))
                          .at("results")
                          .at(0);

  EXPECT_EQ(result.at("verdict"), "nondeterminism");
  const json& difference = result.at("divergence").at("difference");
  EXPECT_EQ(difference.at("kind"), "field-mismatch");
  EXPECT_EQ(difference.at("tier"), "compatible");
  EXPECT_EQ(difference.at("event_id"), 17);
  EXPECT_EQ(difference.at("stack").at(0).at("line"), 9);
  EXPECT_EQ(result.at("divergence").at("diff").at(1).at("mark"), "recorded");
  EXPECT_TRUE(json::parse(ReportJson({{}, {}, {OkResult()}}))
                  .at("results")
                  .at(0)
                  .at("divergence")
                  .is_null());
}

TEST(ReportJson, NamesRemedies) {
  ReplayResult result = OkResult();
  result.verdict = Verdict::kTimeout;

  const json document = json::parse(ReportJson({{}, {}, {result}}));

  EXPECT_NE(document.at("results").at(0).at("remedy"), "");
}

}  // namespace
}  // namespace lockstep::replay
