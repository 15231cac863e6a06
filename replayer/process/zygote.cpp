#include "replayer/process/zygote.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "replayer/process/process_group.h"
#include "replayer/process/wait_status.h"
#include "replayer/process/zygote_process.h"

namespace lockstep::replay {
namespace {

constexpr int kPollMs = 50;
constexpr int kSpawnTimeoutMs = 30'000;

// Two ends; both empty if the system has no more.
std::pair<UniqueFd, UniqueFd> MakeChannel() {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
                 ends.data()) != 0) {
    return {};
  }
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

LoadFailure NoProcess(const char* what) {
  return {LoadFailure::Cause::kNoProcess,
          std::string(what) + ": " + std::strerror(errno)};
}

void WaitFor(std::initializer_list<int> fds, int timeout_ms) {
  std::vector<pollfd> wanted;
  for (const int fd : fds) wanted.push_back({fd, POLLIN, 0});
  poll(wanted.data(), wanted.size(), timeout_ms);
}

}  // namespace

tl::expected<std::unique_ptr<Zygote>, LoadFailure> Zygote::Start(
    ForkedWork& work, size_t slots) {
  std::unique_ptr<Zygote> zygote(new Zygote(slots));
  auto [control, far_control] = MakeChannel();
  std::vector<UniqueFd> far_results;
  ZygotePlace place{far_control.get(), {}, &zygote->slots_, getpid()};
  for (size_t i = 0; i < slots; ++i) {
    auto [near, far] = MakeChannel();
    if (far.get() < 0) return tl::unexpected(NoProcess("no more sockets"));
    place.result_fds.push_back(far.get());
    far_results.push_back(std::move(far));
    zygote->result_fds_.push_back(std::move(near));
  }
  zygote->control_ = std::move(control);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  std::fflush(nullptr);  // or a child would print it again
  zygote->pid_ = fork();
  if (zygote->pid_ < 0) return tl::unexpected(NoProcess("no more processes"));
  if (zygote->pid_ == 0) {
    zygote->control_.Close();
    zygote->result_fds_.clear();
    RunZygote(work, place);
  }
  return zygote;
}

Zygote::~Zygote() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  EndGroup(pid_);
}

bool Zygote::HasDied() {
  if (pid_ > 0 && waitpid(pid_, &wait_status_, WNOHANG) == pid_) {
    EndGroup(pid_);
    pid_ = -1;
  }
  return pid_ <= 0;
}

tl::expected<std::string, LoadFailure> Zygote::AwaitLoad(
    std::chrono::nanoseconds limit, SignalWatch& signals) {
  const int64_t begin = MonotonicNow();
  LoadFailure failure;
  while (true) {
    // Its death is looked at first: what it said before is still there then.
    const bool died = HasDied();
    control_reader_.ReadFrom(control_.get());
    if (std::optional<Frame> frame = control_reader_.Next()) {
      if (frame->kind == kLoadedFrame) return std::move(frame->body);
      failure.message = std::move(frame->body);
      return tl::unexpected(failure);
    }
    const bool late =
        limit.count() > 0 && MonotonicNow() - begin > limit.count();
    if (died || late || signals.interrupted() != 0) {
      failure.cause = died   ? LoadFailure::Cause::kDied
                      : late ? LoadFailure::Cause::kTimedOut
                             : LoadFailure::Cause::kInterrupted;
      failure.stage = slots_.load_stage();
      failure.wait_status = wait_status_;
      return tl::unexpected(failure);
    }
    WaitFor({control_.get(), signals.fd()}, kPollMs);
    signals.Drain();
  }
}

Result<pid_t> Zygote::Spawn(size_t slot, const std::vector<uint32_t>& items) {
  Slot& place = slots_[slot];
  place.pid = 0;
  place.position = -1;
  place.code_since = 0;
  place.speechless = 0;
  const bool sent =
      WriteFrame(control_.get(), kSpawnFrame, EncodeSpawn(slot, items));
  const int64_t begin = MonotonicNow();
  while (sent && (MonotonicNow() - begin) / 1'000'000 < kSpawnTimeoutMs) {
    const bool open = control_reader_.ReadFrom(control_.get());
    if (const std::optional<Frame> frame = control_reader_.Next()) {
      const auto pid = static_cast<pid_t>(DecodeNumbers(frame->body).at(0));
      if (pid > 0) return pid;
      return Fail("no more processes can be started; try a smaller -j");
    }
    if (!open) break;
    WaitFor({control_.get()}, kPollMs);
  }
  return Fail(HasDied() ? "the build's process died while it was idle: " +
                              InWords(wait_status_)
                        : "the build's process does not answer any more");
}

}  // namespace lockstep::replay
