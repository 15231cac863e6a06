// Every setting that is a text, with its names in temporal.toml, in the
// environment and on the command line (history-download 3.1).
#pragma once

#include <optional>
#include <span>
#include <string>

#include "rpc/config/config_flags.h"

namespace lockstep::rpc {

enum class SettingKey {
  kAddress,
  kNamespace,
  kApiKey,
  kAuthority,
  kClientCertPath,
  kClientCertData,
  kClientKeyPath,
  kClientKeyData,
  kServerCaPath,
  kServerCaData,
  kServerName,
  kCodecEndpoint,
  kCodecAuth,
};

// Part of a profile: the profile itself, or a table in it.
enum class SettingTable { kProfile, kTls, kCodec };

struct SettingNames {
  SettingKey key;
  SettingTable table;
  const char* toml;  // in its table
  const char* environment;
  const char* old_environment;  // counts more than all but flags; "": none
  const char* flag;
  std::optional<std::string> ConfigFlags::*member;
};

std::span<const SettingNames> AllSettings();

// "" for the profile itself, else "tls" or "codec".
const char* TableName(SettingTable table);

}  // namespace lockstep::rpc
