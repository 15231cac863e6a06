#include "rpc/config/settle.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace lockstep::rpc {
namespace {

using Key = SettingKey;

constexpr std::string_view kTemplate = "${namespace}";

// gRPC takes printable ASCII, HTTP more; neither takes a line end, which would
// begin another header.
enum class Carrier { kGrpc, kHttp };

bool MayCarry(Carrier carrier, char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) return carrier == Carrier::kHttp;
  return byte >= 0x20 && byte != 0x7f;
}

Result<void> CheckValue(Carrier carrier, std::string_view what,
                        const Setting<Secret>& setting) {
  const std::string& value = setting.value.Reveal();
  const bool fits = std::all_of(value.begin(), value.end(),
                                [&](char c) { return MayCarry(carrier, c); });
  if (fits) return {};
  return Fail(fmt::format(
      "{} ({}) holds a character that no header can carry, such as a line "
      "end; remove it",
      what, setting.origin));
}

Result<void> CheckHeaders(
    Carrier carrier, const std::map<std::string, Setting<Secret>>& headers) {
  constexpr std::string_view kNames = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
  for (const auto& [name, setting] : headers) {
    if (name.find_first_not_of(kNames) != std::string::npos) {
      // Without the name: a pair may have been written the wrong way round.
      return Fail(fmt::format(
          "a header of {} has a name with a character other than letters, "
          "digits, '-', '_' and '.'; correct it",
          setting.origin));
    }
    // Of such names gRPC encodes the values.
    if (carrier == Carrier::kGrpc && name.ends_with("-bin")) continue;
    if (auto fits =
            CheckValue(carrier, "the value of the header " + name, setting);
        !fits) {
      return fits;
    }
  }
  return {};
}

Setting<std::string> Revealed(const Setting<Secret>& setting) {
  return {setting.value.Reveal(), setting.origin};
}

Result<void> SettleNames(const Draft& draft, ClientConfig& config) {
  for (const auto& [key, what, setting] :
       {std::tuple(Key::kNamespace, "the namespace", &config.name_space),
        std::tuple(Key::kAddress, "the address", &config.address),
        std::tuple(Key::kAuthority, "the authority", &config.authority)}) {
    const Setting<Secret> text = draft.Text(key);
    if (text.value.empty()) continue;
    if (auto fits = CheckValue(Carrier::kGrpc, what, text); !fits) return fits;
    *setting = Revealed(text);
  }
  return {};
}

Result<void> SettleAddress(const Draft& draft, ClientConfig& config) {
  std::string& address = config.address.value;
  for (const char* scheme : {"http://", "https://"}) {
    if (!address.starts_with(scheme)) continue;
    return Fail(
        fmt::format("the address ({}) is a URL; write host:port without {}",
                    config.address.origin, scheme));
  }
  for (size_t at = address.find(kTemplate); at != address.npos;
       at = address.find(kTemplate, at + config.name_space.value.size())) {
    // The CLI's rule: who logs in says which namespace.
    if (!draft.oauth_origin.empty() &&
        draft.Text(Key::kApiKey).origin == draft.oauth_origin &&
        draft.Text(Key::kNamespace).value.empty()) {
      return Fail(fmt::format(
          "the address ({}) has ${{namespace}} in it, but no namespace is "
          "set; give --namespace, TEMPORAL_NAMESPACE or namespace in the "
          "profile",
          config.address.origin));
    }
    address.replace(at, kTemplate.size(), config.name_space.value);
  }
  return {};
}

Result<void> SettleKey(const Draft& draft, ClientConfig& config) {
  config.api_key = draft.Text(Key::kApiKey);
  // An empty variable says that there is none.
  if (!draft.oauth_expired.empty() && !draft.texts.contains(Key::kApiKey)) {
    return Fail(draft.oauth_expired);
  }
  return CheckValue(Carrier::kGrpc, "the API key", config.api_key);
}

Result<void> SettleCodec(const Draft& draft, ClientConfig& config) {
  config.codec_endpoint = Revealed(draft.Text(Key::kCodecEndpoint));
  config.codec_auth = draft.Text(Key::kCodecAuth);
  config.codec_headers = draft.codec_headers;
  const std::string& endpoint = config.codec_endpoint.value;
  if (endpoint.empty()) {
    for (const auto& [name, setting] : config.codec_headers) {
      config.notes.push_back(
          fmt::format("the codec header {} is not used: there is no codec "
                      "endpoint",
                      name));
    }
    if (!config.codec_auth.value.empty()) {
      config.notes.push_back(
          fmt::format("codec.auth ({}) is not used: there is no codec endpoint",
                      config.codec_auth.origin));
    }
  } else if (!endpoint.starts_with("http://") &&
             !endpoint.starts_with("https://")) {
    // Without the endpoint, which may hold a password.
    return Fail(fmt::format(
        "the codec endpoint ({}) is no URL; it must begin with http:// or "
        "https://",
        config.codec_endpoint.origin));
  }
  if (auto fits = CheckValue(Carrier::kHttp, "the codec endpoint",
                             draft.Text(Key::kCodecEndpoint));
      !fits) {
    return fits;
  }
  if (auto fits = CheckValue(Carrier::kHttp, "the codec's authorization",
                             config.codec_auth);
      !fits) {
    return fits;
  }
  return CheckHeaders(Carrier::kHttp, config.codec_headers);
}

}  // namespace

Result<void> Settle(const Draft& draft, ClientConfig& config) {
  config.notes = draft.notes;
  config.grpc_meta = draft.grpc_meta;
  if (auto set = SettleNames(draft, config); !set) return set;
  if (auto set = SettleAddress(draft, config); !set) return set;
  if (auto set = SettleKey(draft, config); !set) return set;
  if (auto set = CheckHeaders(Carrier::kGrpc, config.grpc_meta); !set) {
    return set;
  }
  if (auto set = SettleTls(draft, config); !set) return set;
  return SettleCodec(draft, config);
}

}  // namespace lockstep::rpc
