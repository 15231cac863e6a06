// The main process's end of the zygote.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/result.h"
#include "replayer/process/forked_work.h"
#include "replayer/process/frame.h"
#include "replayer/process/shared_slots.h"
#include "replayer/process/signal_watch.h"
#include "replayer/process/unique_fd.h"

namespace lockstep::replay {

// Why a build was not loaded.
struct LoadFailure {
  enum class Cause { kRefused, kDied, kTimedOut, kInterrupted, kNoProcess };
  Cause cause = Cause::kRefused;
  std::string message;  // kRefused: Load()'s sentence; kNoProcess: why
  LoadStage stage = LoadStage::kOpen;
  int wait_status = 0;  // kDied
};

class Zygote {
 public:
  // Forks it; it begins to load at once. `slots` is how many workers can live
  // side by side.
  static tl::expected<std::unique_ptr<Zygote>, LoadFailure> Start(
      ForkedWork& work, size_t slots);

  // Kills it and everything in its process group.
  ~Zygote();

  // Waits for the end of Load() and returns its answer. No time limit if
  // `limit` is zero.
  tl::expected<std::string, LoadFailure> AwaitLoad(
      std::chrono::nanoseconds limit, SignalWatch& signals);

  // Forks a worker into a free slot. It is a child of this process.
  Result<pid_t> Spawn(size_t slot, const std::vector<uint32_t>& items);

  size_t slot_count() const { return slots_.count(); }
  Slot& slot(size_t index) { return slots_[index]; }
  int result_fd(size_t index) const { return result_fds_.at(index).get(); }

 private:
  explicit Zygote(size_t slots) : slots_(slots) {}

  bool HasDied();

  SharedSlots slots_;
  pid_t pid_ = -1;
  int wait_status_ = 0;  // when pid_ is -1
  UniqueFd control_;
  FrameReader control_reader_;
  std::vector<UniqueFd> result_fds_;
};

}  // namespace lockstep::replay
