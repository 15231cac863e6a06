// Makes a stranger's text fit for an error message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rpc/config/client_config.h"

namespace lockstep::rpc {

// Servers and proxies echo what they were sent; a secret must not come back
// that way.
class Redactor {
 public:
  // `proxy_credentials` too are a secret, if there are any.
  explicit Redactor(const ClientConfig& config,
                    const Secret& proxy_credentials = {});

  // On one line, without control characters, at most a few hundred bytes, every
  // secret of the configuration replaced by "***".
  std::string Clean(std::string_view text) const;

 private:
  std::vector<std::string> secrets_;  // the longest first
};

}  // namespace lockstep::rpc
