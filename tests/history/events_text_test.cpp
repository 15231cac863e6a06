#include "history/events_text.h"

#include <gtest/gtest.h>

#include "tests/history/json_builder.h"

namespace lockstep::history {
namespace {

TEST(ParseEvents, ReadsOnePageOfAHistory) {
  const auto events =
      ParseEvents(ListJson({EventJson(12, "TimerStarted", R"({"timerId":"t"})"),
                            EventJson(13, "WorkflowExecutionSignaled")}),
                  "a page");

  ASSERT_TRUE(events) << events.error().message;
  ASSERT_EQ(events->size(), 2u);
  EXPECT_EQ(events->front().id, 12);
  EXPECT_EQ(std::get<Timer>(events->front().attributes).timer_id, "t");
  EXPECT_EQ(events->back().type, EventType::kWorkflowExecutionSignaled);
}

TEST(ParseEvents, TakesAnEmptyPage) {
  const auto events = ParseEvents(" [] ", "a page");

  ASSERT_TRUE(events) << events.error().message;
  EXPECT_TRUE(events->empty());
}

struct MessageCase {
  const char* json;
  const char* message;
};

TEST(ParseEvents, SaysWhatIsWrong) {
  const MessageCase cases[] = {
      {R"({"events":[]})", "a page is no list of events but {...}"},
      {"[{]",
       "a page is not JSON: a key in quotes belongs here at line 1, column 3: "
       "download the history again with `temporal workflow show -o json`"},
      {R"([{"eventType":"TimerStarted"}])",
       "a page: the event at position 1 has no eventId"},
      {R"([{"eventId":"7","eventType":"TimerStarted",)"
       R"("timerStartedEventAttributes":{"timerId":1}}])",
       "a page: event 7: timerStartedEventAttributes.timerId is not a string: "
       "1"},
  };
  for (const MessageCase& c : cases) {
    const auto events = ParseEvents(c.json, "a page");

    ASSERT_FALSE(events);
    EXPECT_EQ(events.error().message, c.message);
  }
}

}  // namespace
}  // namespace lockstep::history
