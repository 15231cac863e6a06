// Whether a history can be what a server recorded (L-1.8). What it refuses is
// wrong with the file, never with the workflow's code.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "history/event.h"

namespace lockstep::history {

// `events` are numbered 1, 2, 3... Appends to `warnings` what is odd but occurs
// in real histories, one sentence for each kind.
Result<void> Check(const std::vector<Event>& events,
                   std::vector<std::string>& warnings);

}  // namespace lockstep::history
