#include "history_fetch/spool.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <random>
#include <vector>

#include "history_fetch/spool_bytes.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Rest(Spool& spool) {
  std::vector<std::string> rest;
  while (const auto record = spool.TakeFirst()) {
    rest.push_back(record->key + record->value);
  }
  return rest;
}

TEST(Spool, GivesBackInTheOrderOfTheKeys) {
  Spool spool;
  for (const char* key : {"b", "", "\xff", "ab", "a"}) spool.Add(key, "1");
  spool.Add(std::string_view("a\0", 2), "");

  EXPECT_EQ(spool.size(), 6u);
  EXPECT_THAT(Rest(spool),
              ElementsAre("1", "a1", std::string("a\0", 2), "ab1", "b1",
                          "\xff"
                          "1"));
  EXPECT_TRUE(spool.empty());
}

TEST(Spool, KeepsTheRecordThatIsThere) {
  Spool spool;

  EXPECT_TRUE(spool.Add("a", "1"));
  EXPECT_FALSE(spool.Add("a", "2"));

  EXPECT_THAT(Rest(spool), ElementsAre("a1"));
}

TEST(Spool, LosesTheLastOfThoseThatBeginAlike) {
  Spool spool;
  for (const char* key : {"a1", "a2", "b1", "b2", "c"}) spool.Add(key, "");

  spool.DropLast("b");

  EXPECT_EQ(spool.LastKey("b"), "b1");
  EXPECT_EQ(spool.LastKey("d"), "");
  spool.DropLast("d");
  EXPECT_THAT(Rest(spool), ElementsAre("a1", "a2", "b1", "c"));
}

TEST(Spool, IsReadFromTheBeginningAsOftenAsIsAsked) {
  Spool spool;
  EXPECT_FALSE(spool.Next());
  spool.Add("b", "2");
  spool.Add("a", "1");
  for (int i = 0; i < 2; ++i) {
    spool.Rewind();
    EXPECT_EQ(spool.Next()->key, "a");
  }
  EXPECT_EQ(spool.Next()->value, "2");
  EXPECT_FALSE(spool.Next());
  EXPECT_FALSE(spool.Next());

  spool.Rewind("b");
  EXPECT_EQ(spool.Next()->key, "b");
  EXPECT_FALSE(spool.Next());
  spool.Rewind("c");
  EXPECT_FALSE(spool.Next());
}

TEST(Spool, HoldsMoreThanItsMemory) {
  constexpr uint32_t kMany = 40'000;
  std::vector<uint32_t> numbers(kMany);
  for (uint32_t i = 0; i < kMany; ++i) numbers[i] = i;
  std::shuffle(numbers.begin(), numbers.end(), std::mt19937(1));
  const std::string value(500, 'v');
  Spool spool;
  for (const uint32_t number : numbers) {
    std::string key;
    AppendNumber(number, key);
    ASSERT_TRUE(spool.Add(key, value));
  }
  for (uint32_t i = 0; i < kMany; ++i) {
    const auto record = spool.TakeFirst();
    ASSERT_TRUE(record);
    std::string_view key = record->key;
    ASSERT_EQ(TakeNumber<uint32_t>(key), i);
    ASSERT_EQ(record->value, value);
  }
  EXPECT_FALSE(spool.broken());
}

TEST(Spool, SaysThatThereIsNoRoom) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, SIG_IGN);
  const rlimit small{.rlim_cur = 1 << 20, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  Spool spool;
  const std::string value(1000, 'v');
  for (int i = 0; i < 20'000 && !spool.broken(); ++i) {
    spool.Add(fmt::format("{:05}", i), value);
  }
  setrlimit(RLIMIT_FSIZE, &before);

  ASSERT_TRUE(spool.broken());
  EXPECT_EQ(spool.broken()->code, ExitCode::kPartial);
  EXPECT_EQ(spool.broken()->message,
            "the temporary files cannot be written (disk I/O "
            "error): make room in the folder for temporary files, or name "
            "another one with SQLITE_TMPDIR");
  EXPECT_FALSE(spool.Add("later", ""));
  EXPECT_FALSE(spool.TakeFirst());
}

TEST(SpoolBytes, SortAsTheirValues) {
  const std::vector<std::vector<std::string>> keys = {
      {"", ""},
      {"", "a"},
      {"a", ""},
      {"a", "b"},
      {"a", std::string("b\0", 2)},
      {"a", std::string("b\0\0", 3)},
      {"a", std::string("b\0\1", 3)},
      {"a", "b\1"},
      {std::string("a\0", 2), ""},
      {std::string("a\0", 2), "z"},
      {"a\1", ""},
      {"ab", ""},
      {"\xff", ""}};
  std::string last;
  for (const auto& texts : keys) {
    std::string bytes;
    for (const std::string& text : texts) AppendText(text, bytes);
    EXPECT_LT(last, bytes) << texts[0];
    std::string_view rest = bytes;
    for (const std::string& text : texts) EXPECT_EQ(TakeText(rest), text);
    EXPECT_EQ(rest, "");
    last = bytes;
  }
  std::string less;
  std::string more;
  AppendNumber(uint64_t{0xff}, less);
  AppendNumber(uint64_t{0x100}, more);
  EXPECT_LT(less, more);
}

}  // namespace
}  // namespace lockstep::fetch
