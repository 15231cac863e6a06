#include "replayer/engine/go/batches.h"

namespace lockstep::replay::go {

using history::EventType;

Batch NextBatch(const std::vector<history::Event>& events, size_t from) {
  for (size_t i = from; i < events.size(); ++i) {
    if (events[i].type != EventType::kWorkflowTaskStarted) continue;
    const bool abandoned =
        i + 1 < events.size() &&
        (events[i + 1].type == EventType::kWorkflowTaskFailed ||
         events[i + 1].type == EventType::kWorkflowTaskTimedOut);
    if (!abandoned) return {from, i + 1, true};
  }
  return {from, events.size(), false};
}

}  // namespace lockstep::replay::go
