#include "history_fetch/corpus/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "history_fetch/corpus/corpus.h"

namespace lockstep::fetch {
namespace {

struct SlugRow {
  std::string type;
  const char* slug;
};

TEST(TypeSlug, IsTheTypeOrAHarmlessWordWithAHash) {
  const SlugRow kRows[] = {
      {"OrderWorkflow", "OrderWorkflow"},
      {"orderworkflow", "orderworkflow"},
      {"my_pkg.Order-2", "my_pkg.Order-2"},
      {"", "type-"},
      {".", "type-"},
      {"..", "type-"},
      {"../../etc/passwd", "etc-passwd-"},
      {"a/b", "a-b-"},
      {"a\\b", "a-b-"},
      {"Order Workflow", "order-workflow-"},
      {"-rf", "rf-"},
      {".git", "git-"},
      {"end.", "end-"},
      {"CON", "con-"},
      {"con.txt", "con-txt-"},
      {"Nul", "nul-"},
      {"com1", "com1-"},
      {"LPT9.x", "lpt9-x-"},
      {"com10", "com10"},
      {"\u2603", "type-"},
      {"two\nlines", "two-lines-"},
  };
  for (const SlugRow& row : kRows) {
    const std::string slug = TypeSlug(row.type);

    // The hash itself is SHA-256's; only that there is one is looked at.
    const std::string expected = row.slug;
    if (expected == row.type) {
      EXPECT_EQ(slug, expected);
    } else {
      const size_t dash = expected.rfind('-') + 1;
      EXPECT_EQ(slug.substr(0, slug.size() - 8), expected.substr(0, dash));
    }
    EXPECT_TRUE(IsSlug(slug)) << slug;
    EXPECT_EQ(TypeSlug(slug), slug);
  }
}

TEST(TypeSlug, IsShortHoweverLongTheType) {
  EXPECT_EQ(TypeSlug(std::string(64, 'x')), std::string(64, 'x'));
  EXPECT_EQ(TypeSlug(std::string(65, 'x')).size(), 49u);
  EXPECT_EQ(TypeSlug(std::string(100000, '/')).substr(0, 5), "type-");
}

TEST(TypeSlug, TellsTypesApart) {
  std::set<std::string> slugs;
  for (const char* type : {"Order", "order", "ORDER", "a b", "a/b", "A b",
                           "a-b", "con", "CON", "Con"}) {
    EXPECT_TRUE(slugs.insert(TypeSlug(type)).second) << type;
  }
}

Entry Any() {
  Entry entry;
  entry.name_space = "default";
  entry.workflow_id = "w";
  entry.run_id = "r";
  entry.workflow_type = "Order";
  entry.shape = "0123456789abcdef";
  entry.sha256 = "s";
  return entry;
}

TEST(HistoryPath, SaysTypeAndShapeAndNothingOfAStranger) {
  Entry entry = Any();
  entry.workflow_id = "../../etc/x";
  entry.run_id = "../..";
  entry.name_space = "/etc";

  EXPECT_THAT(HistoryPath(entry),
              testing::MatchesRegex(
                  "histories/Order/01234567-[0-9a-f]{16}\\.json\\.gz"));
}

TEST(HistoryPath, DiffersWithTheRunAndItsText) {
  const std::function<void(Entry&)> kChanges[] = {
      [](Entry&) {},
      [](Entry& entry) { entry.name_space = "defaultw"; },
      [](Entry& entry) { entry.workflow_id = "wr"; },
      [](Entry& entry) { entry.run_id = "r2"; },
      [](Entry& entry) { entry.sha256 = "s2"; },
      [](Entry& entry) { entry.shape = "0123456789abcdee"; },
      [](Entry& entry) { entry.workflow_type = "order"; },
  };
  std::set<uint64_t> ids;
  for (const auto& change : kChanges) {
    Entry entry = Any();
    change(entry);
    EXPECT_TRUE(ids.insert(ParseHistoryPath(HistoryPath(entry))->id).second);
  }
}

TEST(HistoryPath, TakesNothingButDigitsOfAShape) {
  for (const char* shape : {"", "abc", "../../..", "ABCDEF01"}) {
    Entry entry = Any();
    entry.shape = shape;
    EXPECT_THAT(HistoryPath(entry),
                testing::StartsWith("histories/Order/00000000-"));
  }
}

TEST(HistoryPath, IsTakenApartAgain) {
  const std::optional<HistoryName> name =
      ParseHistoryPath("histories/Order/01234567-00000000000000ff.json.gz");

  ASSERT_TRUE(name);
  EXPECT_EQ(name->slug, "Order");
  EXPECT_EQ(name->file, "01234567-00000000000000ff.json.gz");
  EXPECT_EQ(name->id, 255u);
  EXPECT_EQ(ProtoName(name->file), "01234567-00000000000000ff.binpb");
}

// They share a folder where the file system knows no case.
TEST(HistoryPath, NeverCollidesForTypesThatDifferInCaseOnly) {
  Entry entry;
  entry.run_id = "r";
  std::set<std::string> paths;
  size_t count = 0;
  for (const char* type : {"OrderFlow", "orderflow", "ORDERFLOW", "Order/Flow",
                           "order/flow", "CON", "con", "Con"}) {
    entry.workflow_type = type;
    std::string path = HistoryPath(entry);
    std::transform(path.begin(), path.end(), path.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    paths.insert(path);
    ++count;
  }
  EXPECT_EQ(paths.size(), count);
}

TEST(HistoryPath, OfAnyOtherFormIsRefused) {
  for (const char* path :
       {"", "histories", "histories/", "/etc/passwd", "../../etc/passwd",
        "histories/../01234567-00000000000000ff.json.gz",
        "histories/./01234567-00000000000000ff.json.gz",
        "histories//01234567-00000000000000ff.json.gz",
        "histories/a/b/01234567-00000000000000ff.json.gz",
        "histories/con/01234567-00000000000000ff.json.gz",
        "histories/T/01234567-00000000000000ff.json",
        "histories/T/01234567-00000000000000ff.binpb",
        "histories/T/01234567-00000000000000FF.json.gz",
        "histories/T/01234567_00000000000000ff.json.gz",
        "histories/T/1234567-00000000000000ff.json.gz",
        "histories/T/01234567-0000000000000ff.json.gz",
        "histories/T/../../../../etc/01234567-00000000000000ff.json.gz",
        "state/T/01234567-00000000000000ff.json.gz"}) {
    EXPECT_FALSE(ParseHistoryPath(path)) << path;
  }
}

}  // namespace
}  // namespace lockstep::fetch
