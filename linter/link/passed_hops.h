// What happens to a callable behind the call that it is passed to: hops for the
// chain, so that it ends where the callable is run.
#pragma once

#include <vector>

#include "linter/findings/finding.h"
#include "linter/link/graph.h"

namespace lockstep::lint {

// Of a kPassed edge; in the order in which they happen.
std::vector<Hop> PassedHops(const Program& program, const Edge& edge);

}  // namespace lockstep::lint
