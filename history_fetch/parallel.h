// The same work for many indices, on a few threads.
#pragma once

#include <cstddef>
#include <functional>

namespace lockstep::fetch {

// Calls `work` once for each index below `count`, on at most `threads` threads,
// beginning with the smallest; returns when all are done.
void ForEachIndex(size_t count, int threads,
                  const std::function<void(size_t index)>& work);

}  // namespace lockstep::fetch
