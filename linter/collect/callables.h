// Follows expressions to what they would call.
#pragma once

#include <vector>

#include "clang/AST/Expr.h"
#include "linter/collect/function_scope.h"

namespace lockstep::lint {

// Class names whose objects hold any callable: std::function and its like.
bool IsCallableWrapper(std::string_view class_name);

// Library functions whose result is, or holds, their arguments: std::move,
// std::bind. They call nothing.
bool PassesOn(std::string_view function_name);

// A type whose values can be called without the type saying what: pointers to
// functions and members, std::function and its like.
bool HoldsCallables(clang::QualType type, Names& names);

// What the expression may call: a lambda, a function, a slot, a parameter.
// Empty if it is nothing that can be called; kUnknown if it can, but what it
// calls is not known.
std::vector<Callable> CallablesOf(const clang::Expr& expression,
                                  FunctionScope& scope);

// The slot of a variable or field that holds callables, alone or in a
// container; also of a captured parameter.
Key SlotOf(const clang::ValueDecl& variable, FunctionScope& scope);

// The slot of the results of a function.
Key ReturnSlot(const Key& function);

}  // namespace lockstep::lint
