#include "history_fetch/importing/wire.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/history_fetch/importing/sample_history.h"

namespace lockstep::fetch {
namespace {

TEST(Wire, TellsHowDeepTheFirstEventLies) {
  const std::string history = SampleBinary();
  struct {
    const char* why;
    std::string bytes;
    std::optional<int> depth;
  } const rows[] = {
      {"an event", std::string("\x08\x01", 2), 0},
      {"a history", history, 1},
      {"an answer", AsFieldOne(history), 2},
      {"an export", AsFieldOne(AsFieldOne(history)), 3},
      {"deeper", AsFieldOne(AsFieldOne(AsFieldOne(history))), std::nullopt},
      {"nothing", "", std::nullopt},
      {"another field", std::string("\x10\x01", 2), std::nullopt},
      {"field 1 of eight bytes",
       std::string("\x09"
                   "12345678"),
       std::nullopt},
      {"field 0", std::string("\x00\x01", 2), std::nullopt},
      {"a group", std::string("\x0B\x0C", 2), std::nullopt},
      {"a length beyond the end", std::string("\x0A\x7F", 2), std::nullopt},
      {"a number without end", std::string(12, '\xFF'), std::nullopt},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(DepthOfFirstEvent(row.bytes), row.depth) << row.why;
  }
}

TEST(Wire, KnowsMessagesByTheirFieldsToTheLastByte) {
  const std::string history = SampleBinary();

  EXPECT_TRUE(IsMessage(history));
  EXPECT_TRUE(
      IsMessage(std::string("\x0D"
                            "1234\x11"
                            "12345678",
                            14)));
  EXPECT_FALSE(IsMessage(history.substr(0, history.size() - 1)));
  EXPECT_FALSE(IsMessage(history + "\x0A"));
}

}  // namespace
}  // namespace lockstep::fetch
