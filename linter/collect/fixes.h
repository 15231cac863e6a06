// Edits of the source that make a finding go away.
#pragma once

#include <optional>
#include <string>

#include "clang/AST/Expr.h"
#include "linter/collect/function_scope.h"
#include "linter/rules/model.h"

namespace lockstep::lint {

// The replacement that a model gives, if it can stand where the call does: the
// context is at hand, no macro is in the way, and what is awaited stands in a
// coroutine.
std::optional<Fix> FixOf(const Model& model, const clang::Expr& at,
                         FunctionScope& scope);

// Calls another function of the same namespace with the same arguments.
std::optional<Fix> RenameFix(const clang::CallExpr& call,
                             const std::string& name, const std::string& rule,
                             FunctionScope& scope);

}  // namespace lockstep::lint
