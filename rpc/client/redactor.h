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
  // `proxy_credentials` ("user:password", as in a URL) are a secret too, if
  // there are any: as they stand, decoded, as Base64, and the password alone.
  explicit Redactor(const ClientConfig& config,
                    const Secret& proxy_credentials = {});

  // On one line, without control characters, at most a few hundred bytes, every
  // secret of the configuration replaced by "***", and so is each part of a
  // header: the token without its "Bearer".
  std::string Clean(std::string_view text) const;

 private:
  void Add(const std::string& secret);
  void AddHeader(const Secret& value);
  void AddProxy(const std::string& credentials);

  std::vector<std::string> secrets_;  // the longest first
};

}  // namespace lockstep::rpc
