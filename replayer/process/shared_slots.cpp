#include "replayer/process/shared_slots.h"

#include <sys/mman.h>

#include <ctime>
#include <new>

#include "base/check.h"

namespace lockstep::replay {

static_assert(std::atomic<int64_t>::is_always_lock_free &&
              std::atomic<LoadStage>::is_always_lock_free);

static_assert(sizeof(std::atomic<LoadStage>) <= sizeof(Slot));

SharedSlots::SharedSlots(size_t count) : count_(count) {
  LOCKSTEP_CHECK(count > 0, "a supervisor has at least one worker");
  void* const pages = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  LOCKSTEP_CHECK(pages != MAP_FAILED, "a few pages can always be mapped");
  slots_ = static_cast<Slot*>(pages);
  for (size_t i = 0; i < count; ++i) new (slots_ + i) Slot;
  load_stage_ = new (slots_ + count) std::atomic<LoadStage>(LoadStage::kOpen);
}

SharedSlots::~SharedSlots() { munmap(slots_, bytes()); }

Slot& SharedSlots::operator[](size_t index) {
  LOCKSTEP_CHECK(index < count_, "slots are numbered from 0");
  return slots_[index];
}

int64_t MonotonicNow() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace lockstep::replay
