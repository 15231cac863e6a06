#include "linter/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/linter/findings/sample.h"

namespace lockstep::lint {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

Outcome OneFinding() {
  Outcome outcome;
  outcome.findings = {FindingAt("wall-clock", 2)};
  outcome.coverage.units = 2;
  outcome.coverage.functions = 7;
  outcome.profiles = {"lockstep"};
  return outcome;
}

std::string Text(const Outcome& outcome, bool colour = false,
                 bool quiet = false) {
  Sources sources;
  sources.Put("/src/a.cpp", "// ä\n\tint ä = time(0);\n");
  sources.Put("/src/w.cpp", "");
  return ReportText(outcome, {Book(), sources, "/src", "1.2.3", colour, quiet});
}

json Parsed(std::string (*report)(const Outcome&, const ReportContext&),
            const Outcome& outcome) {
  Sources sources;
  sources.Put("/src/a.cpp", "// ä\n\tint ä = time(0);\n");
  return json::parse(
      report(outcome, {Book(), sources, "/src", "1.2.3", false, false}));
}

TEST(ReportText, ShowsCauseCaretAndChain) {
  Outcome outcome = OneFinding();
  outcome.findings[0].place.column = 11;  // of `time`, in bytes
  EXPECT_THAT(
      Text(outcome),
      testing::StartsWith("a.cpp:2:11: error: 'time' reads a clock "
                          "[lockstep-wall-clock]\n"
                          "    2 |         int ä = time(0);\n"
                          "      |                 ^\n"
                          "w.cpp:1:1: note: workflow 'Checkout' starts here\n"
                          "w.cpp:4:5: note: calls 'Helper'\n"
                          "a.cpp:2:3: note: 'time' reads a clock\n"));
}

TEST(ReportText, SaysWhatWasLookedAt) {
  EXPECT_THAT(
      Text(OneFinding()),
      HasSubstr(
          "1 error\nlooked at 2 units, 0 entries; functions: 7 "
          "analysed, 0 modelled, 0 unknown; indirect calls: 0 resolved, 0 "
          "unresolved; judged for many toolchains, many "
          "architectures\n"));
  EXPECT_THAT(Text(OneFinding(), false, true), Not(HasSubstr("looked at")));
}

TEST(ReportText, IsCappedAtTwentyLines) {
  Outcome outcome = OneFinding();
  Finding& finding = outcome.findings[0];
  for (uint32_t line = 1; line < 100; ++line) {
    finding.chain.insert(finding.chain.begin() + 1,
                         {{"/src/w.cpp", line, 1}, "calls 'Next'"});
    finding.notes.push_back({{"/src/w.cpp", line, 1}, "a note"});
  }
  finding.other_chains = 3;
  finding.other_entries = {"A", "B", "C", "D", "E", "F", "G"};
  const std::string text = Text(outcome, false, true);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 20);
  EXPECT_THAT(text, HasSubstr("calls are left out here"));
  EXPECT_THAT(text, HasSubstr("3 other call paths lead here"));
  EXPECT_THAT(
      text, HasSubstr("also reached from 'A', 'B', 'C', 'D', 'E' and 2 more"));
  EXPECT_THAT(text, HasSubstr("workflow 'Checkout' starts here"));
}

TEST(ReportText, TextsCannotSteerTheTerminal) {
  Outcome outcome = OneFinding();
  outcome.findings[0].message = "a\x1b[2Jb\nc";
  EXPECT_THAT(Text(outcome), HasSubstr("a\\x1b[2Jb\\x0ac"));
  EXPECT_THAT(Text(outcome, true), HasSubstr("\x1b[1;31merror"));
}

TEST(ReportGithub, EscapesWhatEndsAMessageOrAProperty) {
  Outcome outcome = OneFinding();
  outcome.findings[0].place.file = "/src/a,b:c.cpp";
  outcome.findings[0].message = "50% of\nit";
  Sources sources;
  const std::string text =
      ReportGithub(outcome, {Book(), sources, "/src", "1", false, true});
  EXPECT_THAT(text,
              testing::StartsWith("::error file=a%2Cb%3Ac.cpp,line=2,col=3,"
                                  "title=lockstep-wall-clock::50%25 of%0Ait"
                                  "%0Aw.cpp:1: workflow"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
}

TEST(ReportSarif, HasFlowFingerprintHelpAndRelativeUris) {
  Outcome outcome = OneFinding();
  outcome.silenced = {{FindingAt("thread", 2), Silenced::By::kComment, "why"}};
  const json run = Parsed(ReportSarif, outcome)["runs"][0];
  const json& result = run["results"][0];
  EXPECT_EQ(result["ruleId"], "lockstep-wall-clock");
  const size_t index = result["ruleIndex"];
  EXPECT_EQ(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
  EXPECT_FALSE(run["tool"]["driver"]["rules"][index]["help"]["markdown"]
                   .get<std::string>()
                   .empty());
  const json& place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "a.cpp");
  EXPECT_EQ(place["artifactLocation"]["uriBaseId"], "SRCROOT");
  EXPECT_EQ(result["codeFlows"][0]["threadFlows"][0]["locations"].size(), 3u);
  EXPECT_EQ(result["partialFingerprints"]["lockstep/v1"],
            outcome.findings[0].fingerprint);
  EXPECT_EQ(run["results"][1]["suppressions"][0]["kind"], "inSource");
  EXPECT_EQ(run["results"][1]["suppressions"][0]["justification"], "why");
}

TEST(ReportSarif, CountsColumnsInUtf16) {
  Outcome outcome = OneFinding();
  outcome.findings[0].place.column = 11;
  const json run = Parsed(ReportSarif, outcome)["runs"][0];
  EXPECT_EQ(run["results"][0]["locations"][0]["physicalLocation"]["region"]
               ["startColumn"],
            10);
}

TEST(ReportSarif, OffersOnlyFixesThatAddNoCommand) {
  Outcome outcome = OneFinding();
  outcome.findings[0].fix = Fix{
      FixKind::kCommandNeutral, "use ctx.Now()", {{"/src/a.cpp", 1, 2, "x"}}};
  EXPECT_TRUE(
      Parsed(ReportSarif, outcome)["runs"][0]["results"][0].contains("fixes"));
  outcome.findings[0].fix->kind = FixKind::kCommandAdding;
  EXPECT_FALSE(
      Parsed(ReportSarif, outcome)["runs"][0]["results"][0].contains("fixes"));
}

TEST(ReportRdjson, HasChainAndSuggestion) {
  Outcome outcome = OneFinding();
  outcome.findings[0].fix = Fix{
      FixKind::kCommandNeutral, "use ctx.Now()", {{"/src/a.cpp", 6, 9, "x"}}};
  const json one = Parsed(ReportRdjson, outcome)["diagnostics"][0];
  EXPECT_EQ(one["location"]["path"], "a.cpp");
  EXPECT_EQ(one["severity"], "ERROR");
  EXPECT_EQ(one["code"]["value"], "lockstep-wall-clock");
  EXPECT_EQ(one["relatedLocations"].size(), 3u);
  EXPECT_EQ(one["suggestions"][0]["range"]["start"]["line"], 2);
  EXPECT_EQ(one["suggestions"][0]["range"]["start"]["column"], 1);
}

TEST(ReportJson, HasCoverageFindingsAndFailures) {
  Outcome outcome = OneFinding();
  outcome.failures = {{"/src/b.cpp", "does not compile"}};
  const json document = Parsed(ReportJson, outcome);
  EXPECT_EQ(document["format"], 1);
  EXPECT_EQ(document["summary"]["errors"], 1);
  EXPECT_EQ(document["coverage"]["functions_analysed"], 7);
  EXPECT_EQ(document["findings"][0]["chain"].size(), 3u);
  EXPECT_EQ(document["failures"][0]["file"], "b.cpp");
}

}  // namespace
}  // namespace lockstep::lint
