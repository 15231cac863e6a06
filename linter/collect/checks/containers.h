// What the models say about the container that an expression is.
#pragma once

#include "linter/collect/function_scope.h"
#include "linter/rules/model.h"

namespace lockstep::lint {

// Of the type, seen through references and cv; null if it is no container
// that is known.
const ContainerModel* ContainerOf(clang::QualType type, FunctionScope& scope);

// Its elements have no order that the program fixed.
bool IsUnordered(clang::QualType type, FunctionScope& scope);

// The keys are addresses, and nothing but their value says how they are
// ordered (sorted) or hashed (unordered).
bool IsKeyedByAddress(clang::QualType type, FunctionScope& scope);

// Each key once, in the order of keys: what is put in does not depend on when.
bool ForgetsOrder(const ContainerModel& container);

}  // namespace lockstep::lint
