// Which event an event is about (replay-semantics 2.1).
#pragma once

#include <cstdint>

#include "history/event.h"

namespace lockstep::replay {

// The id of the command event that this event resolves or advances; 0 if it is
// about none.
int64_t LinkOf(const history::Event& event);

}  // namespace lockstep::replay
