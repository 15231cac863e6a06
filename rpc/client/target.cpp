#include "rpc/client/target.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

namespace lockstep::rpc {
namespace {

constexpr std::string_view kExample = "write host:port, such as localhost:7233";

struct HostPort {
  std::string host;
  std::string port;  // empty: none was given
};

// "host:port", "[v6]:port", or without the port.
HostPort Split(std::string_view text) {
  if (text.starts_with('[')) {
    const size_t close = text.find(']');
    if (close == text.npos) return {};
    const std::string_view rest = text.substr(close + 1);
    return {std::string(text.substr(1, close - 1)),
            std::string(rest.starts_with(':') ? rest.substr(1) : "")};
  }
  const size_t colon = text.rfind(':');
  if (colon == text.npos) return {std::string(text), ""};
  return {std::string(text.substr(0, colon)),
          std::string(text.substr(colon + 1))};
}

tl::unexpected<Error> Refuse(const Setting<std::string>& address,
                             std::string_view why) {
  return Fail(fmt::format("the address '{}' ({}) {}; {}", address.value,
                          address.origin, why, kExample));
}

}  // namespace

Result<Target> ResolveTarget(const ClientConfig& config) {
  const Setting<std::string>& address = config.address;
  std::string_view text = address.value;
  for (const std::string_view scheme : {"dns:///", "dns:", "passthrough:///"}) {
    if (text.starts_with(scheme)) {
      text.remove_prefix(scheme.size());
      break;
    }
  }
  if (text.find("://") != text.npos || text.find('/') != text.npos) {
    return Refuse(address, "is a URL or a path");
  }
  if (!text.starts_with('[') && text.find(':') != text.rfind(':')) {
    return Refuse(address, "needs brackets around its IPv6 address");
  }
  const HostPort parts = Split(text);
  if (parts.host.empty()) return Refuse(address, "names no host");
  for (const char c : parts.host) {
    if (c <= ' ' || c == 0x7f) {
      return Refuse({"", address.origin}, "has a blank in it");
    }
  }
  if (parts.port.empty()) return Refuse(address, "has no port");
  int port = 0;
  const char* const end = parts.port.data() + parts.port.size();
  const auto parsed = std::from_chars(parts.port.data(), end, port);
  if (parsed.ec != std::errc() || parsed.ptr != end || port < 1 ||
      port > 65535) {
    return Refuse(address, "has a port that is not from 1 to 65535");
  }
  Target target;
  target.host = parts.host;
  target.port = port;
  target.text = parts.host.find(':') == std::string::npos
                    ? fmt::format("{}:{}", parts.host, port)
                    : fmt::format("[{}]:{}", parts.host, port);
  target.server_name = target.host;
  if (!config.tls_server_name.value.empty()) {
    target.server_name = config.tls_server_name.value;
  } else if (!config.authority.value.empty()) {
    target.server_name = Split(config.authority.value).host;
  }
  return target;
}

}  // namespace lockstep::rpc
