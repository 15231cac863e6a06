// Runs numbered jobs on threads with stacks that Clang's recursion fits into.
#pragma once

#include <cstddef>
#include <functional>

namespace lockstep::lint {

// Calls `job(0)` to `job(count - 1)`, at most `threads` at a time, and waits.
void RunJobs(size_t count, unsigned threads,
             const std::function<void(size_t)>& job);

}  // namespace lockstep::lint
