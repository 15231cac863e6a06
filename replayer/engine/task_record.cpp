#include "replayer/engine/task_record.h"

namespace lockstep::replay {

using history::Event;
using history::EventType;

bool IsIgnorable(const Event& event) {
  if (!event.worker_may_ignore) return false;
  switch (event.type) {
    case EventType::kUnspecified:
    case EventType::kWorkflowExecutionOptionsUpdated:
    case EventType::kWorkflowExecutionPaused:
    case EventType::kWorkflowExecutionUnpaused:
    case EventType::kWorkflowExecutionTimeSkippingTransitioned:
      return true;
    default:
      return false;
  }
}

size_t EndOfCommandEvents(const std::vector<Event>& events, size_t begin) {
  size_t end = begin;
  for (size_t i = begin; i < events.size(); ++i) {
    if (history::IsCommandEvent(events[i].type)) {
      end = i + 1;
    } else if (!IsIgnorable(events[i])) {
      break;
    }
  }
  return end;
}

}  // namespace lockstep::replay
