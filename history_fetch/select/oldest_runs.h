// The oldest runs of a query that finds too many to list: servers order by
// start time only on request, and then slowly or not at all
// (history-download 6.1).
#pragma once

#include <cstdint>
#include <string>

#include "rpc/client/service.h"

namespace lockstep::fetch {

// `query` narrowed to the oldest runs that it finds: some, and at most `most`
// unless so many began in one second. It is found by counting, with some dozen
// calls. Empty: the query finds none.
rpc::CallResult<std::string> NarrowToOldest(rpc::Service& service,
                                            const std::string& query,
                                            int64_t most, int64_t now_s);

}  // namespace lockstep::fetch
