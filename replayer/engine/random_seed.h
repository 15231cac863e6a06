// The seed of a run's random numbers (replay-semantics 3.9).
#pragma once

#include <cstdint>
#include <string_view>

namespace lockstep::replay {

// SipHash-1-3 with zero keys over the run id's bytes and a byte 0xFF, as the
// Core engine computes it.
uint64_t RandomSeed(std::string_view run_id);

}  // namespace lockstep::replay
