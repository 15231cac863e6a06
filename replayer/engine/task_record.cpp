#include "replayer/engine/task_record.h"

namespace lockstep::replay {

using history::Event;

bool IsIgnorable(const Event& event) {
  return event.worker_may_ignore && history::MayBeIgnored(event.type);
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

size_t SkipIgnorable(const std::vector<Event>& events, size_t begin) {
  while (begin < events.size() && IsIgnorable(events[begin])) ++begin;
  return begin;
}

}  // namespace lockstep::replay
