#include "replayer/engine/difference_context.h"

#include "replayer/engine/describe_event.h"

namespace lockstep::replay {

Difference InContext(Difference difference,
                     const std::vector<history::Event>& events,
                     const TaskRecord& task, const history::Event* event,
                     const Request* request) {
  difference.task = task.number;
  difference.started_event_id = task.started_event_id;
  if (event != nullptr) {
    difference.event_id = event->id;
    if (difference.recorded.empty()) {
      difference.recorded = DescribeEvent(events, *event).text;
    }
  }
  if (request != nullptr) {
    difference.stack = request->stack;
    if (difference.produced.empty()) {
      difference.produced = request->machine->Describe(request->kind).text;
    }
  }
  return difference;
}

}  // namespace lockstep::replay
