#include <CLI/CLI.hpp>
#include <chrono>
#include <string>

#include "history_fetch/commands/subcommands.h"
#include "history_fetch/terminal.h"
#include "history_fetch/timestamps.h"
#include "rpc/config/config_flags.h"
#include "rpc/config/describe.h"
#include "rpc/config/resolve.h"

namespace lockstep::fetch {
namespace {

constexpr char kFooter[] =
    "Each setting has its value and where it comes from: a flag, a variable,\n"
    "a profile of temporal.toml, or the default. Of secrets only the length\n"
    "is shown. Nothing is connected to.\n"
    "\n"
    "Examples:\n"
    "  lockstep-fetch config\n"
    "  lockstep-fetch config --profile prod -o json\n"
    "\n"
    "Exit codes:\n"
    "  0  done\n"
    "  2  wrong command line or configuration\n"
    "  4  stdout cannot be written\n";

struct ConfigCommandFlags final : SubcommandFlags {
  rpc::ConfigFlags config;
  std::string format = "text";
  std::string now;
};

ExitCode Run(const ConfigCommandFlags& flags) {
  auto now = std::chrono::system_clock::now();
  if (!flags.now.empty()) {
    const Result<int64_t> given = ParseTime(flags.now);
    if (!given) {
      return Report({ExitCode::kUsage, "--now: " + given.error().message});
    }
    now = std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(
            std::chrono::nanoseconds(*given)));
  }
  const Result<rpc::ClientConfig> config =
      rpc::ResolveConfig(flags.config, rpc::ReadEnvironment(), now);
  if (!config) return Report({ExitCode::kUsage, config.error().message});
  const bool printed =
      Print(flags.format == "json" ? rpc::DescribeJson(*config)
                                   : rpc::DescribeText(*config));
  return printed ? ExitCode::kOk : ExitCode::kPartial;
}

}  // namespace

Subcommand AddConfig(CLI::App& app) {
  CLI::App* config = app.add_subcommand(
      "config",
      "Shows how the server would be reached, and from where that "
      "is known");
  config->footer(kFooter);
  auto flags = std::make_unique<ConfigCommandFlags>();
  config
      ->add_option("-o,--output,--format", flags->format,
                   "How it is written: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  config->add_option("--now", flags->now,
                     "The time at which tokens must be valid, as RFC 3339, in "
                     "place of the clock's");
  rpc::AddConfigFlags(*config, flags->config);
  // The temporal CLI passes them to its extensions.
  for (const char* name : {"--client-connect-timeout", "--command-timeout"}) {
    config->add_option_function<std::string>(name, [](const std::string&) {})
        ->group("Of the temporal CLI, without a meaning here");
  }
  const ConfigCommandFlags& parsed = *flags;
  return {config, [&parsed] { return Run(parsed); }, std::move(flags)};
}

}  // namespace lockstep::fetch
