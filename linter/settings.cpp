#include "linter/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace lockstep::lint {
namespace {

namespace fs = std::filesystem;

const std::string& Nearest(const std::string& command_line,
                           const std::string& configured) {
  return command_line.empty() ? configured : command_line;
}

void Append(std::vector<std::string>& to,
            const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

// The command line's, else the configuration's.
std::string Choose(const std::optional<std::string>& mine,
                   const std::optional<std::string>& configured,
                   const char* otherwise) {
  if (mine) return *mine;
  return configured.value_or(otherwise);
}

void TakeProfiles(const std::vector<std::string>& profiles,
                  Settings& settings) {
  for (const std::string& profile : profiles) {
    const bool file = profile.find_first_of("/.") != std::string::npos;
    (file ? settings.overlays : settings.profiles).push_back(profile);
  }
}

UnknownPolicy PolicyOf(const std::string& word) {
  if (word == "ignore") return UnknownPolicy::kIgnore;
  return word == "error" ? UnknownPolicy::kError : UnknownPolicy::kNote;
}

}  // namespace

Settings MakeSettings(const LintOptions& options, const Config* root) {
  static const Config kNone;
  const Config& config = root != nullptr ? *root : kNone;
  const Judgement& mine = options.judgement;
  const Judgement& theirs = config.judgement;
  Settings settings;
  settings.config_path = config.path;
  settings.units = options.units;
  settings.units.build_path =
      Nearest(options.units.build_path, config.build_path);
  settings.units.cache_dir = Nearest(options.units.cache_dir, config.cache_dir);
  settings.units.extra_args = config.extra_args;
  Append(settings.units.extra_args, options.units.extra_args);
  settings.units.extra_args_before = config.extra_args_before;
  Append(settings.units.extra_args_before, options.units.extra_args_before);
  TakeProfiles(theirs.profiles, settings);
  Append(settings.overlays, theirs.models);
  TakeProfiles(mine.profiles, settings);
  Append(settings.overlays, mine.models);
  settings.severities = config.severities;
  settings.unknown = PolicyOf(Choose(mine.unknown, theirs.unknown, "note"));
  settings.one_toolchain =
      Choose(mine.toolchain, theirs.toolchain, "many") == "one";
  settings.one_architecture =
      Choose(mine.architecture, theirs.architecture, "many") == "one";
  settings.header_filter = Choose(mine.header_filter, theirs.header_filter, "");
  settings.exclude_header_filter =
      Choose(mine.exclude_header_filter, theirs.exclude_header_filter, "");
  settings.baseline = Choose(mine.baseline, theirs.baseline, "");
  return settings;
}

Result<const Config*> FindRootConfig(Configs& configs,
                                     const std::vector<std::string>& files,
                                     const std::string& folder) {
  std::vector<std::string> asked;
  for (const std::string& file : files) {
    asked.push_back((fs::path(folder) / file).lexically_normal().string());
  }
  if (asked.empty()) asked.push_back(folder + "/.");
  const Config* root = nullptr;
  for (size_t i = 0; i < asked.size(); ++i) {
    const auto chain = configs.For(asked[i]);
    if (!chain) return tl::unexpected(chain.error());
    const Config* const outermost = chain->empty() ? nullptr : chain->front();
    if (i > 0 && outermost != root) {
      return Fail(fmt::format(
          "{} and {} have different configurations: lint them in two runs, or "
          "name one with --config-file",
          asked[0], asked[i]));
    }
    root = outermost;
  }
  return root;
}

const FileChoices::Choice& FileChoices::For(const std::string& file) {
  const std::string folder = fs::path(file).parent_path().string();
  const auto found = by_folder_.find(folder);
  if (found != by_folder_.end()) return found->second;
  Choice choice;
  choice.checks.Add("*");
  if (const auto chain = configs_.For(file)) {
    for (const Config* const config : *chain) {
      for (const auto& globs : config->judgement.checks) {
        choice.checks.Add(globs);
      }
      for (const auto& globs : config->judgement.warnings_as_errors) {
        choice.warnings_as_errors.Add(globs);
      }
    }
  } else if (!mistake_) {
    mistake_ = chain.error();
  }
  for (const auto& globs : judgement_.checks) choice.checks.Add(globs);
  for (const auto& globs : judgement_.warnings_as_errors) {
    choice.warnings_as_errors.Add(globs);
  }
  return by_folder_.emplace(folder, std::move(choice)).first->second;
}

Result<void> FileChoices::Check(const RuleBook& book) const {
  if (mistake_) return tl::unexpected(*mistake_);
  for (const auto& [folder, choice] : by_folder_) {
    for (const RuleFilter* const filter :
         {&choice.checks, &choice.warnings_as_errors}) {
      if (const auto checked = CheckGlobs(*filter, book); !checked) {
        return checked;
      }
    }
  }
  return {};
}

}  // namespace lockstep::lint
