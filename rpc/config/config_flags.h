// The connection flags of a command line, with the temporal CLI's names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace lockstep::rpc {

// Not set: not on the command line.
struct ConfigFlags {
  std::optional<std::string> config_file;
  std::optional<std::string> profile;
  bool disable_config_file = false;
  bool disable_config_env = false;
  std::optional<std::string> address;
  std::optional<std::string> name_space;
  std::optional<std::string> api_key;
  std::optional<std::string> client_authority;
  std::vector<std::string> grpc_meta;  // "K=V"
  std::optional<bool> tls;
  std::optional<std::string> tls_cert_path, tls_cert_data;
  std::optional<std::string> tls_key_path, tls_key_data;
  std::optional<std::string> tls_ca_path, tls_ca_data;
  std::optional<std::string> tls_server_name;
  std::optional<bool> tls_disable_host_verification;
  std::optional<std::string> codec_endpoint;
  std::optional<std::string> codec_auth;
  std::vector<std::string> codec_headers;  // "K=V"
  std::optional<std::string> env;          // old presets: refused with a remedy

  // How messages name these two, where something else than the command line
  // has set them: a plan.
  std::string profile_origin = "--profile";
  std::string name_space_origin = "--namespace";
};

// Adds them to `app`, and those that the CLI passes to its extensions and that
// mean nothing here (--color, --log-level, --time-format...). `flags` outlives
// the parsing.
void AddConfigFlags(CLI::App& app, ConfigFlags& flags);

}  // namespace lockstep::rpc
