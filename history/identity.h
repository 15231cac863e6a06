// Whose history it is: the ids that a history may not hold itself (L-1.6).
#pragma once

#include <string>

#include "history/container.h"
#include "history/history.h"

namespace lockstep::history {

// Sets the ids and the namespace of `history`, with a warning if an id is not
// known. `hints` stood beside the events. `options` has the user's word, which
// wins, and what is known from elsewhere.
void Identify(const LoadOptions& options, const Hints& hints, History& history);

}  // namespace lockstep::history
