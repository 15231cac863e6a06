#include "replayer/engine/supported.h"

#include <string>

#include "fmt/format.h"
#include "replayer/engine/task_record.h"

namespace lockstep::replay {
namespace {

using history::Event;
using history::EventType;

// What an event needs that is missing; empty if nothing is.
std::string Missing(const Event& event) {
  switch (event.type) {
    case EventType::kUnspecified:
      return "events of this unknown type";
    case EventType::kWorkflowExecutionOptionsUpdated:
    case EventType::kWorkflowExecutionPaused:
    case EventType::kWorkflowExecutionUnpaused:
    case EventType::kWorkflowExecutionTimeSkippingTransitioned:
    case EventType::kWorkflowPropertiesModifiedExternally:
    case EventType::kActivityPropertiesModifiedExternally:
      return "events of this type that workers may not ignore";
    case EventType::kWorkflowExecutionUpdateRejected:
      return "rejected updates";
    default:
      return "";
  }
}

}  // namespace

Status CheckSupported(const std::vector<Event>& events) {
  for (const Event& event : events) {
    if (IsIgnorable(event)) continue;
    const std::string missing = Missing(event);
    if (missing.empty()) continue;
    const std::string name = event.type == EventType::kUnspecified
                                 ? event.unknown_type
                                 : std::string(history::Name(event.type));
    return StopWith(
        Verdict::kUnsupportedEvent,
        fmt::format("event {} ({}): this version of lockstep-replay does not "
                    "replay {}; use a newer one or leave the history out",
                    event.id, name, missing));
  }
  return {};
}

}  // namespace lockstep::replay
