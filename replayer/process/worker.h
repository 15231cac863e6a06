// A worker: the process that replays one batch of histories.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "replayer/process/forked_work.h"
#include "replayer/process/shared_slots.h"

namespace lockstep::replay {

// Kinds of frames that a worker sends.
inline constexpr char kNoteFrame = 'n';
inline constexpr char kPassedFrame = 'p';
inline constexpr char kFailedFrame = 'f';

struct WorkerPlace {
  Slot* slot;
  int result_fd;
};

// Runs the items in order and sends a frame for each. Call it in a process
// forked for this.
[[noreturn]] void RunWorker(ForkedWork& work,
                            const std::vector<uint32_t>& items,
                            const WorkerPlace& place);

}  // namespace lockstep::replay
