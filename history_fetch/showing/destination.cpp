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
#include "history_fetch/output_target.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

// A file that has no name any more, or soon gets another one.
struct Temporary {
  std::string path;
  OpenFile file;
};

// `named` is what the user knows it as.
Outcome<Temporary> MakeTemporary(std::string pattern,
                                 const std::string& named) {
  Temporary made;
  made.file = OpenFile(mkostemp(pattern.data(), O_CLOEXEC));
  if (!made.file) return tl::unexpected(OutputFailure(named, errno));
  made.path = std::move(pattern);
  return made;
}

// Stdout, a FIFO, a device: nothing is sent before all of it is there.
class ToStream final : public Destination {
 public:
  // `path` is "" for stdout.
  ToStream(Temporary spool, std::string path, OpenFile stream)
      : spool_(std::move(spool)),
        path_(std::move(path)),
        stream_(std::move(stream)) {
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
      if (!Send({buffer.data(), static_cast<size_t>(size)})) {
        return Fail(ExitCode::kPartial,
                    fmt::format("{} takes no more; check what reads it, or "
                                "write to a file with --file",
                                path_.empty() ? "stdout" : path_));
      }
    }
  }

 private:
  bool Send(std::string_view bytes) const {
    return WriteAll(path_.empty() ? STDOUT_FILENO : stream_.get(), bytes);
  }

  Temporary spool_;
  const std::string path_;
  const OpenFile stream_;
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
    return tl::unexpected(OutputFailure(path_, errno));
  }

  const std::string path_;
  Temporary temporary_;
  bool committed_ = false;
};

Outcome<std::unique_ptr<Destination>> OpenStream(std::string path,
                                                 OpenFile stream) {
  std::error_code none;
  const fs::path folder = fs::temp_directory_path(none);
  auto spool = MakeTemporary(folder / "lockstep-get-XXXXXX", folder);
  if (!spool) return tl::unexpected(spool.error());
  return std::make_unique<ToStream>(std::move(*spool), std::move(path),
                                    std::move(stream));
}

}  // namespace

Outcome<std::unique_ptr<Destination>> OpenDestination(const std::string& path) {
  if (path == "-") return OpenStream("", OpenFile());
  if (std::error_code none; path.empty() || fs::is_directory(path, none)) {
    return Fail(ExitCode::kUsage,
                fmt::format("--file '{}' is no name for a file; give one, or - "
                            "for stdout",
                            path));
  }
  auto target = OpenOutputTarget(path);
  if (!target) return tl::unexpected(target.error());
  if (target->stream) return OpenStream(path, std::move(target->stream));
  // On the same file system, so that it can take the name.
  auto temporary = MakeTemporary(target->path + ".XXXXXX", path);
  if (!temporary) return tl::unexpected(temporary.error());
  return std::make_unique<ToFile>(target->path, std::move(*temporary));
}

}  // namespace lockstep::fetch
