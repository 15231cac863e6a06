// Cuts a history into slices: what one wake-up of workflow code consumes
// (replay-semantics 3.3, chunker v1; [L-3.3]).
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "history/event.h"

namespace lockstep::replay {

// Events [begin, end) by index. The last one is the start of the task that
// wakes the code, the end of the run, or, in the history's last slice, whatever
// it ends with.
struct Slice {
  size_t begin = 0;
  size_t end = 0;
  bool operator==(const Slice&) const = default;
};

// The slice that starts at index `from`; nothing at the end of the history.
std::optional<Slice> NextSlice(const std::vector<history::Event>& events,
                               size_t from);

}  // namespace lockstep::replay
