#include "rpc/config/config_flags.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <utility>

namespace lockstep::rpc {
namespace {

constexpr char kGroup[] = "Connection";

// The last one counts where the CLI's users give a flag twice.
CLI::Option* AddText(CLI::App& app, const std::string& name,
                     std::optional<std::string>& value,
                     const std::string& description) {
  return app.add_option(name, value, description)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->group(kGroup);
}

void AddPairs(CLI::App& app, const std::string& name,
              std::vector<std::string>& pairs, const std::string& description) {
  app.add_option(name, pairs, description)
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->group(kGroup);
}

// The CLI's words for a switch as the two that this library has.
std::string Word(const std::string& word) {
  for (const char* yes : {"1", "t", "T", "true", "True", "TRUE"}) {
    if (word == yes) return "true";
  }
  for (const char* no : {"0", "f", "F", "false", "False", "FALSE"}) {
    if (word == no) return "false";
  }
  throw CLI::ValidationError("'" + word + "' is neither true nor false");
}

// `--tls` and `--tls=false`. The library would throw something of its own at
// another word.
CLI::Option* AddSwitch(CLI::App& app, const std::string& name,
                       std::function<void(bool)> take,
                       const std::string& description) {
  return app
      .add_flag_function(
          name, [take = std::move(take)](int64_t times) { take(times > 0); },
          description)
      ->transform(Word)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->group(kGroup);
}

auto Into(std::optional<bool>& value) {
  return [&value](bool on) { value = on; };
}

auto Into(bool& value) {
  return [&value](bool on) { value = on; };
}

void AddFileFlags(CLI::App& app, ConfigFlags& flags) {
  AddText(app, "--config-file", flags.config_file,
          "File with profiles (TEMPORAL_CONFIG_FILE; default "
          "temporalio/temporal.toml in the user's configuration folder)");
  AddText(app, "--profile", flags.profile,
          "Profile of that file (TEMPORAL_PROFILE; default 'default')");
  AddSwitch(app, "--disable-config-file", Into(flags.disable_config_file),
            "Read no file with profiles");
  AddSwitch(app, "--disable-config-env", Into(flags.disable_config_env),
            "Take no settings from environment variables");
}

void AddServerFlags(CLI::App& app, ConfigFlags& flags) {
  AddText(app, "--address", flags.address,
          "Host and port of the server (TEMPORAL_ADDRESS; default "
          "localhost:7233); may hold ${namespace}");
  AddText(app, "-n,--namespace", flags.name_space,
          "Namespace (TEMPORAL_NAMESPACE; default 'default')");
  AddText(app, "--api-key", flags.api_key, "API key (TEMPORAL_API_KEY)");
  AddPairs(app, "--grpc-meta", flags.grpc_meta,
           "Header of all requests; may be repeated (TEMPORAL_GRPC_META_*)");
  AddText(app, "--client-authority", flags.client_authority,
          ":authority of all requests (TEMPORAL_CLIENT_AUTHORITY)");
}

void AddTlsFlags(CLI::App& app, ConfigFlags& flags) {
  AddSwitch(app, "--tls", Into(flags.tls),
            "Use TLS, or not with --tls=false (TEMPORAL_TLS; on by itself "
            "with an API key or another setting of TLS)");
  AddText(app, "--tls-cert-path", flags.tls_cert_path,
          "PEM file with the client's certificate");
  AddText(app, "--tls-cert-data", flags.tls_cert_data,
          "The client's certificate itself, as PEM text");
  AddText(app, "--tls-key-path", flags.tls_key_path,
          "PEM file with the client's private key");
  AddText(app, "--tls-key-data", flags.tls_key_data,
          "The client's private key itself, as PEM text");
  AddText(app, "--tls-ca-path", flags.tls_ca_path,
          "PEM file with the authorities that may sign for the server");
  AddText(app, "--tls-ca-data", flags.tls_ca_data,
          "These authorities themselves, as PEM text");
  AddText(app, "--tls-server-name", flags.tls_server_name,
          "Name that the server's certificate must have");
  AddSwitch(app, "--tls-disable-host-verification",
            Into(flags.tls_disable_host_verification),
            "Take any certificate: only for tests");
}

void AddCodecFlags(CLI::App& app, ConfigFlags& flags) {
  AddText(app, "--codec-endpoint", flags.codec_endpoint,
          "URL of a codec server that decodes payloads "
          "(TEMPORAL_CODEC_ENDPOINT); may hold {namespace}");
  AddText(app, "--codec-auth", flags.codec_auth,
          "Authorization header for it (TEMPORAL_CODEC_AUTH)");
  AddPairs(app, "--codec-header", flags.codec_headers,
           "Header for it; may be repeated");
}

// What the temporal CLI passes to its extensions along with the rest. They mean
// nothing here, so --help does not show them; a command that has one of its own
// has added it before.
void AddIgnoredFlags(CLI::App& app) {
  constexpr char kIgnored[] = "";
  for (const char* name : {"--color", "--env-file", "--identity",
                           "--log-format", "--log-level", "--time-format"}) {
    app.add_option_function<std::string>(name, [](const std::string&) {})
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
        ->group(kIgnored);
  }
  for (const char* name : {"--no-json-shorthand-payloads", "--verbose"}) {
    if (app.get_option_no_throw(name) != nullptr) continue;
    AddSwitch(
        app, name, [](bool) {}, "")
        ->group(kIgnored);
  }
}

}  // namespace

void AddConfigFlags(CLI::App& app, ConfigFlags& flags) {
  AddServerFlags(app, flags);
  AddFileFlags(app, flags);
  AddTlsFlags(app, flags);
  AddCodecFlags(app, flags);
  AddText(app, "--env", flags.env,
          "Environment of the old temporal.yaml: refused, use --profile");
  AddIgnoredFlags(app);
}

}  // namespace lockstep::rpc
