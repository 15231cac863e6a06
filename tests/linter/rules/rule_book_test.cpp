// The built-in rules, models and profiles, and the user's beside them.
#include "linter/rules/rule_book.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/linter/rules/fake_call.h"

namespace lockstep::lint {
namespace {

std::string Write(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path) << text;
  return path;
}

const RuleBook& BuiltIn() {
  static const auto kBook = LoadRuleBook({});
  EXPECT_TRUE(kBook.has_value()) << kBook.error().message;
  return *kBook;
}

TEST(RuleBook, RulesAreFoundBySlugIdAndCode) {
  const Rule* rule = BuiltIn().FindRule("wall-clock");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->code, "LS101");
  EXPECT_EQ(BuiltIn().FindRule("lockstep-wall-clock"), rule);
  EXPECT_EQ(BuiltIn().FindRule("LS101"), rule);
  EXPECT_EQ(BuiltIn().FindRule("LS"), nullptr);
  EXPECT_TRUE(RulePage("wall-clock").starts_with("# lockstep-wall-clock"));
  EXPECT_EQ(RulePage("no-such-rule"), "");
}

TEST(RuleBook, AUsersModelWins) {
  const std::string path = Write("mine.json", R"({"library": "mine",
    "models": [{"names": ["time"], "verdict": "pure"},
               {"names": ["mine::*"], "rule": "network"}]})");
  const auto book = LoadRuleBook({path});
  ASSERT_TRUE(book.has_value()) << book.error().message;
  EXPECT_EQ(book->models.Find("time", FakeCall())->library, "mine");
  EXPECT_EQ(book->models.Find("mine::Send", FakeCall())->rule, "network");
  EXPECT_NE(book->hash, BuiltIn().hash);
}

TEST(RuleBook, AUsersProfileReplacesTheBuiltInOne) {
  const std::string path = Write("p.json", R"({"name": "lockstep"})");
  const auto book = LoadRuleBook({path});
  ASSERT_TRUE(book.has_value());
  EXPECT_EQ(book->profiles.size(), BuiltIn().profiles.size());
}

TEST(RuleBook, ContradictionsAreRefused) {
  const std::string unknown = Write("u.json", R"({"library": "l",
    "models": [{"names": ["f"], "rule": "no-rule"}]})");
  EXPECT_EQ(LoadRuleBook({unknown}).error().message,
            "models of 'l': 'f' breaks 'no-rule', which is no rule");
  const std::string twice = Write("t.json", R"({"code": "X1",
    "slug": "wall-clock", "family": "f", "title": "t", "why": "w",
    "instead": "i", "severity": "error", "horizon": "run"})");
  EXPECT_EQ(LoadRuleBook({twice}).error().message,
            twice +
                ": LS101 'wall-clock' is there already; give this rule "
                "another code and slug");
  EXPECT_EQ(LoadRuleBook({"/no/such.json"}).error().message,
            "/no/such.json: cannot be read; name a file with rules, models or "
            "a profile");
}

}  // namespace
}  // namespace lockstep::lint
