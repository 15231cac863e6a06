#include "history_fetch/output_target.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

// As many as the kernel follows.
constexpr int kMostLinks = 40;

bool Opens(OutputTarget& target) {
  constexpr int kAsTheShellDoes = O_WRONLY | O_TRUNC | O_NOCTTY | O_CLOEXEC;
  target.stream = OpenFile(open(target.path.c_str(), kAsTheShellDoes));
  return static_cast<bool>(target.stream);
}

// /dev/stdout leads to links that are open files and not names: what such a
// link reads may be gone, or be another file by now.
bool IsOpenFile(const fs::path& link) {
  std::error_code none;
  const fs::path folder = fs::weakly_canonical(link.parent_path(), none);
  return folder.string().starts_with("/proc/");
}

}  // namespace

Outcome<OutputTarget> OpenOutputTarget(const std::string& path) {
  OutputTarget target{path, OpenFile()};
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) {
      return tl::unexpected(OutputFailure(path, EISDIR));
    }
    if (!S_ISREG(status.st_mode)) {
      if (Opens(target)) return target;
      return tl::unexpected(OutputFailure(path, errno));
    }
  } else if (errno != ENOENT) {
    return tl::unexpected(OutputFailure(path, errno));
  }
  std::error_code error;
  for (int i = 0; i < kMostLinks; ++i) {
    const fs::path name = target.path;
    if (!fs::is_symlink(fs::symlink_status(name, error))) return target;
    if (IsOpenFile(name)) {
      if (Opens(target)) return target;
      return tl::unexpected(OutputFailure(path, errno));
    }
    const fs::path next = fs::read_symlink(name, error);
    if (error) return tl::unexpected(OutputFailure(path, error.value()));
    target.path = (name.parent_path() / next).string();
  }
  return tl::unexpected(OutputFailure(path, ELOOP));
}

bool IsStream(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return false;
  return S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode);
}

Failure OutputFailure(const std::string& path, int error) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EIO;
  return {full ? ExitCode::kPartial : ExitCode::kUsage,
          fmt::format(
              "{}: cannot be written ({}): {}", path,
              std::generic_category().message(error),
              full ? "make room and run this again" : "name another place")};
}

}  // namespace lockstep::fetch
