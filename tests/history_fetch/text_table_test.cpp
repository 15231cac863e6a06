#include "history_fetch/text_table.h"

#include <gtest/gtest.h>

#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

TEST(TextTable, PutsNumbersToTheRightAndTextsToTheLeft) {
  EXPECT_EQ(TextTable({{"NAME", "COUNT", "AGE", "NOTE"},
                       {"\u00e9t\u00e9", "1,204", "-", "-"},
                       {"winter", "~7", "3d", "-"}}),
            "  NAME    COUNT  AGE  NOTE\n"
            "  \u00e9t\u00e9     1,204  -    -\n"
            "  winter     ~7  3d   -\n");
}

TEST(TextTable, TakesShortRows) {
  EXPECT_EQ(TextTable({{"A", "B"}, {"x"}, {"y", "12"}}),
            "  A   B\n  x\n  y  12\n");
  EXPECT_EQ(TextTable({}), "");
}

TEST(TextTable, CutsTheLongestTextsToTheWidth) {
  const std::string table =
      TextTable({{"TYPE", "COUNT", "ID"},
                 {std::string(50, 'x'), "1,204", std::string(30, 'y')},
                 {"short", "7", "id"}},
                40);

  EXPECT_EQ(table,
            "  TYPE            COUNT  ID\n"
            "  xxxxxxxxxxx...  1,204  yyyyyyyyyyyy...\n"
            "  short               7  id\n");
  // Numbers and short texts stay as they are.
  EXPECT_EQ(TextTable({{"A", "B"}, {"0123456789", "xxxxx"}}, 3),
            "           A  B\n  0123456789  xxxxx\n");
}

TEST(TextTable, CutsTextsAtACharacter) {
  EXPECT_EQ(CutToColumns("abcdef", 6), "abcdef");
  EXPECT_EQ(CutToColumns("abcdef", 5), "ab...");
  EXPECT_EQ(CutToColumns("abcdef", 2), "..");
  EXPECT_EQ(CutToColumns("\u00e9t\u00e9\u00e9\u00e9", 4), "\u00e9...");
  EXPECT_EQ(CutToColumns("\u6f22\u5b57\u6f22\u5b57", 7), "\u6f22\u5b57...");
}

TEST(TextTable, SplitsThousands) {
  EXPECT_EQ(Thousands(0), "0");
  EXPECT_EQ(Thousands(999), "999");
  EXPECT_EQ(Thousands(1000), "1,000");
  EXPECT_EQ(Thousands(-123456), "-123,456");
  EXPECT_EQ(Thousands(1204331), "1,204,331");
}

TEST(FormatAge, HasTheTwoGreatestUnits) {
  EXPECT_EQ(FormatAge(0), "0s");
  EXPECT_EQ(FormatAge(59), "59s");
  EXPECT_EQ(FormatAge(200), "3m 20s");
  EXPECT_EQ(FormatAge(7200), "2h");
  EXPECT_EQ(FormatAge(15 * 86400 + 3 * 3600 + 59), "15d 3h");
  EXPECT_EQ(FormatAge(400 * 86400), "400d");
}

}  // namespace
}  // namespace lockstep::fetch
