// What a reader of a result should know about a history, though it changes no
// verdict.
#pragma once

#include <string>
#include <vector>

#include "history/history.h"

namespace lockstep::replay {

// Sentences without a full stop, at most a few:
// - flags of the Core engine that this version does not know: the official
//   engine accepts them too and goes on without (replay-semantics 3.7);
// - tasks that the recording worker itself failed as nondeterministic (2.3).
std::vector<std::string> Notices(const history::History& history);

}  // namespace lockstep::replay
