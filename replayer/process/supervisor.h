// Runs items in workers, side by side, and sees to it that every item has an
// outcome whatever the workers do.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "base/result.h"
#include "replayer/process/signal_watch.h"
#include "replayer/process/work_queue.h"
#include "replayer/process/zygote.h"

namespace lockstep::replay {

// Zero: no limit.
struct Limits {
  std::chrono::nanoseconds deadlock = std::chrono::seconds(10);
  std::chrono::nanoseconds timeout = std::chrono::seconds(300);
  int64_t memory_bytes = int64_t{4096} << 20;
};

// Receives the outcomes, in the order of the items.
using OutcomeSink = std::function<void(Outcome)>;

// Ends early without an error when `signals` was interrupted. It leaves no
// worker behind.
Result<void> Supervise(Zygote& zygote, WorkQueue queue, const Limits& limits,
                       SignalWatch& signals, const OutcomeSink& sink);

}  // namespace lockstep::replay
