// Whether a corpus is what it says.
#pragma once

#include <string>

#include "history_fetch/failure.h"
#include "history_fetch/verify/finding.h"

namespace lockstep::fetch {

struct VerifyOptions {
  std::string folder = {};
  std::string build = {};    // not empty: replay the corpus with it
  std::string program = {};  // lockstep-replay; empty: where it usually is
  int threads = 1;
};

// Reads everything once, a history on each thread at a time. What is wrong with
// the corpus is in the answer; a failure is what kept us from looking: no such
// folder, no lockstep-replay or a build that it cannot load, another process
// that writes meanwhile.
Outcome<Verification> Verify(const VerifyOptions& options);

}  // namespace lockstep::fetch
