// When a command that takes long is to stop: on a signal, or when its time is
// up.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace lockstep::fetch {

struct StopSignal {
  std::atomic<bool> stop = false;
  std::atomic<bool> deadline = false;  // that is why
};

// Sets a signal from a thread of its own.
class StopWatch {
 public:
  // `asked` outlives it.
  StopWatch(const std::atomic<bool>& asked,
            std::optional<std::chrono::milliseconds> deadline);

  const StopSignal& signal() const { return signal_; }

 private:
  void Watch(const std::stop_token& ended);

  const std::atomic<bool>& asked_;
  const std::optional<std::chrono::steady_clock::time_point> until_;
  StopSignal signal_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace lockstep::fetch
