#include "history_fetch/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace lockstep::fetch {

void ForEachIndex(size_t count, int threads,
                  const std::function<void(size_t index)>& work) {
  std::atomic<size_t> next = 0;
  const auto run = [&] {
    for (size_t index = next++; index < count; index = next++) work(index);
  };
  const size_t others =
      std::min(count, static_cast<size_t>(std::max(threads, 1)));
  std::vector<std::jthread> pool;
  for (size_t i = 1; i < others; ++i) pool.emplace_back(run);
  run();
}

}  // namespace lockstep::fetch
