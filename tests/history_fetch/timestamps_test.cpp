#include "history_fetch/timestamps.h"

#include <gmock/gmock.h>

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;

constexpr int64_t kSecond = 1'000'000'000;

TEST(FormatTime, HasAsManyDigitsAsItNeeds) {
  EXPECT_EQ(FormatTime(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatTime(1'795'000'000), "2026-11-18T11:06:40Z");
  EXPECT_EQ(FormatTime(1, 500'000'000), "1970-01-01T00:00:01.500Z");
  EXPECT_EQ(FormatTime(1, 1'000), "1970-01-01T00:00:01.000001Z");
  EXPECT_EQ(FormatTime(1, 1), "1970-01-01T00:00:01.000000001Z");
  EXPECT_EQ(FormatTime(-1), "1969-12-31T23:59:59Z");
  EXPECT_EQ(FormatNanos(0), "");
  EXPECT_EQ(FormatNanos(-1), "1969-12-31T23:59:59.999999999Z");
}

TEST(ParseTime, TakesWhatRfc3339Allows) {
  const struct {
    const char* text;
    int64_t nanos;
  } kRows[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"1970-01-01T00:00:01.5Z", kSecond * 3 / 2},
      {"1970-01-01t00:00:00.000000001z", 1},
      {"1970-01-01 00:00:00.1234567891Z", 123'456'789},
      {"1970-01-01T02:00:00+02:00", 0},
      {"1969-12-31T23:30:00-00:30", 0},
      {"2026-11-18T11:06:40Z", 1'795'000'000 * kSecond},
      {"2024-02-29T00:00:00Z", 1'709'164'800 * kSecond},
  };
  for (const auto& row : kRows) {
    const Result<int64_t> nanos = ParseTime(row.text);
    ASSERT_TRUE(nanos) << row.text;
    EXPECT_EQ(*nanos, row.nanos) << row.text;
  }
}

TEST(ParseTime, RefusesTheRest) {
  for (const char* text :
       {"", "now", "2026-11-18", "2026-11-18T11:06:40", "2026-13-18T11:06:40Z",
        "2023-02-29T00:00:00Z", "2026-11-18T24:00:00Z", "2026-11-18T11:06:60Z",
        "2026-11-18T11:06:40.Z", "2026-11-18T11:06:40Zx",
        "2026-11-18T11:06:40+2:00", "1677-01-01T00:00:00Z",
        "2262-01-01T00:00:00Z", "-026-11-18T11:06:40Z"}) {
    const Result<int64_t> nanos = ParseTime(text);
    ASSERT_FALSE(nanos) << text;
    EXPECT_THAT(nanos.error().message, HasSubstr("is not a time; write it as"));
  }
}

TEST(ParseTime, ComesBack) {
  for (const int64_t nanos : {int64_t{1}, -kSecond, 1'795'000'000 * kSecond + 7,
                              int64_t{-8'000'000'000} * kSecond}) {
    EXPECT_EQ(ParseTime(FormatNanos(nanos)).value_or(0), nanos);
  }
}

TEST(ParseSpan, TakesANumberAndAUnit) {
  EXPECT_EQ(ParseSpan("0s").value(), 0);
  EXPECT_EQ(ParseSpan("90s").value(), 90);
  EXPECT_EQ(ParseSpan("15m").value(), 900);
  EXPECT_EQ(ParseSpan("12h").value(), 43'200);
  EXPECT_EQ(ParseSpan("7d").value(), 604'800);
  EXPECT_EQ(ParseSpan("2w").value(), 1'209'600);
  // As flags of the temporal CLI, too.
  EXPECT_EQ(ParseSpan("1h30m").value(), 5'400);
  EXPECT_EQ(ParseSpan("1.5h").value(), 5'400);
  EXPECT_EQ(ParseSpan("1500ms").value(), 2);
  EXPECT_EQ(ParseSpan("0").value(), 0);
  for (const char* text :
       {"", "s", "5", "-1s", "1y", "99999999999999999999s", "9999999w"}) {
    EXPECT_FALSE(ParseSpan(text)) << text;
  }
}

TEST(FormatSpan, IsTheShortest) {
  EXPECT_EQ(FormatSpan(604'800), "7d");
  EXPECT_EQ(FormatSpan(129'600), "36h");
  EXPECT_EQ(FormatSpan(90), "90s");
  EXPECT_EQ(FormatSpan(120), "2m");
  EXPECT_EQ(FormatSpan(0), "0s");
}

TEST(RetentionEnd, IsTheRetentionAfterTheClose) {
  EXPECT_EQ(RetentionEnd("2026-11-18T11:06:40.5Z", 86'400),
            "2026-11-19T11:06:40.500Z");
  EXPECT_EQ(RetentionEnd("", 86'400), "");
  EXPECT_EQ(RetentionEnd("2026-11-18T11:06:40Z", 0), "");
  // Namespaces that keep everything say so in centuries.
  EXPECT_EQ(RetentionEnd("2026-11-18T11:06:40Z", int64_t{1} << 62), "");
}

}  // namespace
}  // namespace lockstep::fetch
