// One event from its JSON object.
#pragma once

#include <cstddef>

#include "history/reading.h"

namespace lockstep::history {

// `position` counts the events from 1; messages use it for an event without an
// id.
bool ReadEvent(Json json, size_t position, Event& event, Reading& reading);

}  // namespace lockstep::history
