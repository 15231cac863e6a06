// What is sent with every call (history-download 3.2).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "rpc/config/client_config.h"

namespace lockstep::rpc {

struct Header {
  std::string name;  // lower case
  Secret value;
};

// Those the user set win over ours of the same name. One that gRPC would refuse
// is an error that names its origin, never its value.
Result<std::vector<Header>> RequestHeaders(const ClientConfig& config);

}  // namespace lockstep::rpc
