// All runs that a query finds, page by page, up to a bound.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "rpc/client/service.h"

namespace lockstep::fetch {

struct RunQuery {
  std::string query;
  bool archived = false;
  int64_t most = 0;  // runs that are visited
};

struct ListedRuns {
  int64_t listed = 0;
  bool complete = true;  // there are no more
};

// The runs of one page; `more`: there is another one.
using VisitRuns =
    std::function<void(const std::vector<rpc::ExecutionInfo>& runs, bool more)>;

// A page token that comes twice is kMalformed.
rpc::CallResult<ListedRuns> ListRuns(rpc::Service& service,
                                     const RunQuery& request,
                                     const VisitRuns& visit);

}  // namespace lockstep::fetch
