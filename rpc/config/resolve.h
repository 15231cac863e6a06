// From flags, environment and file to a ClientConfig.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "base/result.h"
#include "rpc/config/client_config.h"
#include "rpc/config/config_flags.h"

namespace lockstep::rpc {

using Environment = std::map<std::string, std::string>;

// This process's.
Environment ReadEnvironment();

// flag > environment > profile of temporal.toml > default, with all the rules
// of history-download 3.1. Reads the configuration file, and no PEM file. An
// error names the flag, variable or the file's key, and never a secret. `now`
// decides whether the OAuth token of a profile has expired.
Result<ClientConfig> ResolveConfig(const ConfigFlags& flags,
                                   const Environment& environment,
                                   std::chrono::system_clock::time_point now =
                                       std::chrono::system_clock::now());

}  // namespace lockstep::rpc
