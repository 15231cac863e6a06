// Where the server is.
#pragma once

#include <string>

#include "base/result.h"
#include "rpc/config/client_config.h"

namespace lockstep::rpc {

struct Target {
  std::string host;  // a name or an address, without brackets
  int port = 0;
  std::string text;  // "[::1]:7233", as messages show it
  // Whom the certificate must name: --tls-server-name, else --client-authority,
  // else the host.
  std::string server_name;
};

// gRPC takes "127.0.0.1:99999" for port 34463 and a missing port for 443, so
// the address is read before it.
Result<Target> ResolveTarget(const ClientConfig& config);

}  // namespace lockstep::rpc
