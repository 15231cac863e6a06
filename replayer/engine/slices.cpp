#include "replayer/engine/slices.h"

#include "replayer/engine/task_record.h"

namespace lockstep::replay {
namespace {

using history::Event;
using history::EventType;

bool AbandonsTask(EventType type) {
  return type == EventType::kWorkflowTaskFailed ||
         type == EventType::kWorkflowTaskTimedOut ||
         type == EventType::kWorkflowExecutionTimedOut ||
         type == EventType::kWorkflowExecutionTerminated ||
         type == EventType::kWorkflowExecutionCanceled;
}

// One scan for the end of a slice. Remembers what decides whether a started
// task is a boundary.
class Scan {
 public:
  explicit Scan(const std::vector<Event>& events) : events_(events) {}

  // The index of the slice's last event, if event `i` decides it.
  std::optional<size_t> Visit(size_t i) {
    const Event& event = events_[i];
    if (history::IsCommandEvent(event.type)) saw_command_ = true;
    if (history::IsTerminalEvent(event.type)) return i;
    if (event.type == EventType::kWorkflowTaskStarted) return VisitStarted(i);
    return std::nullopt;
  }

 private:
  const Event* At(size_t i) const {
    return i < events_.size() ? &events_[i] : nullptr;
  }

  std::optional<size_t> VisitStarted(size_t i) {
    const size_t end = SkipIgnorable(events_, i + 1);
    const Event* next = At(end);
    if (next != nullptr && AbandonsTask(next->type)) return std::nullopt;
    started_.push_back(i);
    if (next != nullptr && next->type == EventType::kWorkflowTaskCompleted) {
      if (const Event* after = At(end + 1)) return VisitCompleted(i, *after);
    }
    // At the end of the history the official engine also waits for a command
    // or the first event; then it takes the whole rest, which is the same.
    return i;
  }

  // The task that started at `i` was completed and `after` follows.
  std::optional<size_t> VisitCompleted(size_t i, const Event& after) const {
    const bool heartbeat =
        after.type == EventType::kWorkflowTaskScheduled && !saw_command_;
    if (heartbeat) return std::nullopt;
    if (after.type == EventType::kWorkflowExecutionUpdateAccepted) {
      const auto& update = std::get<history::WorkflowUpdate>(after.attributes);
      for (auto it = started_.rbegin(); it != started_.rend(); ++it) {
        if (events_[*it].id < update.sequencing_id) return *it;
      }
    }
    return i;
  }

  const std::vector<Event>& events_;
  bool saw_command_ = false;
  std::vector<size_t> started_;  // tasks that were not abandoned
};

}  // namespace

std::optional<Slice> NextSlice(const std::vector<Event>& events, size_t from) {
  if (from >= events.size()) return std::nullopt;
  Scan scan(events);
  for (size_t i = from; i < events.size(); ++i) {
    if (const std::optional<size_t> last = scan.Visit(i)) {
      return Slice{from, *last + 1};
    }
  }
  return Slice{from, events.size()};
}

}  // namespace lockstep::replay
