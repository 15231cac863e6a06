// The settings while layer after layer is laid over them: profile, then
// environment, then flags (history-download 3.1).
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "rpc/config/client_config.h"
#include "rpc/config/config_flags.h"
#include "rpc/config/profile.h"
#include "rpc/config/resolve.h"
#include "rpc/config/settings.h"

namespace lockstep::rpc {

struct Draft {
  // An empty one takes back what a lower layer said.
  std::map<SettingKey, Setting<Secret>> texts;
  std::map<std::string, Setting<Secret>> grpc_meta;
  std::map<std::string, Setting<Secret>> codec_headers;
  std::optional<Setting<bool>> tls;  // as somebody said; else it is implied
  std::string tls_implied_by;        // a setting of TLS; empty: there is none
  std::optional<Setting<bool>> disable_host_verification;
  std::string oauth_origin;   // of an API key that is an OAuth token
  std::string oauth_expired;  // why there is none: one sentence
  std::vector<std::string> notes;

  // Empty: nobody said it.
  Setting<Secret> Text(SettingKey key) const;
};

void LayProfile(const Profile& profile,
                std::chrono::system_clock::time_point now, Draft& draft);
Result<void> LayEnvironment(const Environment& environment, Draft& draft);
Result<void> LayFlags(const ConfigFlags& flags, Draft& draft);

}  // namespace lockstep::rpc
