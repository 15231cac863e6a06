#include "history_fetch/corpus/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace lockstep::fetch {
namespace {

constexpr char kLock[] = "lock";

std::string Host() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

// What the holder wrote: "process 17 on build-3". Nothing is believed of it but
// that it is text.
std::string Holder(int descriptor) {
  constexpr size_t kLongest = 300;
  std::string text(kLongest, '\0');
  const ssize_t got = pread(descriptor, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<size_t>(got) : 0);
  text.resize(std::min(text.find('\n'), text.size()));
  const bool plain =
      !text.empty() && std::all_of(text.begin(), text.end(),
                                   [](char c) { return c >= ' ' && c <= '~'; });
  return plain ? text : "another process";
}

}  // namespace

Outcome<OpenFile> LockState(int state_folder, const std::string& corpus) {
  const std::string path = corpus + "/state/" + kLock;
  constexpr mode_t kAsUmaskSays = 0666;
  OpenFile file(openat(state_folder, kLock,
                       O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
                       kAsUmaskSays));
  if (!file) return tl::unexpected(WriteFailure(path, errno));
  int taken = 0;
  do {
    taken = flock(file.get(), LOCK_EX | LOCK_NB);
  } while (taken != 0 && errno == EINTR);
  if (taken != 0 && errno == EWOULDBLOCK) {
    return Fail(ExitCode::kPartial,
                fmt::format("{}: is being changed by {}: wait until that ends, "
                            "or name another folder",
                            corpus, Holder(file.get())));
  }
  if (taken != 0) return tl::unexpected(WriteFailure(path, errno));
  const std::string holder =
      fmt::format("process {} on {}\n", getpid(), Host());
  if (ftruncate(file.get(), 0) != 0 || !WriteAll(file.get(), holder)) {
    return tl::unexpected(WriteFailure(path, errno));
  }
  return file;
}

}  // namespace lockstep::fetch
