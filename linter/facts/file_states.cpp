#include "linter/facts/file_states.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "linter/facts/hash.h"

namespace lockstep::lint {

std::optional<std::string> ReadWholeFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::string bytes;
  struct stat status {};
  if (fstat(file, &status) == 0) bytes.reserve(size_t(status.st_size) + 1);
  std::optional<std::string> answer;
  char block[65536];
  for (;;) {
    const ssize_t got = read(file, block, sizeof block);
    if (got > 0) bytes.append(block, size_t(got));
    if (got < 0 && errno != EINTR) break;
    if (got == 0) {
      answer = std::move(bytes);
      break;
    }
  }
  close(file);
  return answer;
}

std::optional<FileState> FileStates::StateOf(const std::string& path) {
  const auto [entry, added] = states_.try_emplace(path);
  struct stat status {};
  if (added && stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
    entry->second = FileState{uint64_t(status.st_size),
                              int64_t(status.st_mtim.tv_sec) * 1'000'000'000 +
                                  status.st_mtim.tv_nsec};
  }
  return entry->second;
}

std::optional<uint64_t> FileStates::HashOf(const std::string& path) {
  const auto [entry, added] = hashes_.try_emplace(path);
  if (added) {
    if (const auto bytes = ReadWholeFile(path)) {
      entry->second = HashBytes(*bytes);
    }
  }
  return entry->second;
}

}  // namespace lockstep::lint
