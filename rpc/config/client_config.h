// How to reach a Temporal server, as resolved from flags, environment and
// temporal.toml in the way the temporal CLI does (history-download 3.1).
#pragma once

#include <map>
#include <string>

#include "rpc/config/secret.h"

namespace lockstep::rpc {

// A value and where it came from: "--address", "TEMPORAL_ADDRESS",
// "profile 'prod' of /home/a/.config/temporalio/temporal.toml", "default".
template <class T>
struct Setting {
  T value = {};
  std::string origin = "default";
};

// A PEM text: given itself, or by the path of its file. At most one is set.
struct Pem {
  std::string path;
  Secret data;
  bool empty() const { return path.empty() && data.empty(); }
};

struct ClientConfig {
  // The file and the profile that were asked; empty: none was read.
  std::string config_file;
  std::string profile;

  Setting<std::string> address{"localhost:7233"};  // ${namespace} is filled in
  Setting<std::string> name_space{"default"};
  Setting<Secret> api_key;
  Setting<std::string> authority;                    // empty: the address
  std::map<std::string, Setting<Secret>> grpc_meta;  // lower-case names
  Setting<bool> tls;
  Setting<Pem> tls_client_cert;
  Setting<Pem> tls_client_key;
  Setting<Pem> tls_server_ca;
  Setting<std::string> tls_server_name;
  Setting<bool> tls_disable_host_verification;
  Setting<std::string> codec_endpoint;  // empty: no codec; may hold {namespace}
  Setting<Secret> codec_auth;           // the Authorization header, verbatim
  std::map<std::string, Setting<Secret>> codec_headers;
};

}  // namespace lockstep::rpc
