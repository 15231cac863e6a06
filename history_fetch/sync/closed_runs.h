// Which runs of a corpus have closed since they were fetched: one list says it
// of many, where each would be asked after alone.
#pragma once

#include <vector>

#include "history_fetch/select/pick.h"
#include "rpc/client/service.h"

namespace lockstep::fetch {

// So many fit into one query.
inline constexpr size_t kMostListed = 500;

// Gives those their status that visibility has as closed; at most kMostListed
// picks. It lags behind, and does not know how long an open history is
// (history-download 2.6), so nothing follows for the others. Nor does it if the
// list fails, or if they are too few to be worth one.
void NoteClosed(rpc::Service& service, std::vector<Pick>& picks);

}  // namespace lockstep::fetch
