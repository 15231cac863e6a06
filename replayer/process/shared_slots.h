// Memory that the supervisor and its children share, so that a supervisor
// sees what a child is doing although the child is busy, stuck or dead.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace lockstep::replay {

// How far the loading of a build has come; a child that dies or hangs leaves
// its last stage here.
enum class LoadStage : int32_t {
  kOpen,  // dlopen: static initialisers run
  kCall,  // lockstep_build() runs
  kRead,  // its answer is being read
};

// A slot's task before its history's code is woken.
inline constexpr int64_t kNoTask = -1;

// What one worker is doing. Times are nanoseconds of MonotonicNow().
struct Slot {
  std::atomic<int32_t> pid = 0;
  std::atomic<int64_t> position = -1;  // in its batch; -1: not begun
  std::atomic<int64_t> item_since = 0;
  std::atomic<int64_t> code_since = 0;  // 0: no workflow code runs
  std::atomic<int32_t> speechless = 0;  // 1: a result could not be sent
  // For which task the code was woken last, as WakeUp says it.
  std::atomic<int64_t> task = kNoTask;
  std::atomic<int64_t> started_event_id = 0;
};

class SharedSlots {
 public:
  explicit SharedSlots(size_t count);
  ~SharedSlots();
  SharedSlots(const SharedSlots&) = delete;
  SharedSlots& operator=(const SharedSlots&) = delete;

  std::atomic<LoadStage>& load_stage() { return *load_stage_; }
  Slot& operator[](size_t index);
  size_t count() const { return count_; }

 private:
  size_t bytes() const { return sizeof(Slot) * (count_ + 1); }

  size_t count_;
  Slot* slots_;  // and the load stage behind the last
  std::atomic<LoadStage>* load_stage_;
};

// Nanoseconds of a clock that all processes share and nobody sets.
int64_t MonotonicNow();

}  // namespace lockstep::replay
