#include "rpc/client/headers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace lockstep::rpc {
namespace {

// What the SDKs of today say; a server outside of it refuses us with a reason.
constexpr char kSupportedServers[] = ">=1.0.0 <2.0.0";

// gRPC aborts the process for names and values that HTTP/2 does not allow.
bool IsLegalName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

bool BelongsToGrpc(std::string_view name) {
  return name.starts_with("grpc-") || name == "te" || name == "host" ||
         name == "content-type" || name == "user-agent" ||
         name == "connection" || name == "content-length" ||
         name == "transfer-encoding";
}

bool IsLegalValue(std::string_view name, std::string_view value) {
  return name.ends_with("-bin") ||
         std::all_of(value.begin(), value.end(),
                     [](char c) { return c >= 0x20 && c <= 0x7e; });
}

tl::unexpected<Error> IllegalValue(const std::string& what,
                                   const std::string& origin) {
  return Fail(fmt::format(
      "{} ({}) holds a character that no request header may have, such as a "
      "line end or one outside of ASCII; set it without",
      what, origin));
}

Result<void> CheckUsers(const ClientConfig& config) {
  for (const auto& [name, setting] : config.grpc_meta) {
    if (!IsLegalName(name)) {
      return Fail(fmt::format(
          "a gRPC header's name ({}) has characters other than a-z, 0-9, '-', "
          "'_' and '.'; rename it",
          setting.origin));
    }
    if (BelongsToGrpc(name)) {
      return Fail(fmt::format(
          "the gRPC header '{}' ({}) is set by gRPC itself; leave it out", name,
          setting.origin));
    }
    if (!IsLegalValue(name, setting.value.Reveal())) {
      return IllegalValue(fmt::format("the gRPC header '{}'", name),
                          setting.origin);
    }
  }
  return {};
}

}  // namespace

Result<std::vector<Header>> RequestHeaders(const ClientConfig& config) {
  if (auto checked = CheckUsers(config); !checked) {
    return tl::unexpected(checked.error());
  }
  if (!IsLegalValue("", config.name_space.value)) {
    return IllegalValue("the namespace", config.name_space.origin);
  }
  if (!IsLegalValue("", config.api_key.value.Reveal())) {
    return IllegalValue("the API key", config.api_key.origin);
  }
  std::map<std::string, Secret> headers = {
      {"client-name", Secret("lockstep-fetch")},
      {"client-version", Secret(LOCKSTEP_VERSION)},
      {"supported-server-versions", Secret(kSupportedServers)},
      {"temporal-namespace", Secret(config.name_space.value)},
  };
  if (!config.api_key.value.empty()) {
    headers["authorization"] =
        Secret("Bearer " + config.api_key.value.Reveal());
  }
  for (const auto& [name, setting] : config.grpc_meta) {
    headers[name] = setting.value;
  }
  std::vector<Header> list;
  for (const auto& [name, value] : headers) list.push_back({name, value});
  return list;
}

}  // namespace lockstep::rpc
