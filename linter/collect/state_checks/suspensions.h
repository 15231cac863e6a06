// Objects that are alive while a coroutine waits.
#pragma once

#include "clang/AST/Decl.h"
#include "linter/collect/function_scope.h"

namespace lockstep::lint {

// The first co_await at which the local variable is alive; null if there is
// none. What is unlocked, released or reset by hand before does not count.
const clang::Expr* SuspensionDuring(const clang::DeclStmt& declaration,
                                    const clang::VarDecl& variable,
                                    FunctionScope& scope);

}  // namespace lockstep::lint
