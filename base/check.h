// Our own mistakes: a broken invariant aborts with its place and its reason,
// in release builds too.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace lockstep {

[[noreturn]] inline void CheckFailed(const char* file, int line,
                                     const char* condition, const char* why) {
  std::fprintf(stderr, "%s:%d: a bug in lockstep: %s does not hold: %s\n", file,
               line, condition, why);
  std::abort();
}

}  // namespace lockstep

// `why` says why the condition must hold.
#define LOCKSTEP_CHECK(condition, why) \
  ((condition) ? void()                \
               : ::lockstep::CheckFailed(__FILE__, __LINE__, #condition, why))
