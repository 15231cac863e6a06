// A profile of temporal.toml.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "rpc/config/place.h"
#include "rpc/config/secret.h"
#include "rpc/config/settings.h"

namespace lockstep::rpc {

// What `temporal` writes when one logs in. It refreshes the token; we do not.
struct OAuthToken {
  Secret access_token;
  std::string expires_at;  // as it is written; empty: never
  std::chrono::sys_seconds expiry;
};

struct Profile {
  bool found = false;  // the file and the profile are there
  std::string origin;  // "profile 'prod' of /home/a/.config/.../temporal.toml"
  std::map<SettingKey, Secret> texts;  // none is empty
  std::map<std::string, Secret> grpc_meta;
  bool has_tls = false;  // a table of that name, which alone implies TLS
  bool tls_disabled = false;
  std::optional<bool> disable_host_verification;
  std::optional<OAuthToken> oauth;
  std::vector<std::string> notes;
};

// As lenient as the CLI: keys may have any case, and unknown ones are only
// noted. No file, or no profile that nobody named: a profile without settings.
// A file that is not TOML, a value of another type than its key has, a profile
// that was named and is not there: an error without any value of the file.
Result<Profile> ReadProfile(const ProfilePlace& place);

// "FOO_Bar" as a header is called: "foo-bar".
std::string HeaderName(const std::string& name);

}  // namespace lockstep::rpc
