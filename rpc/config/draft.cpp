#include "rpc/config/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace lockstep::rpc {
namespace {

constexpr std::string_view kMetaPrefix = "TEMPORAL_GRPC_META_";

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

void Lay(const SettingNames& setting, const std::string& value,
         const std::string& origin, Draft& draft) {
  draft.texts[setting.key] = {Secret(value), origin};
  if (setting.table == SettingTable::kTls) draft.tls_implied_by = origin;
}

// nullopt: it is none of the CLI's words, which then takes no notice of it.
std::optional<bool> Switch(const std::string& word) {
  const std::string lower = LowerCase(word);
  if (lower == "1" || lower == "true") return true;
  if (lower == "0" || lower == "false") return false;
  return std::nullopt;
}

std::optional<Setting<bool>> EnvironmentSwitch(const Environment& environment,
                                               const std::string& name,
                                               Draft& draft) {
  const auto found = environment.find(name);
  if (found == environment.end()) return std::nullopt;
  const std::optional<bool> value = Switch(found->second);
  if (value) return Setting<bool>{*value, name};
  if (!found->second.empty()) {
    draft.notes.push_back(name +
                          " is none of 1, 0, true and false and is ignored");
  }
  return std::nullopt;
}

// "KEY=VALUE". No message has any of it: it may be a secret without its name.
Result<void> LayPairs(const std::vector<std::string>& pairs,
                      const std::string& flag,
                      std::map<std::string, Setting<Secret>>& headers) {
  for (const std::string& pair : pairs) {
    const size_t equals = pair.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return Fail(
          fmt::format("{} must be KEY=VALUE; one of them is without its {}",
                      flag, equals == 0 ? "key" : "'='"));
    }
    headers.insert_or_assign(
        LowerCase(pair.substr(0, equals)),
        Setting<Secret>{Secret(pair.substr(equals + 1)), flag});
  }
  return {};
}

}  // namespace

Setting<Secret> Draft::Text(SettingKey key) const {
  const auto found = texts.find(key);
  if (found == texts.end() || found->second.value.empty()) return {};
  return found->second;
}

void LayProfile(const Profile& profile,
                std::chrono::system_clock::time_point now, Draft& draft) {
  for (const SettingNames& setting : AllSettings()) {
    const auto found = profile.texts.find(setting.key);
    if (found == profile.texts.end()) continue;
    Lay(setting, found->second.Reveal(), profile.origin, draft);
  }
  for (const auto& [name, value] : profile.grpc_meta) {
    draft.grpc_meta[name] = {value, profile.origin};
  }
  if (profile.has_tls) draft.tls_implied_by = profile.origin;
  if (profile.tls_disabled) draft.tls = {false, profile.origin};
  if (profile.disable_host_verification) {
    draft.disable_host_verification = {*profile.disable_host_verification,
                                       profile.origin};
  }
  draft.notes = profile.notes;
  if (!profile.oauth) return;
  const OAuthToken& oauth = *profile.oauth;
  // As the CLI: a token that ends within a minute may end under way.
  constexpr std::chrono::minutes kMargin(1);
  const auto floor = std::chrono::floor<std::chrono::seconds>(now);
  if (oauth.expires_at.empty() || floor < oauth.expiry - kMargin) {
    draft.oauth_origin = "OAuth token of " + profile.origin;
    draft.texts[SettingKey::kApiKey] = {oauth.access_token, draft.oauth_origin};
  } else {
    draft.oauth_expired = fmt::format(
        "the OAuth token of {} expired at {}; renew it with the temporal CLI "
        "(any command that connects), or give --api-key",
        profile.origin, oauth.expires_at);
  }
}

Result<void> LayEnvironment(const Environment& environment, Draft& draft) {
  for (const SettingNames& setting : AllSettings()) {
    const auto found = environment.find(setting.environment);
    if (found == environment.end()) continue;
    Lay(setting, found->second, setting.environment, draft);
  }
  if (auto value = EnvironmentSwitch(environment, "TEMPORAL_TLS", draft)) {
    draft.tls = value;
  }
  if (auto value = EnvironmentSwitch(
          environment, "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION", draft)) {
    draft.disable_host_verification = value;
    draft.tls_implied_by = value->origin;
  }
  for (auto found = environment.lower_bound(std::string(kMetaPrefix));
       found != environment.end() && found->first.starts_with(kMetaPrefix);
       ++found) {
    const auto& [name, value] = *found;
    const std::string header = HeaderName(name.substr(kMetaPrefix.size()));
    if (header.empty()) {
      return Fail(
          fmt::format("the variable {} names no header; write it as {}NAME",
                      name, kMetaPrefix));
    }
    if (value.empty()) {
      draft.grpc_meta.erase(header);
    } else {
      draft.grpc_meta[header] = {Secret(value), name};
    }
  }
  // Older than profiles, and above what these say.
  for (const SettingNames& setting : AllSettings()) {
    const auto found = environment.find(setting.old_environment);
    if (found == environment.end() || found->second.empty()) continue;
    Lay(setting, found->second, setting.old_environment, draft);
  }
  return {};
}

Result<void> LayFlags(const ConfigFlags& flags, Draft& draft) {
  for (const SettingNames& setting : AllSettings()) {
    const std::optional<std::string>& value = flags.*setting.member;
    if (!value) continue;
    // An empty address or namespace asks for the default; an empty flag
    // otherwise says nothing.
    const bool has_default = setting.key == SettingKey::kAddress ||
                             setting.key == SettingKey::kNamespace;
    if (value->empty() && !has_default) continue;
    Lay(setting, *value,
        setting.key == SettingKey::kNamespace ? flags.name_space_origin
                                              : setting.flag,
        draft);
  }
  if (flags.tls) draft.tls = {*flags.tls, "--tls"};
  if (flags.tls_disable_host_verification) {
    draft.disable_host_verification = {*flags.tls_disable_host_verification,
                                       "--tls-disable-host-verification"};
    if (*flags.tls_disable_host_verification) {
      draft.tls_implied_by = "--tls-disable-host-verification";
    }
  }
  if (auto laid = LayPairs(flags.grpc_meta, "--grpc-meta", draft.grpc_meta);
      !laid) {
    return laid;
  }
  return LayPairs(flags.codec_headers, "--codec-header", draft.codec_headers);
}

}  // namespace lockstep::rpc
