#include "replayer/history_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

namespace lockstep::replay {
namespace {

namespace fs = std::filesystem;

bool IsHistoryName(const std::string& name) {
  const std::string_view text = name;
  return !text.starts_with('.') &&
         (text.ends_with(".json") || text.ends_with(".json.gz"));
}

// Collects files under their normal names: "./a/../b.json" is "b.json".
class Search {
 public:
  Result<void> Add(const std::string& path) {
    if (path == kStdin) {
      files_.insert(path);
      return {};
    }
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
      return Fail(fmt::format(
          "{}: there is no such file or folder; correct the path", path));
    }
    if (error) return Fail(fmt::format("{}: {}", path, error.message()));
    const fs::path normal = fs::path(path).lexically_normal();
    if (fs::is_directory(status)) return Walk(normal);
    files_.insert(normal.string());
    named_.insert(normal.string());
    return {};
  }

  // Sorted by name; of two names of one file, the first stays.
  std::vector<std::string> TakeFiles() {
    std::set<std::string> seen;
    std::erase_if(files_, [&](const std::string& name) {
      if (name == kStdin) return false;
      std::error_code error;
      const fs::path real = fs::canonical(name, error);
      return !seen.insert(error ? name : real.string()).second;
    });
    return {files_.begin(), files_.end()};
  }

  // By a path of its own, not by a folder that it is in.
  bool IsNamed(const std::string& name) const { return named_.contains(name); }

 private:
  // Follows links to folders, but not back into a folder it is in.
  Result<void> Walk(const fs::path& folder) {
    std::error_code error;
    const fs::path real = fs::canonical(folder, error);
    if (!inside_.insert(real).second) return {};
    // What is unfinished there is no history yet.
    if (IsCorpus(folder)) return Walk(folder / kHistoriesFolder);
    for (auto it = fs::directory_iterator(folder, error);
         !error && it != fs::directory_iterator(); it.increment(error)) {
      if (const Result<void> added = Visit(*it); !added) return added;
    }
    inside_.erase(real);
    if (!error) return {};
    return Fail(fmt::format("{}: the folder cannot be read ({})",
                            folder.string(), error.message()));
  }

  Result<void> Visit(const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.')) return {};
    std::error_code error;
    if (entry.is_directory(error)) return Walk(entry.path());
    // What is no file (a pipe, a socket) could keep us waiting for ever. A
    // broken link is told as such.
    const bool file = entry.is_regular_file(error) || entry.is_symlink(error);
    if (file && IsHistoryName(name)) files_.insert(entry.path().string());
    return {};
  }

  std::set<std::string> files_;  // std::string compares bytes
  std::set<std::string> named_;
  std::set<fs::path> inside_;
};

}  // namespace

Result<std::vector<Input>> FindHistories(
    const std::vector<std::string>& paths,
    const std::optional<std::string>& text_of_stdin) {
  Search search;
  for (const std::string& path : paths) {
    if (const Result<void> added = search.Add(path); !added) {
      return tl::unexpected(added.error());
    }
  }
  std::vector<Input> inputs;
  CorpusManifests manifests;
  for (std::string& name : search.TakeFiles()) {
    if (name == kStdin) {
      inputs.push_back({std::move(name), text_of_stdin, {}});
      continue;
    }
    Result<CorpusEntry> entry = manifests.EntryOf(name);
    if (!entry) return tl::unexpected(entry.error());
    // Who asks for one history asks nothing of its corpus.
    if (search.IsNamed(name)) entry->incomplete.clear();
    inputs.push_back({std::move(name), std::nullopt, *std::move(entry)});
  }
  return inputs;
}

std::vector<std::string> SplitLines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

Result<std::string> ReadAll(const std::string& name) {
  std::ostringstream text;
  if (name == kStdin) {
    text << std::cin.rdbuf();
    return text.str();
  }
  errno = 0;
  std::ifstream file(name, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (file.is_open() && !file.bad() && errno == 0) return bytes;
  return Fail(fmt::format("{}: cannot be read ({}); correct the path", name,
                          std::strerror(errno)));
}

}  // namespace lockstep::replay
