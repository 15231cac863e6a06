// The HTTP proxy on the way to the server, as the temporal CLI finds it.
#pragma once

#include <optional>
#include <string>

#include "rpc/client/target.h"
#include "rpc/config/secret.h"

namespace lockstep::rpc {

struct Proxy {
  std::string host;
  int port = 0;
  Secret credentials;  // "user:password"; empty: none
  std::string shown;   // "proxy.example:3128 (HTTPS_PROXY)"
};

// Values of the variables HTTPS_PROXY and NO_PROXY, or of those in lower case.
struct ProxyVariables {
  std::string https_proxy;
  std::string no_proxy;
};
ProxyVariables ReadProxyVariables();

// By Go's rules: none for this machine itself and for what NO_PROXY names
// (hosts, their subdomains, addresses, networks, with ports or without). gRPC's
// own rules differ: it would take http_proxy, too, and ask it for localhost.
std::optional<Proxy> FindProxy(const Target& target,
                               const ProxyVariables& variables);

}  // namespace lockstep::rpc
