#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rpc/config/settle.h"

namespace lockstep::rpc {
namespace {

using Key = SettingKey;

struct PemNames {
  Key path;
  Key data;
  const char* what;
};

constexpr PemNames kCert{Key::kClientCertPath, Key::kClientCertData,
                         "client certificate"};
constexpr PemNames kKey{Key::kClientKeyPath, Key::kClientKeyData,
                        "client's private key"};
constexpr PemNames kCa{Key::kServerCaPath, Key::kServerCaData,
                       "server's certificate authority"};

const SettingNames& NamesOf(Key key) {
  for (const SettingNames& names : AllSettings()) {
    if (names.key == key) return names;
  }
  return AllSettings().front();
}

Result<void> SettlePem(const Draft& draft, const PemNames& names,
                       Setting<Pem>& pem) {
  const Setting<Secret> path = draft.Text(names.path);
  const Setting<Secret> data = draft.Text(names.data);
  if (!path.value.empty() && !data.value.empty()) {
    return Fail(fmt::format(
        "the {} is given as a path ({}) and as data ({}); leave one of them "
        "out",
        names.what, path.origin, data.origin));
  }
  pem.value = {path.value.Reveal(), data.value};
  pem.origin = path.value.empty() ? data.origin : path.origin;
  return {};
}

// The certificate and the key: both or neither, and of one kind.
Result<void> CheckPair(const Setting<Pem>& cert, const Setting<Pem>& key) {
  if (cert.value.empty() != key.value.empty()) {
    const bool lacks_key = key.value.empty();
    const Setting<Pem>& given = lacks_key ? cert : key;
    const PemNames& other = lacks_key ? kKey : kCert;
    const SettingNames& missing =
        NamesOf(given.value.path.empty() ? other.data : other.path);
    return Fail(fmt::format(
        "the {} is given ({}), but the {} is not; add it with {}, {} or "
        "tls.{} in the profile",
        lacks_key ? kCert.what : kKey.what, given.origin, other.what,
        missing.flag, missing.environment, missing.toml));
  }
  if (cert.value.path.empty() != key.value.path.empty()) {
    const bool cert_is_path = !cert.value.path.empty();
    return Fail(fmt::format(
        "the client certificate is given as {} ({}), but its private key as "
        "{} ({}); give both as paths or both as data",
        cert_is_path ? "a path" : "data", cert.origin,
        cert_is_path ? "data" : "a path", key.origin));
  }
  return {};
}

void NoteUnused(const Draft& draft, ClientConfig& config) {
  std::vector<std::string> unused;
  for (const SettingNames& names : AllSettings()) {
    if (names.table != SettingTable::kTls) continue;
    if (draft.Text(names.key).value.empty()) continue;
    unused.push_back(fmt::format("tls.{}", names.toml));
  }
  if (!unused.empty()) {
    config.notes.push_back(fmt::format("TLS is off ({}), so {} is not used",
                                       config.tls.origin,
                                       fmt::join(unused, ", ")));
  }
  if (!config.api_key.value.empty()) {
    config.notes.push_back(
        fmt::format("TLS is off ({}), so the API key travels for everybody to "
                    "read",
                    config.tls.origin));
  }
}

}  // namespace

Result<void> SettleTls(const Draft& draft, ClientConfig& config) {
  if (draft.tls) {
    config.tls = *draft.tls;
  } else if (!draft.tls_implied_by.empty()) {
    config.tls = {true, "implied by " + draft.tls_implied_by};
  } else if (!config.api_key.value.empty()) {
    config.tls = {true, "implied by " + config.api_key.origin};
  }
  if (!config.tls.value) {
    NoteUnused(draft, config);
    return {};
  }
  if (auto set = SettlePem(draft, kCert, config.tls_client_cert); !set) {
    return set;
  }
  if (auto set = SettlePem(draft, kKey, config.tls_client_key); !set) {
    return set;
  }
  if (auto set = SettlePem(draft, kCa, config.tls_server_ca); !set) return set;
  if (auto pair = CheckPair(config.tls_client_cert, config.tls_client_key);
      !pair) {
    return pair;
  }
  const Setting<Secret> name = draft.Text(Key::kServerName);
  config.tls_server_name = {name.value.Reveal(), name.origin};
  if (draft.disable_host_verification) {
    config.tls_disable_host_verification = *draft.disable_host_verification;
  }
  return {};
}

}  // namespace lockstep::rpc
