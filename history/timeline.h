// A history as a text for people: what `lockstep-replay show` prints.
#pragma once

#include <string>

#include "history/history.h"

namespace lockstep::history {

// A header, then a line for each event that tells something: its id, the time
// since the run's start, and what happened. The three events of a workflow task
// are one line. The same history gives the same bytes.
std::string Timeline(const History& history);

}  // namespace lockstep::history
