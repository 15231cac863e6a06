// How to reach a Temporal server, as resolved from flags, environment and
// temporal.toml in the way the temporal CLI does (history-download 3.1).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rpc/config/secret.h"

namespace lockstep::rpc {

// A value and where it came from: "--address", "TEMPORAL_ADDRESS",
// "profile 'prod' of /home/a/.config/temporalio/temporal.toml", "default", and
// for TLS that nobody switched on or off "implied by --api-key".
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
  // The file and the profile that were read; empty: none was.
  std::string config_file;
  std::string profile;

  Setting<std::string> address{"localhost:7233"};  // ${namespace} is filled in
  Setting<std::string> name_space{"default"};
  Setting<Secret> api_key;         // or the OAuth token of the profile
  Setting<std::string> authority;  // empty: the address
  std::map<std::string, Setting<Secret>> grpc_meta;  // lower-case names
  Setting<bool> tls;
  // Empty where TLS is off. The certificate and its key: both or neither, and
  // either as paths or as data.
  Setting<Pem> tls_client_cert;
  Setting<Pem> tls_client_key;
  Setting<Pem> tls_server_ca;
  Setting<std::string> tls_server_name;
  Setting<bool> tls_disable_host_verification;
  Setting<std::string> codec_endpoint;  // empty: no codec; may hold {namespace}
  Setting<Secret> codec_auth;           // the Authorization header, verbatim
  std::map<std::string, Setting<Secret>> codec_headers;  // lower-case names

  // What `config` mentions: sentences on what was found and means nothing here.
  std::vector<std::string> notes;
};

}  // namespace lockstep::rpc
