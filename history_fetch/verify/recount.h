// What an entry says of its history, held against the history.
#pragma once

#include <string>

#include "history_fetch/corpus/entry.h"

namespace lockstep::fetch {

// `history` has what the history itself says (SetFacts). Where they differ:
// `says status "Running" where the history says "Completed"`; "" if nowhere.
// Ids that a history of an old server leaves out may come from elsewhere.
std::string FactsThatDiffer(const Entry& entry, const Entry& history);

}  // namespace lockstep::fetch
