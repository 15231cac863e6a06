// Small histories as JSON texts.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::history {

// `type` is "TimerStarted", `attributes` an object.
inline std::string EventJson(int id, std::string_view type,
                             std::string_view attributes = "{}") {
  std::string key(type);
  key[0] = static_cast<char>(key[0] + 32);
  return fmt::format(
      R"({{"eventId":"{}","eventTime":"2024-05-01T12:00:00Z","eventType":"{}",)"
      R"("{}EventAttributes":{}}})",
      id, type, key, attributes);
}

inline std::string ListJson(const std::vector<std::string>& events) {
  return fmt::format("[{}]", fmt::join(events, ","));
}

inline std::string HistoryJson(const std::vector<std::string>& events) {
  return fmt::format(R"({{"events":{}}})", ListJson(events));
}

// A first event with both ids, so that loading warns of nothing.
inline std::string StartedJson(std::string_view more = "") {
  return EventJson(
      1, "WorkflowExecutionStarted",
      fmt::format(R"({{"workflowType":{{"name":"W"}},"workflowId":"order-1",)"
                  R"("originalExecutionRunId":"run-1"{}}})",
                  more));
}

// Events 1 to 4: the run's start and one completed task.
inline std::vector<std::string> OneTask() {
  return {StartedJson(), EventJson(2, "WorkflowTaskScheduled"),
          EventJson(3, "WorkflowTaskStarted", R"({"scheduledEventId":"2"})"),
          EventJson(4, "WorkflowTaskCompleted",
                    R"({"scheduledEventId":"2","startedEventId":"3"})")};
}

inline std::vector<std::string> OneTaskAnd(
    const std::vector<std::string>& more) {
  std::vector<std::string> events = OneTask();
  events.insert(events.end(), more.begin(), more.end());
  return events;
}

}  // namespace lockstep::history
