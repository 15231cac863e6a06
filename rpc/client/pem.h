// The certificates and keys of a connection.
#pragma once

#include <string>

#include "base/result.h"
#include "rpc/config/client_config.h"

namespace lockstep::rpc {

// PEM texts. Checked: gRPC would only say that the handshake failed.
struct TlsMaterial {
  Secret client_certificate;  // with its chain; empty: none
  Secret client_key;
  std::string authorities;         // whom to trust
  std::string authorities_origin;  // for messages: where they came from
};

// Reads what `config` names, and the system's authorities if it names none. An
// error names the file or the setting, and never what it holds.
Result<TlsMaterial> LoadTls(const ClientConfig& config);

}  // namespace lockstep::rpc
