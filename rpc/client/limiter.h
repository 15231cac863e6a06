// How much at once, and how often: a downloader competes with the workers of
// its namespace (history-download 2.2).
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace lockstep::rpc {

// So many calls a second, evenly; a second's worth may come at once after a
// rest. Time is a parameter: seconds on any clock that never goes back.
class TokenBucket {
 public:
  // `per_second` <= 0: no limit.
  explicit TokenBucket(double per_second);

  // Takes a turn and yields how long to wait for it.
  double Take(double now_s);

 private:
  const double per_second_;
  const double burst_;
  double tokens_;
  double last_s_ = 0;
};

// How many calls may run at once: half as many when the server throttles, one
// more when as many as that have gone well.
class ConcurrencyWindow {
 public:
  explicit ConcurrencyWindow(int most);

  int size() const { return size_; }
  void Succeeded();
  // Answers to calls that were on their way together count once.
  void Throttled(double now_s);

 private:
  const int most_;
  int size_;
  int successes_ = 0;
  double last_cut_s_;
};

// Both, for the calls of many threads.
class Limiter {
 public:
  Limiter(double list_calls_per_second, int concurrency,
          const std::atomic<bool>& stopped);

  // Waits for a turn of the rate limit. False: stopped.
  bool TakeTurn();

  // Waits for a place among the calls that run. False: stopped, and there is
  // no place to give back.
  bool Enter();
  enum class Ended { kWell, kThrottled, kOtherwise };
  void Leave(Ended ended);

  int window() const;

 private:
  const std::atomic<bool>& stopped_;
  mutable std::mutex mutex_;  // of all below
  std::condition_variable left_;
  TokenBucket bucket_;
  ConcurrencyWindow window_;
  int running_ = 0;
};

}  // namespace lockstep::rpc
