// Stacks of workflow code, for whoever reads a report.
#pragma once

#include <vector>

#include "lockstep/build_abi.h"
#include "lockstep/impl/coroutine.h"
#include "lockstep/place.h"

namespace lockstep::internal {

// A stack has at most this many places, innermost first.
inline constexpr size_t kMaxPlaces = 64;

// Texts of places live as long as the build.
using Places = std::vector<LsPlace>;

// Where `caller` asks for something: the call, then the coroutines that await
// the one it is in. `current` is the coroutine that runs, or null.
Places StackOf(const PromiseBase* current, const Place& caller);
// Where a suspended coroutine waits, then those that await it.
Places ChainOf(const PromiseBase& coroutine);
// The coroutine itself, without a line of its own.
Places NameOf(const PromiseBase& coroutine);
// Where a coroutine that has ended returned a value, else its name.
Places ReturnOf(const PromiseBase& coroutine);

}  // namespace lockstep::internal
