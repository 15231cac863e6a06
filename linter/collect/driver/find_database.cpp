#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "linter/collect/driver/compile_database.h"
#include "linter/facts/file_states.h"

namespace lockstep::lint {
namespace {

namespace fs = std::filesystem;
constexpr const char* kName = "compile_commands.json";

// Folders below `folder` in which people build; build/<preset>/ too.
void AddBuildFolders(const fs::path& folder, int depth,
                     std::set<fs::path>& into) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename();
    std::error_code ignored;
    const bool build = name.starts_with("build") || name.starts_with("out") ||
                       name.starts_with("cmake-build-");
    if ((!build && depth == 0) || !entry->is_directory(ignored)) continue;
    into.insert(entry->path());
    if (depth == 0 && build) AddBuildFolders(entry->path(), 1, into);
  }
}

void Replace(std::string& text, const std::string& what,
             const std::string& with) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos;) {
    text.replace(at, what.size(), with);
    at += with.size();
  }
}

// The binary folders that CMakePresets.json names; presets inherit them.
void AddPresetFolders(const fs::path& folder, std::set<fs::path>& into) {
  for (const char* name : {"CMakePresets.json", "CMakeUserPresets.json"}) {
    const auto text = ReadWholeFile(folder / name);
    if (!text) continue;
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object() || !json.contains("configurePresets") ||
        !json["configurePresets"].is_array()) {
      continue;
    }
    std::set<std::string> patterns, names;
    for (const auto& preset : json["configurePresets"]) {
      if (!preset.is_object()) continue;
      if (const auto dir = preset.find("binaryDir");
          dir != preset.end() && dir->is_string()) {
        patterns.insert(dir->get<std::string>());
      }
      if (const auto it = preset.find("name");
          it != preset.end() && it->is_string()) {
        names.insert(it->get<std::string>());
      }
    }
    for (const std::string& pattern : patterns) {
      for (const std::string& preset : names) {
        std::string path = pattern;
        Replace(path, "${sourceDir}", folder);
        Replace(path, "${sourceParentDir}", folder.parent_path());
        Replace(path, "${sourceDirName}", folder.filename());
        Replace(path, "${presetName}", preset);
        if (path.find('$') == std::string::npos) {
          into.insert(AbsolutePath(path, folder));
        }
      }
    }
  }
}

bool IsFile(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

}  // namespace

std::string FindDatabase(const std::string& start,
                         std::vector<std::string>& remarks) {
  for (fs::path folder = start;; folder = folder.parent_path()) {
    if (IsFile(folder / kName)) return folder / kName;
    std::set<fs::path> folders;
    AddBuildFolders(folder, 0, folders);
    AddPresetFolders(folder, folders);
    std::vector<std::pair<fs::file_time_type, fs::path>> found;
    for (const fs::path& candidate : folders) {
      std::error_code error;
      const auto time = fs::last_write_time(candidate / kName, error);
      if (!error) found.emplace_back(time, candidate / kName);
    }
    if (!found.empty()) {
      std::sort(found.begin(), found.end());
      const std::string taken = found.back().second;
      if (found.size() > 1) {
        remarks.push_back(fmt::format(
            "{}: taken as the newest of {} compile databases; -p names another",
            taken, found.size()));
      }
      return taken;
    }
    // Above the checkout lie other projects.
    std::error_code ignored;
    if (folder == folder.parent_path() ||
        fs::exists(folder / ".git", ignored)) {
      return "";
    }
  }
}

}  // namespace lockstep::lint
