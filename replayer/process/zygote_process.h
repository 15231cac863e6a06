// The zygote: the process that loads the build and forks the workers. It runs
// no workflow code itself, so every worker starts from the same state.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "replayer/process/forked_work.h"
#include "replayer/process/shared_slots.h"

namespace lockstep::replay {

// Kinds of frames between the main process and the zygote.
inline constexpr char kLoadedFrame = 'l';   // zygote: what Load() returned
inline constexpr char kRefusedFrame = 'r';  // zygote: why Load() failed
inline constexpr char kSpawnFrame = 's';    // main: slot and items
inline constexpr char kPidFrame = 'p';      // zygote: the worker's pid

struct ZygotePlace {
  int control_fd;
  std::vector<int> result_fds;  // one for each slot
  SharedSlots* slots;
  pid_t supervisor;
};

// Loads, answers, then forks a worker for each request until the main process
// is gone. Workers become children of the main process, which must be a child
// subreaper. Call it in a process forked for this.
[[noreturn]] void RunZygote(ForkedWork& work, const ZygotePlace& place);

// A spawn request: the first number is the slot.
std::string EncodeSpawn(size_t slot, const std::vector<uint32_t>& items);
std::vector<uint32_t> DecodeNumbers(const std::string& bytes);

}  // namespace lockstep::replay
