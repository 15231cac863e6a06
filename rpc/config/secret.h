// A value that must never be seen: API keys, private keys, authorization
// headers.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lockstep::rpc {

// Has no way into a stream, a formatter or JSON; whoever needs the value says
// Reveal(), which a reader can search for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  bool empty() const { return value_.empty(); }
  const std::string& Reveal() const { return value_; }

 private:
  std::string value_;
};

// What of a header's value may be repeated by itself: "Bearer abc" is a scheme
// and the secret, a cookie has names and values.
std::vector<std::string> PartsOf(const Secret& header);

}  // namespace lockstep::rpc
