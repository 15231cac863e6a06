// What an event says, in words.
#pragma once

#include <string>
#include <vector>

#include "history/event.h"

namespace lockstep::history {

// "timer 1 started (10s)". Names that `event` leaves to an earlier event are
// looked up in `events`, which are numbered from 1. Empty for events that tell
// nothing beyond the one they follow: workflow tasks, first attempts.
std::string EventWords(const std::vector<Event>& events, const Event& event);

// "10s", "0.500s".
std::string DurationText(const Duration& duration);

}  // namespace lockstep::history
