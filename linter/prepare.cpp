#include "linter/prepare.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "linter/findings/sources.h"

namespace lockstep::lint {
namespace {

// The name in the file of a profile; empty if it is none.
std::string ProfileName(const std::string& path) {
  const auto text = ReadFile(path);
  if (!text) return "";
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("name")) return "";
  return json["name"].is_string() ? json["name"].get<std::string>() : "";
}

// Keeps the profiles that are named, and those that came with a file.
Result<void> ChooseProfiles(const Settings& settings, RuleBook& book) {
  if (settings.profiles.empty()) return {};
  std::set<std::string> wanted(settings.profiles.begin(),
                               settings.profiles.end());
  std::vector<std::string> known;
  for (const SdkProfile& profile : book.profiles) known.push_back(profile.name);
  for (const std::string& name : wanted) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    return Fail(fmt::format("there is no profile '{}'; there are {}", name,
                            fmt::join(known, ", ")));
  }
  for (const std::string& file : settings.overlays) {
    wanted.insert(ProfileName(file));
  }
  std::erase_if(book.profiles, [&](const SdkProfile& profile) {
    return !wanted.contains(profile.name);
  });
  return {};
}

}  // namespace

Result<Prepared> Prepare(const LintOptions& options, const World& world,
                         Configs& configs) {
  const auto root = FindRootConfig(configs, options.units.files, world.folder);
  if (!root) return tl::unexpected(root.error());
  Prepared ready{*root, MakeSettings(options, *root), {}};
  auto book = LoadRuleBook(ready.settings.overlays);
  if (!book) return tl::unexpected(book.error());
  ready.book = std::move(*book);
  if (const auto chosen = ChooseProfiles(ready.settings, ready.book); !chosen) {
    return tl::unexpected(chosen.error());
  }
  return ready;
}

}  // namespace lockstep::lint
