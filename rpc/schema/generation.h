// Tells caches that are keyed by descriptors when to forget them: the address
// of a descriptor may be used again once its schema is gone.
#pragma once

#include <cstdint>

namespace lockstep::rpc {

// Changes each time a Schema is destroyed. Thread-safe.
uint64_t DescriptorGeneration();

}  // namespace lockstep::rpc
