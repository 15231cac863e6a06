#include "rpc/config/resolve.h"

#include <fmt/format.h>
#include <unistd.h>

#include <sstream>
#include <string_view>

#include "rpc/config/draft.h"
#include "rpc/config/place.h"
#include "rpc/config/profile.h"
#include "rpc/config/settle.h"
#include "rpc/config/text_file.h"

namespace lockstep::rpc {
namespace {

Result<void> LayFile(const ConfigFlags& flags, const Environment& environment,
                     std::chrono::system_clock::time_point now, Draft& draft,
                     ClientConfig& config) {
  const ProfilePlace place = FindPlace(flags, environment);
  const Result<Profile> profile = ReadProfile(place);
  if (!profile) return tl::unexpected(profile.error());
  LayProfile(*profile, now, draft);
  if (profile->found) {
    config.config_file = place.file;
    config.profile = place.profile;
  } else if (flags.config_file && !flags.config_file->empty()) {
    draft.notes.push_back(fmt::format(
        "{} is not there, or has no profile 'default'", place.file));
  }
  return {};
}

// Whether "default:" stands in it as a name in a table, which is how the
// environment is called that is taken without being named.
bool HasDefaultEnvironment(const std::string& yaml) {
  std::istringstream lines(yaml);
  for (std::string line; std::getline(lines, line);) {
    const size_t name = line.find_first_not_of(" \t");
    if (name == 0 || name == std::string::npos) continue;
    if (std::string_view(line).substr(name).starts_with("default:")) {
      return true;
    }
  }
  return false;
}

// Somebody whose settings are in the old file must not be taken to a server on
// this machine.
Result<void> CheckOldFile(const Environment& environment,
                          ClientConfig& config) {
  const std::string file = FindOldFile(environment);
  if (file.empty()) return {};
  const auto text = ReadTextFile(file);
  if (config.address.origin == "default" && text &&
      HasDefaultEnvironment(*text)) {
    return Fail(fmt::format(
        "{} has a default environment of the old kind, which lockstep-fetch "
        "does not read; use profiles: write it into temporal.toml with "
        "`temporal config set --prop address --value HOST:PORT`, or give "
        "--address",
        file));
  }
  config.notes.push_back(fmt::format(
      "{} has environments of the old kind, which are not read; use profiles "
      "of temporal.toml",
      file));
  return {};
}

}  // namespace

Environment ReadEnvironment() {
  Environment environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

Result<ClientConfig> ResolveConfig(const ConfigFlags& flags,
                                   const Environment& environment,
                                   std::chrono::system_clock::time_point now) {
  if (auto checked = CheckFlags(flags, environment); !checked) {
    return tl::unexpected(checked.error());
  }
  ClientConfig config;
  Draft draft;
  if (!flags.disable_config_file) {
    if (auto laid = LayFile(flags, environment, now, draft, config); !laid) {
      return tl::unexpected(laid.error());
    }
  }
  if (!flags.disable_config_env) {
    if (auto laid = LayEnvironment(environment, draft); !laid) {
      return tl::unexpected(laid.error());
    }
  }
  if (auto laid = LayFlags(flags, draft); !laid) {
    return tl::unexpected(laid.error());
  }
  if (auto settled = Settle(draft, config); !settled) {
    return tl::unexpected(settled.error());
  }
  if (!flags.disable_config_file) {
    if (auto old = CheckOldFile(environment, config); !old) {
      return tl::unexpected(old.error());
    }
  }
  return config;
}

}  // namespace lockstep::rpc
