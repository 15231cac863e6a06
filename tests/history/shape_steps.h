// Shapes of histories that are written down as steps.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "history/events_text.h"
#include "history/shape.h"
#include "tests/history/payload_json.h"

namespace lockstep::history {

inline Shapes ShapesOf(const std::vector<std::string>& json) {
  const auto events = ParseEvents(ListJson(json), "test");
  EXPECT_TRUE(events) << events.error().message;
  ShapeBuilder builder;
  if (!events) return builder.Finish();
  for (const Event& event : *events) builder.Add(event);
  return builder.Finish();
}

// One task and these events, as "type" and attributes without braces.
using Step = std::pair<std::string, std::string>;
inline Shapes ShapesOfSteps(const std::vector<Step>& steps) {
  std::vector<std::string> events = OneTask();
  for (const auto& [type, attributes] : steps) {
    events.push_back(EventJson(static_cast<int>(events.size()) + 1, type,
                               "{" + attributes + "}"));
  }
  return ShapesOf(events);
}

inline std::string ShapeOfSteps(const std::vector<Step>& steps) {
  return ShapesOfSteps(steps).shape;
}

inline constexpr char kOfTimer5[] = R"("startedEventId":"5")";
inline constexpr char kOfActivity5[] = R"("scheduledEventId":"5")";

inline const Step kTaskScheduled = {"WorkflowTaskScheduled", ""};
inline const Step kTaskStarted = {"WorkflowTaskStarted", ""};
inline const Step kTaskCompleted = {"WorkflowTaskCompleted", ""};
inline const Step kActivity = {"ActivityTaskScheduled",
                               R"("activityType":{"name":"Charge"})"};

inline Step With(const Step& step, const std::string& more) {
  return {step.first, step.second.empty() || more.empty()
                          ? step.second + more
                          : step.second + "," + more};
}

}  // namespace lockstep::history
