// Checks of state and of coroutines: what is shared by executions, what is
// written where it must not be, what is alive across a suspension.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "linter/collect/check.h"

namespace lockstep::lint {

void AddStateChecks(std::vector<std::unique_ptr<Check>>& checks);

// The names of the state of its own that a callable carries, for
// Registration::captures: "cache, client"; empty if there is none. What it
// captures by value and cannot change is no state.
std::string CapturesOf(const clang::Expr& callable);

}  // namespace lockstep::lint
