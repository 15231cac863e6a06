// The completed task at hand: what history recorded for it and what the code
// asked for. Reports are made of it.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "history/event.h"
#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

struct TaskRecord {
  int64_t number = 0;  // counts completed tasks, from 1
  int64_t started_event_id = 0;
  size_t events_begin = 0;  // its command events, by index
  size_t events_end = 0;
  std::vector<const Request*> produced;  // in order, without what was not sent
};

// The command events of one task as a block (L-4.1): from `begin`, as long as
// command events or ignorable ones follow each other.
size_t EndOfCommandEvents(const std::vector<history::Event>& events,
                          size_t begin);

// An event that says nothing to any engine of today ([L-2.4]).
bool IsIgnorable(const history::Event& event);

// The index of the first event from `begin` on that is not ignorable; the
// number of events if there is none. Ignorable events may stand anywhere, also
// between a task's started and completed events (S-60).
size_t SkipIgnorable(const std::vector<history::Event>& events, size_t begin);

}  // namespace lockstep::replay
