#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "linter/config/config.h"

namespace lockstep::lint {

namespace fs = std::filesystem;

Result<const Config*> Configs::Read(const std::string& path) {
  std::optional<Config>& place = by_folder_[path];
  if (!place) {
    auto config = ReadConfig(path);
    if (!config) return tl::unexpected(config.error());
    place = std::move(*config);
  }
  return &*place;
}

// Null if there is none in the folder.
Result<const Config*> Configs::In(const std::string& folder) {
  for (const char* name : {".lockstep.yaml", ".lockstep"}) {
    const fs::path path = fs::path(folder) / name;
    std::error_code error;
    if (fs::is_regular_file(path, error)) return Read(path.string());
  }
  return nullptr;
}

Result<std::vector<const Config*>> Configs::For(const std::string& file) {
  std::vector<const Config*> found;
  if (!only_.empty()) {
    const auto config = Read(only_);
    if (!config) return tl::unexpected(config.error());
    return std::vector<const Config*>{*config};
  }
  fs::path folder = fs::path(file).parent_path();
  while (!folder.empty()) {
    const auto config = In(folder.string());
    if (!config) return tl::unexpected(config.error());
    if (*config != nullptr) found.push_back(*config);
    if (*config != nullptr && (*config)->root) break;
    if (folder == folder.parent_path()) break;
    folder = folder.parent_path();
  }
  std::reverse(found.begin(), found.end());
  for (size_t i = 1; i < found.size(); ++i) {
    if (found[i]->first_program_key.empty()) continue;
    return Fail(fmt::format("{} is about the whole program: it belongs into {}",
                            found[i]->first_program_key, found[0]->path));
  }
  return found;
}

}  // namespace lockstep::lint
