// Which events this engine knows how to replay.
#pragma once

#include "history/event.h"
#include "replayer/engine/status.h"

namespace lockstep::replay {

// A Stop for the first event that the engine cannot replay ([L-2.4]).
Status CheckSupported(const std::vector<history::Event>& events);

}  // namespace lockstep::replay
