#include "rpc/client/limiter.h"

#include <algorithm>
#include <chrono>

#include "rpc/client/stop.h"

namespace lockstep::rpc {
namespace {

// Within this time throttled answers are taken for one.
constexpr double kOneCutSeconds = 1;

double NowSeconds() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

TokenBucket::TokenBucket(double per_second)
    : per_second_(per_second),
      burst_(std::max(1.0, per_second)),
      tokens_(burst_) {}

double TokenBucket::Take(double now_s) {
  if (per_second_ <= 0) return 0;
  tokens_ = std::min(burst_, tokens_ + (now_s - last_s_) * per_second_);
  last_s_ = now_s;
  tokens_ -= 1;  // below zero: turns that others wait for
  return tokens_ >= 0 ? 0 : -tokens_ / per_second_;
}

ConcurrencyWindow::ConcurrencyWindow(int most)
    : most_(std::max(1, most)), size_(most_), last_cut_s_(-kOneCutSeconds) {}

void ConcurrencyWindow::Succeeded() {
  if (++successes_ < size_) return;
  successes_ = 0;
  size_ = std::min(size_ + 1, most_);
}

void ConcurrencyWindow::Throttled(double now_s) {
  if (now_s - last_cut_s_ < kOneCutSeconds) return;
  last_cut_s_ = now_s;
  successes_ = 0;
  size_ = std::max(1, size_ / 2);
}

Limiter::Limiter(double list_calls_per_second, int concurrency,
                 const std::atomic<bool>& stopped)
    : stopped_(stopped), bucket_(list_calls_per_second), window_(concurrency) {}

bool Limiter::TakeTurn() {
  double wait_s = 0;
  {
    const std::lock_guard lock(mutex_);
    wait_s = bucket_.Take(NowSeconds());
  }
  return Sleep(wait_s, stopped_);
}

bool Limiter::Enter() {
  std::unique_lock lock(mutex_);
  while (running_ >= window_.size() && !stopped_) {
    left_.wait_for(lock, std::chrono::duration<double>(kStopPollSeconds));
  }
  if (stopped_) return false;
  ++running_;
  return true;
}

void Limiter::Leave(Ended ended) {
  {
    const std::lock_guard lock(mutex_);
    --running_;
    if (ended == Ended::kWell) window_.Succeeded();
    if (ended == Ended::kThrottled) window_.Throttled(NowSeconds());
  }
  left_.notify_one();
}

int Limiter::window() const {
  const std::lock_guard lock(mutex_);
  return window_.size();
}

}  // namespace lockstep::rpc
