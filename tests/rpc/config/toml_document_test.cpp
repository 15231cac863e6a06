#include "rpc/config/toml_document.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace lockstep::rpc {
namespace {

using Kind = TomlValue::Kind;

TEST(Toml, ValuesHaveTheirKindsAndLines) {
  const auto root = ParseToml(
      "text = \"a\\tb\"\n"
      "whole = -3\n"
      "part = 1.5\n"
      "yes = true\n"
      "day = 2026-01-02\n"
      "when = 2026-01-02T03:04:05+01:00\n"
      "list = [\n  1,\n  \"b\",\n]\n"
      "[table.inner]\n"
      "key = 1\n"
      "[[tables]]\n"
      "[[tables]]\n");

  ASSERT_TRUE(root) << root.error().reason;
  const struct {
    const char* key;
    Kind kind;
    int line;
    const char* kind_name;
  } kExpected[] = {{"text", Kind::kString, 1, "a string"},
                   {"whole", Kind::kInteger, 2, "an integer"},
                   {"part", Kind::kFloat, 3, "a number with a point"},
                   {"yes", Kind::kBoolean, 4, "true or false"},
                   {"day", Kind::kTime, 5, "a date or a time"},
                   {"when", Kind::kTime, 6, "a date or a time"},
                   {"list", Kind::kList, 7, "a list"},
                   {"table", Kind::kTable, 11, "a table"},
                   {"tables", Kind::kList, 13, "a list"}};
  ASSERT_EQ(root->items.size(), std::size(kExpected));
  for (size_t i = 0; i < root->items.size(); ++i) {
    const TomlValue& value = root->items[i];
    EXPECT_EQ(value.key, kExpected[i].key);
    EXPECT_EQ(value.kind, kExpected[i].kind) << value.key;
    EXPECT_EQ(value.line, kExpected[i].line) << value.key;
    EXPECT_EQ(KindName(value.kind), kExpected[i].kind_name);
  }
  EXPECT_EQ(root->Find("text")->text, "a\tb");
  EXPECT_EQ(root->Find("whole")->integer, -3);
  EXPECT_TRUE(root->Find("yes")->boolean);
  EXPECT_FALSE(root->Find("day")->time);
  EXPECT_EQ(root->Find("when")->time->time_since_epoch(),
            std::chrono::seconds(1767319445));
  EXPECT_EQ(root->Find("when")->text, "2026-01-02T03:04:05+01:00");
  EXPECT_EQ(root->Find("list")->items[1].line, 9);
  EXPECT_EQ(root->Find("tables")->items[1].line, 14);
  EXPECT_EQ(root->Find("table")->items[0].items[0].line, 12);
  EXPECT_EQ(root->Find("none"), nullptr);
}

TEST(Toml, AFaultHasItsLineAndItsReason) {
  for (const char* text :
       {"a = 1\nb = \n", "a = 1\na = 2\n", "a = 1\n[b\n", "a = 1\n= 2\n",
        "a = 1\nb = \"\xff\"\n", "a = 1\nb = \"\n"}) {
    const auto root = ParseToml(text);
    ASSERT_FALSE(root) << text;
    EXPECT_EQ(root.error().line, 2) << text;
    EXPECT_NE(root.error().reason, "") << text;
  }
}

TEST(Toml, AnEmptyTextIsAnEmptyTable) {
  EXPECT_TRUE(ParseToml("")->items.empty());
  EXPECT_TRUE(ParseToml("\xef\xbb\xbf# a comment")->items.empty());
}

TEST(Toml, NestingHasAnEnd) {
  std::string text = "a = ";
  text.append(100000, '[');

  EXPECT_FALSE(ParseToml(text));
}

}  // namespace
}  // namespace lockstep::rpc
