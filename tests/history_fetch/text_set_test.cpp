#include "history_fetch/text_set.h"

#include <gtest/gtest.h>

#include <string>

namespace lockstep::fetch {
namespace {

TEST(TextSet, TellsWhatItHasSeen) {
  TextSet set;
  constexpr uint32_t kMany = 5000;
  for (uint32_t i = 0; i < kMany; ++i) {
    EXPECT_EQ(set.NumberOf(std::to_string(i)), std::pair(i, true));
  }
  EXPECT_EQ(set.size(), kMany);
  EXPECT_FALSE(set.Insert("17"));
  EXPECT_EQ(set.NumberOf("17"), std::pair(17u, false));
  EXPECT_TRUE(set.Contains("4999"));
  EXPECT_FALSE(set.Contains("5000"));
  EXPECT_FALSE(set.Contains(""));
}

TEST(TextSet, TakesInAnother) {
  TextSet set;
  set.Insert("a");
  TextSet other;
  other.Insert("a");
  other.Insert("b");

  set.Merge(other);

  EXPECT_EQ(set.size(), 2u);
  EXPECT_TRUE(set.Contains("b"));
}

TEST(TextCounts, CountsEachText) {
  TextCounts counts;
  ++counts["a"];
  ++counts[""];
  ++counts["a"];

  EXPECT_EQ(counts["a"], 2);
  EXPECT_EQ(counts[""], 1);
  EXPECT_EQ(counts["b"], 0);
}

}  // namespace
}  // namespace lockstep::fetch
