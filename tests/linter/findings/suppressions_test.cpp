#include "linter/findings/suppressions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "linter/findings/comments.h"
#include "linter/findings/rule_filter.h"
#include "linter/findings/suppress.h"
#include "tests/linter/findings/sample.h"

namespace lockstep::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Findings and comments of one program: /src/a.cpp and /src/w.cpp.
struct Program {
  std::string cause_file, entry_file;
  std::vector<Finding> findings;
  std::string checks = "*";
  bool complete = true;
};

struct Answer {
  std::vector<std::string> left;      // "wall-clock:3"
  std::vector<std::string> messages;  // of findings about comments
  size_t silenced = 0;
};

Answer Judged(Program program) {
  std::vector<Suppression> all =
      FindSuppressions("/src/a.cpp", program.cause_file);
  for (auto& one : FindSuppressions("/src/w.cpp", program.entry_file)) {
    all.push_back(one);
  }
  RuleFilter filter;
  filter.Add(program.checks);
  const SuppressionContext context{Book(),
                                   "2026-11-22",
                                   program.complete,
                                   [&](const Rule& rule, const std::string&) {
                                     return filter.Contains(rule);
                                   },
                                   {}};
  Answer result;
  result.silenced = Suppress(program.findings, all, context).size();
  for (const Finding& finding : program.findings) {
    result.left.push_back(finding.rule->slug + ":" +
                          std::to_string(finding.place.line));
    if (finding.rule->family == "suppression") {
      result.messages.push_back(finding.message);
    }
  }
  return result;
}

TEST(Suppressions, SilenceTheRuleOnTheLineOfTheCause) {
  const auto result =
      Judged({"x(); // NOLINT(lockstep-wall-clock): only logged\n",
              "",
              {FindingAt("wall-clock", 1)}});
  EXPECT_THAT(result.left, IsEmpty());
  EXPECT_EQ(result.silenced, 1u);
}

TEST(Suppressions, SilenceOnlyTheRulesThatTheyName) {
  struct Row {
    const char* comment;
    bool silent;
  };
  const Row rows[] = {
      {"// NOLINT(lockstep-wall-clock): why", true},
      {"// NOLINT(LS101): why", true},
      {"// NOLINT(lockstep-*): why", true},
      {"// NOLINT(bugprone-x, lockstep-wall-clock): why", true},
      {"/* NOLINT(lockstep-wall-clock): why */", true},
      {"// NOLINT(lockstep-random-source): why", false},
      {"// NOLINT", false},
      {"// NOLINT: why", false},
      {"// NOLINT(bugprone-x): why", false},
      {"// NOLINT(*): why", false},
      {"// NOLINT(lockstep-wall-clock)", false},
      {"// NOLINT(lockstep-wall-clock):", false},
      {"f(\"// NOLINT(lockstep-wall-clock): why\")", false},
      {"R\"x(// NOLINT(lockstep-wall-clock): why)x\"", false},
      {"1'0; // NOLINT(lockstep-wall-clock): why", true},
      {"'\"'; // NOLINT(lockstep-wall-clock): why", true},
  };
  for (const Row& row : rows) {
    const auto result = Judged({row.comment, "", {FindingAt("wall-clock", 1)}});
    EXPECT_EQ(result.silenced == 1, row.silent) << row.comment;
  }
}

TEST(Suppressions, CoverTheNextLineOrABlock) {
  const char kNext[] =
      "// NOLINTNEXTLINE(lockstep-wall-clock): why\n"
      "x();\n";
  EXPECT_EQ(Judged({kNext, "", {FindingAt("wall-clock", 2)}}).silenced, 1u);
  const char kBlock[] =
      "// NOLINTBEGIN(lockstep-wall-clock): why\n"
      "x();\n"
      "// NOLINTEND(lockstep-wall-clock)\n"
      "y();\n";
  const auto block = Judged(
      {kBlock, "", {FindingAt("wall-clock", 2), FindingAt("wall-clock", 4)}});
  EXPECT_THAT(block.left, ElementsAre("wall-clock:4"));
}

TEST(Suppressions, OnAnEntrySilenceThatEntryAlone) {
  Finding finding = FindingAt("wall-clock", 1);
  finding.other_entries = {"Refund"};
  finding.other_entry_places = {{"/src/w.cpp", 9, 1}};
  finding.other_fingerprints = {"00000000000000aa"};
  const char kEntry[] =
      "Start() // NOLINT(lockstep-wall-clock): old runs only\n";
  std::vector<Finding> findings = {finding};
  const SuppressionContext context{
      Book(),
      "2026-11-22",
      true,
      [](const Rule&, const std::string&) { return true; },
      {}};
  Suppress(findings, FindSuppressions("/src/w.cpp", kEntry), context);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].entry, "Refund");
  EXPECT_EQ(findings[0].fingerprint, "00000000000000aa");
  EXPECT_THAT(findings[0].other_entries, IsEmpty());
  EXPECT_EQ(findings[0].chain.front().place.line, 9u);
}

TEST(Suppressions, OnAHopCountIfNothingGoesRoundIt) {
  const char kHop[] =
      "\n\n\nHelper(); // NOLINT(lockstep-wall-clock): value is dropped\n";
  Finding finding = FindingAt("wall-clock", 1);
  EXPECT_EQ(Judged({"", kHop, {finding}}).silenced, 1u);
  finding.other_chains = 2;
  const auto result = Judged({"", kHop, {finding}});
  EXPECT_EQ(result.silenced, 0u);
  EXPECT_THAT(result.messages,
              ElementsAre(HasSubstr("other calls reach the cause too")));
}

TEST(Suppressions, WorkWhereAMacroIsSpelled) {
  Finding finding = FindingAt("wall-clock", 7);
  finding.macro = "NOW";
  finding.spelling = {"/src/a.cpp", 1, 13};
  EXPECT_EQ(Judged({"#define NOW time(0) // NOLINT(lockstep-wall-clock): why\n",
                    "",
                    {finding}})
                .silenced,
            1u);
}

TEST(Suppressions, AreReportedWhenTheyDoNothing) {
  struct Row {
    const char* comment;
    const char* message;
  };
  const Row rows[] = {
      {"// NOLINT(lockstep-wall-clock): why", "[lockstep-unused-suppression]"},
      {"// NOLINT(lockstep-wall-clock)", "[lockstep-unexplained-suppression]"},
      {"// NOLINT(lockstep-wal-clock): why", "[lockstep-unknown-suppression]"},
      {"// NOLINT(LS123): why", "[lockstep-unknown-suppression]"},
      {"// NOLINT(lockstep-wall-clock): until 2026-11-21",
       "its reason expired on 2026-11-21"},
      {"// NOLINTBEGIN(lockstep-wall-clock): why",
       "there is no NOLINTEND for it"},
      {"// NOLINTEND(lockstep-wall-clock): why", "no NOLINTBEGIN is open"},
  };
  for (const Row& row : rows) {
    EXPECT_THAT(Judged({row.comment, "", {}}).messages,
                ElementsAre(HasSubstr(row.message)))
        << row.comment;
  }
}

TEST(Suppressions, CountUpToTheDayTheyName) {
  const char kToday[] = "// NOLINT(lockstep-wall-clock): until 2026-11-22";
  EXPECT_EQ(Judged({kToday, "", {FindingAt("wall-clock", 1)}}).silenced, 1u);
  const char kYesterday[] = "// NOLINT(lockstep-wall-clock): until 2026-11-21";
  const auto late = Judged({kYesterday, "", {FindingAt("wall-clock", 1)}});
  EXPECT_THAT(late.left, ElementsAre("wall-clock:1", "unused-suppression:1"));
}

TEST(Suppressions, AreNotUnusedIfTheirRuleIsOffOrCodeIsMissing) {
  const char kComment[] = "// NOLINT(lockstep-wall-clock): why";
  EXPECT_THAT(Judged({kComment, "", {}, "*,-wall-clock"}).left, IsEmpty());
  EXPECT_THAT(Judged({kComment, "", {}, "*", false}).left, IsEmpty());
}

TEST(Comments, HaveTheLinesOfTheSource) {
  const auto comments = FindComments("a // b\n/* c\nd */ \"// e\" // f");
  std::vector<std::string> shown;
  for (const Comment& comment : comments) {
    shown.push_back(std::to_string(comment.line) + ":" +
                    std::string(Trim(comment.text)));
  }
  EXPECT_THAT(shown, ElementsAre("1:b", "2:c", "3:d", "3:f"));
}

TEST(RuleFilter, TheLastGlobThatMatchesDecides) {
  struct Row {
    const char* globs;
    bool on;
  };
  const Row rows[] = {{"*", true},
                      {"-*", false},
                      {"-*,wall-clock", true},
                      {"-*,lockstep-wall-*", true},
                      {"-*,LS1*", true},
                      {"*,-lockstep-wall-clock", false},
                      {"-wall-clock,*", true},
                      {"-*,bugprone-*", false}};
  for (const Row& row : rows) {
    RuleFilter filter;
    filter.Add(row.globs);
    EXPECT_EQ(filter.Contains(*Book().FindRule("wall-clock")), row.on)
        << row.globs;
    EXPECT_TRUE(CheckGlobs(filter, Book())) << row.globs;
  }
}

TEST(RuleFilter, ANameThatIsNoRuleIsAMistake) {
  for (const char* globs : {"lockstep-wal-clock", "-LS123", "wal-clock"}) {
    RuleFilter filter;
    filter.Add(globs);
    EXPECT_FALSE(CheckGlobs(filter, Book())) << globs;
  }
}

}  // namespace
}  // namespace lockstep::lint
