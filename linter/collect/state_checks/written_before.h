// Scratch buffers: reads that see only what the function itself wrote.
#pragma once

#include <set>

#include "linter/collect/function_scope.h"

namespace lockstep::lint {

// Those of `reads` that are reached only over one of `writers`, with no
// suspension in between: others may write while a coroutine waits.
std::set<const clang::Stmt*> WrittenBefore(
    FunctionScope& scope, const std::set<const clang::Stmt*>& writers,
    const std::set<const clang::Stmt*>& reads);

}  // namespace lockstep::lint
