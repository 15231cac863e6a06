#include "replayer/engine/go/batches.h"

#include "replayer/engine/task_record.h"

namespace lockstep::replay::go {

using history::EventType;

Batch NextBatch(const std::vector<history::Event>& events, size_t from) {
  for (size_t i = from; i < events.size(); ++i) {
    if (events[i].type != EventType::kWorkflowTaskStarted) continue;
    const size_t next = SkipIgnorable(events, i + 1);
    const bool abandoned =
        next < events.size() &&
        (events[next].type == EventType::kWorkflowTaskFailed ||
         events[next].type == EventType::kWorkflowTaskTimedOut);
    if (!abandoned) return {from, i + 1, true};
  }
  return {from, events.size(), false};
}

}  // namespace lockstep::replay::go
