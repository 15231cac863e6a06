#include "history/event_type.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace lockstep::history {
namespace {

constexpr int kLastType = 60;

// "TimerStarted" to "TIMER_STARTED" or "timer_started".
std::string Snake(std::string_view camel, bool large) {
  std::string text;
  for (const char c : camel) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !text.empty()) text += '_';
    text += large == upper ? c : static_cast<char>(upper ? c + 32 : c - 32);
  }
  return text;
}

TEST(FindEventType, TakesEachSpellingOfEachType) {
  for (int number = 1; number <= kLastType; ++number) {
    const auto type = static_cast<EventType>(number);
    const std::string camel(Name(type));
    const std::string large = Snake(camel, true);

    EXPECT_EQ(FindEventType(camel), type);
    EXPECT_EQ(FindEventType(large), type) << large;
    EXPECT_EQ(FindEventType("EVENT_TYPE_" + large), type) << large;
    EXPECT_EQ(FindEventType(std::to_string(number)), type);
  }
}

TEST(FindEventType, KnowsNoOtherName) {
  for (const char* name :
       {"", "0", "61", "-1", "Unspecified", "UnknownEvent",
        "EVENT_TYPE_UNSPECIFIED", "timerstarted", "EVENT_TYPE_TimerStarted"}) {
    EXPECT_EQ(FindEventType(name), std::nullopt) << name;
  }
}

TEST(AttributesKey, IsFoundInBothSpellings) {
  for (int number = 1; number <= kLastType; ++number) {
    const auto type = static_cast<EventType>(number);
    std::string camel = std::string(Name(type)) + "EventAttributes";
    camel[0] = static_cast<char>(camel[0] + 32);
    const std::string snake = Snake(Name(type), false) + "_event_attributes";

    EXPECT_EQ(FindAttributesKey(camel), type);
    EXPECT_EQ(FindAttributesKey(snake), type) << snake;
  }
  EXPECT_EQ(FindAttributesKey("EventAttributes"), std::nullopt);
  EXPECT_EQ(FindAttributesKey("decisionTaskStartedEventAttributes"),
            std::nullopt);
}

TEST(IsCommandEvent, HoldsForTheSetOfTheSpecification) {
  const std::set<int> commands = {2,  3,  21, 28, 10, 15, 17, 19, 25, 29,
                                  22, 37, 40, 46, 41, 42, 43, 48, 54};
  for (int number = 0; number <= kLastType; ++number) {
    EXPECT_EQ(IsCommandEvent(static_cast<EventType>(number)),
              commands.contains(number))
        << number;
  }
}

TEST(IsTerminalEvent, HoldsForTheSixEndsOfARun) {
  const std::set<int> ends = {2, 3, 4, 21, 27, 28};
  for (int number = 0; number <= kLastType; ++number) {
    EXPECT_EQ(IsTerminalEvent(static_cast<EventType>(number)),
              ends.contains(number))
        << number;
  }
}

}  // namespace
}  // namespace lockstep::history
