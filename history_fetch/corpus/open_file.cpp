#include "history_fetch/corpus/open_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace lockstep::fetch {
namespace {

std::string Reason(int error) { return std::generic_category().message(error); }

}  // namespace

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

Failure WriteFailure(const std::string& path, int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return {ExitCode::kPartial,
              fmt::format("{}: there is no space left on the disk: free some "
                          "and run the same command again; it goes on where "
                          "this one stopped",
                          path)};
    case EACCES:
    case EPERM:
    case EROFS:
      return {ExitCode::kUsage,
              fmt::format("{}: cannot be written ({}): make it writable or "
                          "name another folder",
                          path, Reason(error))};
    case ELOOP:
    case ENOTDIR:
      return {ExitCode::kUsage,
              fmt::format("{}: is a link or no folder, and a corpus is not "
                          "written through links: put a real folder there",
                          path)};
    default:
      return {ExitCode::kPartial,
              fmt::format("{}: cannot be written ({}): see to the disk and "
                          "run the same command again",
                          path, Reason(error))};
  }
}

Failure ReadFailure(const std::string& path, int error) {
  const std::string_view remedy = error == ENOENT || error == ENOTDIR
                                      ? "check the name"
                                      : "check its permissions and the disk";
  return {ExitCode::kUsage, fmt::format("{}: cannot be read ({}): {}", path,
                                        Reason(error), remedy)};
}

Failure NoRegularFile(const std::string& path, std::string_view remedy) {
  return {ExitCode::kIntegrity,
          fmt::format("{}: is no regular file: {}", path, remedy)};
}

OpenFile OpenRegular(int folder, const char* name) {
  OpenFile file(
      openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  if (!file && errno != ENXIO) return {};
  if (file && fstat(file.get(), &status) != 0) return {};
  if (file && S_ISREG(status.st_mode)) return file;
  file = OpenFile();  // closing it may change errno
  errno = ELOOP;
  return {};
}

Outcome<size_t> FileSize(int descriptor, const std::string& path) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) {
    return tl::unexpected(ReadFailure(path, errno));
  }
  if (!S_ISREG(status.st_mode)) return tl::unexpected(NoRegularFile(path));
  return static_cast<size_t>(status.st_size);
}

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

std::string ReadAt(int descriptor, uint64_t offset, size_t length) {
  std::string bytes(length, '\0');
  size_t done = 0;
  while (done < length) {
    const ssize_t got = pread(descriptor, bytes.data() + done, length - done,
                              static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return {};
    done += static_cast<size_t>(got);
  }
  return bytes;
}

Outcome<std::string> ReadWhole(int descriptor, const std::string& path) {
  const Outcome<size_t> length = FileSize(descriptor, path);
  if (!length) return tl::unexpected(length.error());
  std::string bytes = ReadAt(descriptor, 0, *length);
  if (bytes.size() != *length) return tl::unexpected(ReadFailure(path, EIO));
  return bytes;
}

Outcome<OpenFile> MakeFolder(int parent, const char* name,
                             const std::string& path) {
  constexpr mode_t kAsUmaskSays = 0777;
  if (mkdirat(parent, name, kAsUmaskSays) != 0 && errno != EEXIST) {
    return tl::unexpected(WriteFailure(path, errno));
  }
  OpenFile folder(
      openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder) return tl::unexpected(WriteFailure(path, errno));
  return folder;
}

}  // namespace lockstep::fetch
