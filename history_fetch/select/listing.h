// All runs that a query finds, page by page, up to a bound.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "rpc/client/service.h"

namespace lockstep::fetch {

struct ListingRequest {
  std::string query;
  bool archived = false;
  int64_t most = 0;  // runs that are visited
};

struct Listing {
  int64_t listed = 0;
  bool complete = true;  // there are no more
};

// A page token that comes twice is kMalformed.
using VisitRun = std::function<void(const rpc::ExecutionInfo& run)>;
rpc::CallResult<Listing> ListRuns(rpc::Service& service,
                                  const ListingRequest& request,
                                  const VisitRun& visit);

}  // namespace lockstep::fetch
