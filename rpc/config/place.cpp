#include "rpc/config/place.h"

#include <fmt/format.h>

#include <filesystem>
#include <string_view>

namespace lockstep::rpc {
namespace {

namespace fs = std::filesystem;

std::string ValueOf(const Environment& environment, const char* name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

// The folder of a user's configuration, as Go's os.UserConfigDir finds it.
std::string ConfigFolder(const Environment& environment) {
  const std::string home = ValueOf(environment, "HOME");
#ifdef __APPLE__
  return home.empty() ? "" : home + "/Library/Application Support";
#else
  const std::string folder = ValueOf(environment, "XDG_CONFIG_HOME");
  // A relative one is none: what is found must not depend on where one is.
  if (!folder.empty()) return fs::path(folder).is_absolute() ? folder : "";
  return home.empty() ? "" : home + "/.config";
#endif
}

std::string OldEnvironmentRemedy(std::string_view asked) {
  return fmt::format(
      "{} names an environment of the old temporal.yaml, which lockstep-fetch "
      "does not read; use profiles: write it into temporal.toml with "
      "`temporal config set --profile NAME --prop address --value HOST:PORT` "
      "and name it with --profile NAME",
      asked);
}

}  // namespace

ProfilePlace FindPlace(const ConfigFlags& flags,
                       const Environment& environment) {
  ProfilePlace place;
  place.file = flags.config_file.value_or("");
  if (place.file.empty()) {
    place.file = ValueOf(environment, "TEMPORAL_CONFIG_FILE");
  }
  if (place.file.empty()) {
    const std::string folder = ConfigFolder(environment);
    if (!folder.empty()) place.file = folder + "/temporalio/temporal.toml";
  }
  const std::string named = ValueOf(environment, "TEMPORAL_PROFILE");
  if (flags.profile && !flags.profile->empty()) {
    place.profile = *flags.profile;
    place.named_by = flags.profile_origin;
  } else if (!named.empty()) {
    place.profile = named;
    place.named_by = "TEMPORAL_PROFILE";
  }
  return place;
}

Result<void> CheckFlags(const ConfigFlags& flags,
                        const Environment& environment) {
  if (flags.disable_config_file && flags.disable_config_env) {
    return Fail(
        "--disable-config-file and --disable-config-env cannot be given "
        "together; leave one of them out");
  }
  if (flags.disable_config_file) {
    for (const auto& [asked, flag] :
         {std::pair(&flags.config_file, std::string("--config-file")),
          std::pair(&flags.profile, flags.profile_origin)}) {
      if (!asked->has_value() || (*asked)->empty()) continue;
      return Fail(fmt::format(
          "{} asks for what --disable-config-file forbids to read; leave one "
          "of them out",
          flag));
    }
  }
  // "default" is what it means to name none.
  if (flags.env && !flags.env->empty() && *flags.env != "default") {
    return Fail(OldEnvironmentRemedy("--env"));
  }
  const std::string env = ValueOf(environment, "TEMPORAL_ENV");
  if (!flags.env && !flags.disable_config_env && !env.empty() &&
      env != "default") {
    return Fail(OldEnvironmentRemedy("TEMPORAL_ENV"));
  }
  return {};
}

std::string FindOldFile(const Environment& environment) {
  // There, and nowhere else, whatever XDG_CONFIG_HOME is.
  const std::string home = ValueOf(environment, "HOME");
  if (home.empty()) return "";
  const std::string file = home + "/.config/temporalio/temporal.yaml";
  std::error_code ignored;
  return fs::is_regular_file(file, ignored) ? file : "";
}

}  // namespace lockstep::rpc
