#include "history_fetch/exporting/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "history_fetch/output_target.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Failure> Refused(const std::string& path, int error) {
  return tl::unexpected(OutputFailure(path, error));
}

// Hidden, and no other process's.
std::string UnfinishedName(const std::string& path) {
  const fs::path whole = path;
  const std::string name =
      fmt::format(".{}.{}.part", whole.filename().string(), getpid());
  return (whole.parent_path() / name).string();
}

// False and errno.
bool MoveTo(const std::string& from, const std::string& to,
            Overwrite overwrite) {
  if (overwrite == Overwrite::kYes) {
    return rename(from.c_str(), to.c_str()) == 0;
  }
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(),
                RENAME_NOREPLACE) == 0) {
    return true;
  }
  // Not every file system can; then the moment between look and move is left.
  if (errno != EINVAL && errno != ENOSYS) return false;
  if (access(to.c_str(), F_OK) == 0) {
    errno = EEXIST;
    return false;
  }
  return rename(from.c_str(), to.c_str()) == 0;
}

tl::unexpected<Failure> IsThere(const std::string& path) {
  return Fail(ExitCode::kUsage,
              fmt::format("{}: is there already: name another place, or "
                          "overwrite it with --force",
                          path));
}

}  // namespace

Outcome<void> CheckMayWrite(const std::string& path, Overwrite overwrite) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return {};
  if (S_ISDIR(status.st_mode)) return Refused(path, EISDIR);
  if (overwrite == Overwrite::kNo && !IsStream(path)) return IsThere(path);
  return {};
}

OutputFile::OutputFile(std::string path, Overwrite overwrite)
    : path_(std::move(path)), overwrite_(overwrite) {}

OutputFile::~OutputFile() {
  if (file_ && !unfinished_.empty()) unlink(unfinished_.c_str());
}

Outcome<OutputFile> OutputFile::Create(const std::string& path,
                                       Overwrite overwrite) {
  Outcome<void> may = CheckMayWrite(path, overwrite);
  if (!may) return tl::unexpected(may.error());
  const fs::path folder = fs::path(path).parent_path();
  std::error_code error;
  if (!folder.empty()) fs::create_directories(folder, error);
  if (error) return Refused(folder.string(), error.value());
  Outcome<OutputTarget> target = OpenOutputTarget(path);
  if (!target) return tl::unexpected(target.error());
  OutputFile file(target->path, overwrite);
  file.file_ = std::move(target->stream);
  if (file.file_) return file;
  file.unfinished_ = UnfinishedName(file.path_);
  constexpr int kFresh = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
  constexpr mode_t kAsUmaskSays = 0666;
  file.file_ = OpenFile(open(file.unfinished_.c_str(), kFresh, kAsUmaskSays));
  if (!file.file_) return Refused(path, errno);
  return file;
}

Outcome<void> OutputFile::Write(std::string_view bytes) {
  if (WriteAll(file_.get(), bytes)) return {};
  return Refused(path_, errno);
}

Outcome<void> OutputFile::Finish() {
  if (!unfinished_.empty() && !MoveTo(unfinished_, path_, overwrite_)) {
    if (errno == EEXIST) return IsThere(path_);
    return Refused(path_, errno);
  }
  file_ = OpenFile();
  return {};
}

}  // namespace lockstep::fetch
