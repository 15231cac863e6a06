// What happens to findings besides suppressions: baseline, lines, fixes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "linter/findings/baseline.h"
#include "linter/findings/fixes.h"
#include "linter/findings/line_set.h"
#include "linter/findings/verify.h"
#include "tests/linter/findings/sample.h"

namespace lockstep::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Baseline, TakesBackWhatItWrote) {
  std::vector<Finding> findings = {FindingAt("wall-clock", 3),
                                   FindingAt("thread", 4)};
  const auto baseline = ParseBaseline("b.json", BaselineText(findings, "/src"));
  ASSERT_TRUE(baseline) << baseline.error().message;
  std::vector<Silenced> silenced;
  EXPECT_THAT(Apply(*baseline, findings, silenced), IsEmpty());
  EXPECT_THAT(findings, IsEmpty());
  EXPECT_EQ(silenced.size(), 2u);
}

TEST(Baseline, SurvivesMovedLines) {
  const auto baseline = ParseBaseline(
      "b.json", BaselineText({FindingAt("wall-clock", 3)}, "/src"));
  std::vector<Finding> findings = {FindingAt("wall-clock", 93)};
  std::vector<Silenced> silenced;
  EXPECT_THAT(Apply(*baseline, findings, silenced), IsEmpty());
  EXPECT_THAT(findings, IsEmpty());
}

TEST(Baseline, ANewWorkflowThatReachesAnOldCauseIsNew) {
  Finding finding = FindingAt("wall-clock", 3);
  const auto baseline =
      ParseBaseline("b.json", BaselineText({finding}, "/src"));
  finding.other_entries = {"Refund"};
  finding.other_entry_places = {{"/src/w.cpp", 9, 1}};
  finding.other_fingerprints = {"00000000000000aa"};
  std::vector<Finding> findings = {finding};
  std::vector<Silenced> silenced;
  Apply(*baseline, findings, silenced);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].entry, "Refund");
}

TEST(Baseline, NamesItsStaleEntries) {
  const auto baseline = ParseBaseline(
      "b.json", BaselineText({FindingAt("wall-clock", 3)}, "/src"));
  std::vector<Finding> findings;
  std::vector<Silenced> silenced;
  const auto stale = Apply(*baseline, findings, silenced);
  ASSERT_EQ(stale.size(), 1u);
  EXPECT_EQ(stale[0].rule, "lockstep-wall-clock");
  EXPECT_EQ(stale[0].file, "a.cpp");
}

TEST(Baseline, RefusesWhatIsNone) {
  for (const char* text : {"", "[]", "{}", R"({"format":2,"findings":[]})",
                           R"({"format":1,"findings":[{}]})"}) {
    EXPECT_FALSE(ParseBaseline("b.json", text)) << text;
  }
}

TEST(LineFilter, ReadsClangTidysForm) {
  struct Row {
    const char* json;
    bool touches;
  };
  const Row rows[] = {{R"([{"name":"a.cpp","lines":[[1,3]]}])", true},
                      {R"([{"name":"a.cpp","lines":[[5,9]]}])", false},
                      {R"([{"name":"a.cpp"}])", true},
                      {R"([{"name":"b.cpp"}])", false},
                      {R"([{"name":"w.cpp","lines":[[4,4]]}])", true}};
  for (const Row& row : rows) {
    const auto filter = LineFilter::Parse(row.json);
    ASSERT_TRUE(filter) << row.json;
    EXPECT_EQ(filter->Touches(FindingAt("wall-clock", 3)), row.touches)
        << row.json;
  }
  for (const char* json : {"", "{}", "[1]", R"([{"name":"a","lines":[1]}])"}) {
    EXPECT_FALSE(LineFilter::Parse(json)) << json;
  }
}

TEST(Diff, ChangedLinesAreThoseOfTheNewFile) {
  const char kDiff[] =
      "diff --git a.cpp a.cpp\n"
      "--- a.cpp\n"
      "+++ a.cpp\n"
      "@@ -3,0 +4,2 @@ void f() {\n"
      "+++ b.cpp\n"
      "+y\n"
      "@@ -9,2 +10,0 @@\n"
      "-x\n"
      "-y\n"
      "--- c.cpp\n"
      "+++ /dev/null\n"
      "@@ -1 +0,0 @@\n"
      "-x\n";
  const LineSet changed = ParseDiff(kDiff, "/src");
  std::vector<uint32_t> lines;
  for (uint32_t line = 1; line < 20; ++line) {
    if (changed.Contains({"/src/a.cpp", line, 1})) lines.push_back(line);
  }
  EXPECT_THAT(lines, ElementsAre(4, 5, 10, 11));
  EXPECT_FALSE(changed.Contains({"/src/b.cpp", 1, 1}));
}

Finding FixedAt(uint32_t begin, uint32_t end, const std::string& text) {
  Finding finding = FindingAt("wall-clock", 1);
  finding.fix = Fix{FixKind::kCommandNeutral,
                    "use ctx.Now()",
                    {{"/src/a.cpp", begin, end, text}}};
  return finding;
}

TEST(Fixes, AreMadeTogetherUnlessTheyCollide) {
  Sources sources;
  sources.Put("/src/a.cpp", "a(); b(); c();");
  const Finding first = FixedAt(0, 3, "A()"), twin = FixedAt(0, 3, "A()"),
                last = FixedAt(10, 13, "C()"), across = FixedAt(2, 7, "?"),
                outside = FixedAt(13, 99, "?");
  const FixedFiles fixed =
      MakeFixes({&first, &twin, &last, &across, &outside}, sources);
  EXPECT_EQ(fixed.texts.at("/src/a.cpp"), "A(); b(); C();");
  EXPECT_THAT(fixed.fixed, ElementsAre(&first, &twin, &last));
  EXPECT_THAT(fixed.refused, ElementsAre(&across, &outside));
}

TEST(Fixes, ExportsOnlyEditsThatAddNoCommand) {
  Sources sources;
  sources.Put("/src/a.cpp", "a(); b(); c();");
  Finding neutral = FixedAt(0, 3, "\"A\\\n"), adding = FixedAt(5, 8, "B()");
  adding.fix->kind = FixKind::kCommandAdding;
  const std::string yaml = ExportFixes({neutral, adding}, sources);
  EXPECT_THAT(yaml, HasSubstr(R"(ReplacementText: "\"A\\\n")"));
  EXPECT_THAT(yaml, testing::Not(HasSubstr("B()")));
  EXPECT_THAT(yaml, HasSubstr("Replacements:    []"));
}

TEST(Fixes, ARequestNamesRuleFileAndLine) {
  const auto request = ParseFixRequest("LS101@src/a.cpp:1");
  ASSERT_TRUE(request);
  EXPECT_TRUE(IsMeant(*request, FindingAt("wall-clock", 1)));
  EXPECT_FALSE(IsMeant(*request, FindingAt("wall-clock", 2)));
  EXPECT_FALSE(IsMeant(*request, FindingAt("thread", 1)));
  for (const char* text : {"", "a", "a@b", "a@b:", "a@b:0", "a@b:1x"}) {
    EXPECT_FALSE(ParseFixRequest(text)) << text;
  }
}

// The mismatches of one finding at a.cpp:3 with these comments.
std::vector<std::string> Verified(const std::string& source) {
  const auto expected = FindExpectations("/src/a.cpp", source);
  if (!expected) return {expected.error().message};
  return Mismatches(*expected, {FindingAt("wall-clock", 3)});
}

TEST(Verify, HoldsFindingsAgainstComments) {
  EXPECT_THAT(Verified("\n\nx(); // expected-error {{reads a clock}}"),
              IsEmpty());
  EXPECT_THAT(Verified("\n// expected-error@+1 {{[lockstep-wall-clock]}}"),
              IsEmpty());
  EXPECT_THAT(Verified("// expected-error@3 1 {{clock}}"), IsEmpty());
  EXPECT_THAT(Verified("\n\nx(); // expected-error {{clock}} "
                       "expected-chain {{reads}}"),
              IsEmpty());
}

TEST(Verify, TellsEveryMismatch) {
  EXPECT_THAT(Verified(""), ElementsAre(HasSubstr("seen but not expected")));
  EXPECT_THAT(Verified("\n\n// expected-warning {{clock}}"),
              ElementsAre(HasSubstr("/src/a.cpp:3: error seen but not"),
                          HasSubstr("warning expected but not seen: clock")));
  EXPECT_THAT(Verified("\n\n// expected-error 2 {{clock}}"),
              ElementsAre(HasSubstr("seen 1 of 2 times")));
  EXPECT_THAT(Verified("\n\n// expected-error {{clock}} expected-chain {{no}}"),
              ElementsAre(HasSubstr("chain expected but not seen: no")));
  EXPECT_THAT(Verified("// expected-eror {{clock}}"),
              ElementsAre(HasSubstr("/src/a.cpp:1: this is no expectation")));
}

TEST(Verify, ReadsWhatAFileWishes) {
  const FileWishes wishes = FindWishes(
      "// lockstep-flags: -ffast-math -O2\n"
      "// A page.\n"
      "// lockstep-options: --unknown=error\n"
      "int x;\n"
      "// lockstep-flags: -O3\n");
  EXPECT_THAT(wishes.flags, ElementsAre("-ffast-math", "-O2"));
  EXPECT_THAT(wishes.options, ElementsAre("--unknown=error"));
}

}  // namespace
}  // namespace lockstep::lint
