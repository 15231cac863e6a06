// What the files of a run look like: every path is looked at once, however many
// units depend on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace lockstep::lint {

struct FileState {
  uint64_t size = 0;
  int64_t modified = 0;  // nanoseconds

  bool operator==(const FileState&) const = default;
};

class FileStates {
 public:
  // Empty if there is no such regular file.
  std::optional<FileState> StateOf(const std::string& path);
  // Of the content; empty if it cannot be read.
  std::optional<uint64_t> HashOf(const std::string& path);

 private:
  std::unordered_map<std::string, std::optional<FileState>> states_;
  std::unordered_map<std::string, std::optional<uint64_t>> hashes_;
};

// The whole file; empty if it cannot be read.
std::optional<std::string> ReadWholeFile(const std::string& path);

}  // namespace lockstep::lint
