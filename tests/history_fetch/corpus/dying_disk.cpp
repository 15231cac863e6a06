#include "tests/history_fetch/corpus/dying_disk.h"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <utility>

namespace lockstep::fetch {
namespace {

std::atomic<int> calls = 0;
std::atomic<int> die_at = 0;
std::atomic<bool> logging = false;
std::mutex log_mutex;
std::vector<std::string> log_lines;
std::string awaited;
std::function<void()> before_opening;

struct Fault {
  std::string name;
  int error = 0;
};
Fault open_fault;
Fault read_fault;

// True: this call is the one to die at.
bool Count() { return ++calls == die_at; }

void CountOrDie() {
  if (Count()) _exit(kDied);
}

void Log(const std::string& line) {
  if (!logging) return;
  const std::scoped_lock lock(log_mutex);
  log_lines.push_back(line);
}

void ActIfAwaited(const char* name) {
  if (before_opening == nullptr || awaited != name) return;
  std::exchange(before_opening, nullptr)();
}

// What a descriptor leads to, the last part of its path.
std::string NameOf(int descriptor) {
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  std::string path(1000, '\0');
  const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
  path.resize(static_cast<size_t>(std::max<ssize_t>(length, 0)));
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

void DieAt(int call) {
  calls = 0;
  die_at = call;
}

int CallsSoFar() { return calls; }

void BeforeOpening(const std::string& name, std::function<void()> act) {
  awaited = name;
  before_opening = std::move(act);
}

void FailOpening(const std::string& name, int error) {
  open_fault = {name, error};
}

void FailReading(const std::string& name, int error) {
  read_fault = {name, error};
}

void StartLog() {
  TakeLog();
  logging = true;
}

std::vector<std::string> TakeLog() {
  logging = false;
  const std::scoped_lock lock(log_mutex);
  return std::exchange(log_lines, {});
}

}  // namespace lockstep::fetch

// NOLINTBEGIN: the names are those of the system.
extern "C" {

using lockstep::fetch::CountOrDie;
using lockstep::fetch::Log;
using lockstep::fetch::NameOf;

ssize_t write(int descriptor, const void* bytes, size_t count) {
  if (descriptor > 2) {
    if (lockstep::fetch::Count()) {
      syscall(SYS_write, descriptor, bytes, count / 2);
      _exit(lockstep::fetch::kDied);
    }
    Log("write " + NameOf(descriptor));
  }
  return syscall(SYS_write, descriptor, bytes, count);
}

ssize_t pread(int descriptor, void* bytes, size_t count, off_t offset) {
  const auto& fault = lockstep::fetch::read_fault;
  if (fault.error != 0 && NameOf(descriptor) == fault.name) {
    errno = fault.error;
    return -1;
  }
  return syscall(SYS_pread64, descriptor, bytes, count, offset);
}

int renameat(int from_folder, const char* from, int to_folder,
             const char* to) noexcept {
  CountOrDie();
  Log(std::string("rename ") + to);
  return static_cast<int>(
      syscall(SYS_renameat2, from_folder, from, to_folder, to, 0));
}

int unlinkat(int folder, const char* name, int flags) noexcept {
  CountOrDie();
  const auto done =
      static_cast<int>(syscall(SYS_unlinkat, folder, name, flags));
  if (done == 0) Log(std::string("unlink ") + name);
  return done;
}

int mkdirat(int folder, const char* name, mode_t mode) noexcept {
  CountOrDie();
  return static_cast<int>(syscall(SYS_mkdirat, folder, name, mode));
}

int openat(int folder, const char* name, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode =
      (flags & O_CREAT) != 0 ? static_cast<mode_t>(va_arg(rest, int)) : 0;
  va_end(rest);
  if ((flags & O_CREAT) != 0) {
    CountOrDie();
  } else {
    lockstep::fetch::ActIfAwaited(name);
    const auto& fault = lockstep::fetch::open_fault;
    if (fault.error != 0 && name == fault.name) {
      errno = fault.error;
      return -1;
    }
  }
  return static_cast<int>(syscall(SYS_openat, folder, name, flags, mode));
}

int ftruncate(int descriptor, off_t length) noexcept {
  CountOrDie();
  return static_cast<int>(syscall(SYS_ftruncate, descriptor, length));
}

int fsync(int descriptor) {
  Log("fsync " + NameOf(descriptor));
  return 0;
}

int fdatasync(int descriptor) {
  Log("fdatasync " + NameOf(descriptor));
  return 0;
}

int syncfs(int) noexcept {
  Log("syncfs");
  return 0;
}

}  // extern "C"
// NOLINTEND
