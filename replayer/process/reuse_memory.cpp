#include "replayer/process/reuse_memory.h"

#include <malloc.h>

namespace lockstep::replay {

void ReuseMemory() {
  constexpr int kBlockBytes = 32 << 20;  // glibc allows no more
  constexpr int kFreeBytes = 64 << 20;
  mallopt(M_MMAP_THRESHOLD, kBlockBytes);
  mallopt(M_TRIM_THRESHOLD, kFreeBytes);
}

}  // namespace lockstep::replay
