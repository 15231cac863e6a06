#include "history_fetch/showing/destination.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <utility>

#include "history_fetch/corpus/open_file.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

// A file that has no name any more, or soon gets another one.
struct Temporary {
  std::string path;
  OpenFile file;
};

Outcome<Temporary> MakeTemporary(std::string pattern) {
  Temporary made;
  made.file = OpenFile(mkostemp(pattern.data(), O_CLOEXEC));
  if (!made.file) return tl::unexpected(WriteFailure(pattern, errno));
  made.path = std::move(pattern);
  return made;
}

class ToStdout final : public Destination {
 public:
  explicit ToStdout(Temporary spool) : spool_(std::move(spool)) {
    unlink(spool_.path.c_str());
  }

  Outcome<void> Write(std::string_view text) override {
    if (WriteAll(spool_.file.get(), text)) return {};
    return tl::unexpected(WriteFailure(spool_.path, errno));
  }

  Outcome<void> Close() override { return {}; }

  Outcome<void> Commit() override {
    std::array<char, 65536> buffer;
    lseek(spool_.file.get(), 0, SEEK_SET);
    while (true) {
      const ssize_t size =
          read(spool_.file.get(), buffer.data(), buffer.size());
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) return tl::unexpected(ReadFailure(spool_.path, errno));
      if (size == 0) return {};
      if (!WriteAll(STDOUT_FILENO,
                    {buffer.data(), static_cast<size_t>(size)})) {
        return Fail(ExitCode::kPartial,
                    "stdout takes no more; check what reads it, or write to a "
                    "file with --file");
      }
    }
  }

 private:
  Temporary spool_;
};

class ToFile final : public Destination {
 public:
  ToFile(std::string path, Temporary temporary)
      : path_(std::move(path)), temporary_(std::move(temporary)) {}
  ~ToFile() override {
    if (!committed_) unlink(temporary_.path.c_str());
  }

  Outcome<void> Write(std::string_view text) override {
    if (WriteAll(temporary_.file.get(), text)) return {};
    return Refused();
  }

  Outcome<void> Close() override {
    const mode_t mask = umask(0);
    umask(mask);
    fchmod(temporary_.file.get(), 0666 & ~mask);
    if (fsync(temporary_.file.get()) != 0) return Refused();
    return {};
  }

  Outcome<void> Commit() override {
    if (rename(temporary_.path.c_str(), path_.c_str()) != 0) return Refused();
    committed_ = true;
    return {};
  }

 private:
  tl::unexpected<Failure> Refused() const {
    return tl::unexpected(WriteFailure(path_, errno));
  }

  const std::string path_;
  Temporary temporary_;
  bool committed_ = false;
};

}  // namespace

Outcome<std::unique_ptr<Destination>> OpenDestination(const std::string& path) {
  if (path == "-") {
    std::error_code none;
    const fs::path folder = fs::temp_directory_path(none);
    auto spool = MakeTemporary(folder / "lockstep-get-XXXXXX");
    if (!spool) return tl::unexpected(spool.error());
    return std::make_unique<ToStdout>(std::move(*spool));
  }
  if (std::error_code none; path.empty() || fs::is_directory(path, none)) {
    return Fail(ExitCode::kUsage,
                fmt::format("--file '{}' is no name for a file; give one, or - "
                            "for stdout",
                            path));
  }
  // On the same file system, so that it can take the name.
  auto temporary = MakeTemporary(path + ".XXXXXX");
  if (!temporary) {
    return tl::unexpected(WriteFailure(path, errno));
  }
  return std::make_unique<ToFile>(path, std::move(*temporary));
}

}  // namespace lockstep::fetch
