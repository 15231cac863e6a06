#include "rpc/client/proxy.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace lockstep::rpc {
namespace {

constexpr int kHttpPort = 80;

std::string FirstOf(const char* name, const char* other) {
  for (const char* candidate : {name, other}) {
    const char* value = std::getenv(candidate);
    if (value != nullptr && *value != '\0') return value;
  }
  return "";
}

// The bytes of an IPv4 or IPv6 address; empty: it is none.
std::vector<uint8_t> AddressOf(const std::string& text) {
  std::array<uint8_t, 16> bytes = {};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    return {bytes.begin(), bytes.begin() + 4};
  }
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) {
    return {bytes.begin(), bytes.end()};
  }
  return {};
}

bool IsThisMachine(const std::string& host) {
  const std::vector<uint8_t> address = AddressOf(host);
  if (address.size() == 4) return address[0] == 127;
  if (address.size() == 16) return address == AddressOf("::1");
  return host == "localhost";
}

// "10.0.0.0/8".
bool IsInNetwork(const std::string& host, std::string_view network) {
  const size_t slash = network.find('/');
  if (slash == network.npos) return false;
  const std::vector<uint8_t> base =
      AddressOf(std::string(network.substr(0, slash)));
  const std::vector<uint8_t> address = AddressOf(host);
  size_t bits = 0;
  std::from_chars(network.data() + slash + 1, network.data() + network.size(),
                  bits);
  if (base.empty() || address.size() != base.size()) return false;
  for (size_t bit = 0; bit < std::min(bits, base.size() * 8); ++bit) {
    const int mask = 0x80 >> (bit % 8);
    if (((base[bit / 8] ^ address[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// `entry` is one of NO_PROXY.
bool Names(std::string entry, const Target& target) {
  const std::string host = Lower(target.host);
  if (entry == "*" || IsInNetwork(host, entry)) return true;
  const std::string port = fmt::format(":{}", target.port);
  if (AddressOf(entry).empty() && entry.ends_with(port)) {
    entry.resize(entry.size() - port.size());
  }
  if (entry.starts_with('[') && entry.ends_with(']')) {
    entry = entry.substr(1, entry.size() - 2);
  }
  if (const auto address = AddressOf(entry); !address.empty()) {
    return address == AddressOf(host);
  }
  if (entry.starts_with("*.")) entry.erase(0, 1);
  if (entry.starts_with('.')) return host.ends_with(entry);
  return !entry.empty() && (host == entry || host.ends_with('.' + entry));
}

bool IsExcepted(const std::string& no_proxy, const Target& target) {
  for (size_t begin = 0; begin <= no_proxy.size();) {
    const size_t end = std::min(no_proxy.find(',', begin), no_proxy.size());
    std::string entry = Lower(no_proxy.substr(begin, end - begin));
    std::erase(entry, ' ');
    if (Names(entry, target)) return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace

ProxyVariables ReadProxyVariables() {
  return {FirstOf("HTTPS_PROXY", "https_proxy"),
          FirstOf("NO_PROXY", "no_proxy")};
}

std::optional<Proxy> FindProxy(const Target& target,
                               const ProxyVariables& variables) {
  if (variables.https_proxy.empty() || IsThisMachine(Lower(target.host)) ||
      IsExcepted(variables.no_proxy, target)) {
    return std::nullopt;
  }
  std::string_view url = variables.https_proxy;
  if (const size_t scheme = url.find("://"); scheme != url.npos) {
    url.remove_prefix(scheme + 3);
  }
  url = url.substr(0, url.find_first_of("/?#"));
  Proxy proxy;
  if (const size_t at = url.rfind('@'); at != url.npos) {
    proxy.credentials = Secret(std::string(url.substr(0, at)));
    url.remove_prefix(at + 1);
  }
  const size_t colon = url.rfind(':');
  proxy.port = kHttpPort;
  if (colon != url.npos && url.find(']', colon) == url.npos) {
    std::from_chars(url.data() + colon + 1, url.data() + url.size(),
                    proxy.port);
    url = url.substr(0, colon);
  }
  proxy.host = std::string(url);
  proxy.shown = fmt::format("{}:{} (HTTPS_PROXY)", proxy.host, proxy.port);
  return proxy;
}

}  // namespace lockstep::rpc
