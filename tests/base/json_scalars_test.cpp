#include "base/json_scalars.h"

#include <gtest/gtest.h>

namespace lockstep {
namespace {

TEST(ParseInt64, ReadsWholeNumbersOnly) {
  EXPECT_EQ(ParseInt64("-24"), -24);
  EXPECT_EQ(ParseInt64("9223372036854775807"), INT64_MAX);
  for (const char* text :
       {"", " 1", "1 ", "+1", "1.0", "0x1", "abc", "9223372036854775808"}) {
    EXPECT_EQ(ParseInt64(text), std::nullopt) << text;
  }
}

TEST(ParseDuration, KeepsSecondsAndNanoseconds) {
  EXPECT_EQ(ParseDuration("10s"), (Moment{10, 0}));
  EXPECT_EQ(ParseDuration("0s"), (Moment{0, 0}));
  EXPECT_EQ(ParseDuration("1.500s"), (Moment{1, 500'000'000}));
  EXPECT_EQ(ParseDuration("0.000000001s"), (Moment{0, 1}));
  EXPECT_EQ(ParseDuration("-0.5s"), (Moment{0, -500'000'000}));
  EXPECT_EQ(ParseDuration("-3.25s"), (Moment{-3, -250'000'000}));
  EXPECT_EQ(ParseDuration("+1s"), (Moment{1, 0}));
  EXPECT_EQ(ParseDuration("-.5s"), (Moment{0, -500'000'000}));
  EXPECT_EQ(ParseDuration("315576000000s"), (Moment{315'576'000'000, 0}));
}

TEST(ParseDuration, RefusesOtherTexts) {
  for (const char* text : {"", "s", "10", "10m", "1.s", ".s", "+-1s", "--1s",
                           "1s ", "1.0000000001s", "1e3s", "315576000001s"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

TEST(ParseTimestamp, KeepsNanoseconds) {
  EXPECT_EQ(ParseTimestamp("1970-01-01T00:00:00Z"), (Moment{0, 0}));
  EXPECT_EQ(ParseTimestamp("2024-05-01T12:00:00.123456789Z"),
            (Moment{1'714'564'800, 123'456'789}));
  EXPECT_EQ(ParseTimestamp("2024-05-01T12:00:00.5Z"),
            (Moment{1'714'564'800, 500'000'000}));
}

TEST(ParseTimestamp, ReadsTheYearOneAndTheLast) {
  EXPECT_EQ(ParseTimestamp("0001-01-01T00:00:00Z"),
            (Moment{-62'135'596'800, 0}));
  EXPECT_EQ(ParseTimestamp("9999-12-31T23:59:59.999999999Z"),
            (Moment{253'402'300'799, 999'999'999}));
}

TEST(ParseTimestamp, SubtractsTheOffset) {
  const auto noon = ParseTimestamp("2024-05-01T12:00:00Z");

  EXPECT_EQ(ParseTimestamp("2024-05-01T14:00:00+02:00"), noon);
  EXPECT_EQ(ParseTimestamp("2024-05-01T08:30:00-03:30"), noon);
}

TEST(ParseTimestamp, RefusesOtherTexts) {
  for (const char* text :
       {"", "2024-05-01", "2024-05-01T12:00:00", "2024-02-30T00:00:00Z",
        "2024-13-01T00:00:00Z", "2024-05-01T24:00:00Z", "2024-05-01 12:00:00Z",
        "0000-01-01T00:00:00Z", "2024-05-01T12:00:00.1234567890Z",
        "2024-05-01T12:00:00.Z", "2024-05-01T12:00:00+0200",
        "2024-05-01T12:00:00Zx", "24-05-01T12:00:00Z",
        "9999-12-31T23:59:59-00:01", "0001-01-01T00:00:00+00:01"}) {
    EXPECT_EQ(ParseTimestamp(text), std::nullopt) << text;
  }
}

TEST(DecodeBase64, TakesBothAlphabetsPaddedOrNot) {
  EXPECT_EQ(DecodeBase64(""), "");
  EXPECT_EQ(DecodeBase64("anNvbi9wbGFpbg=="), "json/plain");
  EXPECT_EQ(DecodeBase64("anNvbi9wbGFpbg"), "json/plain");
  EXPECT_EQ(DecodeBase64("+/+/"), "\xFB\xFF\xBF");
  EXPECT_EQ(DecodeBase64("-_-_"), "\xFB\xFF\xBF");
  EXPECT_EQ(DecodeBase64("AA=="), std::string(1, '\0'));
}

TEST(DecodeBase64, RefusesOtherTexts) {
  for (const char* text : {"a", "abcde", "ab=c", "anNvbi9wbGFpbg=", "ab=",
                           "a b=", "{}", "====", "\"1\""}) {
    EXPECT_EQ(DecodeBase64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace lockstep
