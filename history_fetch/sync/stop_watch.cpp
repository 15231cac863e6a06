#include "history_fetch/sync/stop_watch.h"

namespace lockstep::fetch {
namespace {

using Clock = std::chrono::steady_clock;

// A signal handler can wake nobody.
constexpr std::chrono::milliseconds kLook{50};

std::optional<Clock::time_point> Until(
    std::optional<std::chrono::milliseconds> deadline) {
  if (!deadline) return std::nullopt;
  return Clock::now() + *deadline;
}

}  // namespace

StopWatch::StopWatch(const std::atomic<bool>& asked,
                     std::optional<std::chrono::milliseconds> deadline)
    : asked_(asked),
      until_(Until(deadline)),
      thread_([this](const std::stop_token& ended) { Watch(ended); }) {}

void StopWatch::Watch(const std::stop_token& ended) {
  std::unique_lock lock(mutex_);
  while (!ended.stop_requested()) {
    if (asked_) {
      signal_.stop = true;
      return;
    }
    if (until_ && Clock::now() >= *until_) {
      signal_.deadline = true;
      signal_.stop = true;
      return;
    }
    wake_.wait_for(lock, ended, kLook, [] { return false; });
  }
}

}  // namespace lockstep::fetch
