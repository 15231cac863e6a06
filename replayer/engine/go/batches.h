// Cuts a history as the Go engine does (replay-semantics 3.2, "Batching"):
// nothing is folded, and a task that failed wakes nobody.
#pragma once

#include <cstddef>
#include <vector>

#include "history/event.h"

namespace lockstep::replay::go {

// Events [begin, end) by index.
struct Batch {
  size_t begin = 0;
  size_t end = 0;
  // Its last event is the start of a task that wakes the code. False only for
  // the rest of the history behind the last such start.
  bool wakes = false;
  bool operator==(const Batch&) const = default;
};

// The batch that starts at index `from`, which is before the end.
Batch NextBatch(const std::vector<history::Event>& events, size_t from);

}  // namespace lockstep::replay::go
