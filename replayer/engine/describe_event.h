// Command events in the same words as commands, so that the two can be put
// side by side.
#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// `events` are the whole history: cancellations are described by what they
// cancel.
Phrase DescribeEvent(const std::vector<history::Event>& events,
                     const history::Event& event);

}  // namespace lockstep::replay
