// Whose history it is: the ids that a history may not hold itself (L-1.6).
#pragma once

#include <string>

#include "history/container.h"
#include "history/history.h"

namespace lockstep::history {

// Sets the ids and the namespace of `history`, with a warning if an id is not
// known. `asked_id` is the user's word; empty: none.
void Identify(const std::string& asked_id, const Hints& hints,
              History& history);

}  // namespace lockstep::history
