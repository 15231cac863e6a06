// Where a value goes within its function: into branches, commands, payloads,
// logs, out of sight. Follows variables without regard to order, through
// arithmetic, constructors, containers, and lambdas that capture them.
#pragma once

#include "clang/AST/Expr.h"
#include "linter/facts/flow.h"

namespace lockstep::lint {

class FunctionScope;

ValueFlow FlowOf(const clang::Expr& value, FunctionScope& scope);

// Of all that a call of a library function gives: its result, and what it
// writes through its arguments (`gettimeofday(&tv, nullptr)`).
ValueFlow FlowOfCall(const clang::Expr& call, FunctionScope& scope);

}  // namespace lockstep::lint
