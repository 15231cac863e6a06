// The forms in which a file holds the events of a history (L-1.1).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "history/reading.h"

namespace lockstep::history {

struct Container {
  Hints hints;
  std::vector<Event> events;  // in the order of the file
};

// Reads {"events": [...]}, {"history": {"events": [...]}}, {"history": [...]},
// a list of events, or an event in each line. False: see `reading.error`.
bool ReadContainer(std::string_view text, Container& container,
                   Reading& reading);

}  // namespace lockstep::history
