#include "linter/collect/driver/work_pool.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <vector>

#include "llvm/Support/thread.h"

namespace lockstep::lint {
namespace {

constexpr unsigned kStackBytes = 16u << 20;

}  // namespace

void RunJobs(size_t count, unsigned threads,
             const std::function<void(size_t)>& job) {
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < count; i = next++) job(i);
  };
  std::vector<llvm::thread> pool;
  const size_t size = std::min<size_t>(std::max(threads, 1u), count);
  for (size_t i = 0; i < size; ++i) {
    pool.emplace_back(std::optional<unsigned>(kStackBytes), work);
  }
  for (llvm::thread& thread : pool) thread.join();
}

}  // namespace lockstep::lint
