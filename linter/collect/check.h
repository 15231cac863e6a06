// A check finds one construct: unordered iteration, pointer comparison, an
// unsequenced pair ... Calls of library functions need no check: models judge
// them. Checks are stateless between functions; a unit has its own set.
#pragma once

#include <memory>
#include <vector>

#include "clang/AST/Stmt.h"
#include "linter/collect/function_scope.h"

namespace lockstep::lint {

class Check {
 public:
  virtual ~Check() = default;

  // Every statement and expression of the body that can be executed, parents
  // first, implicit code (default arguments, member initialisers) included.
  // Never inside sizeof, decltype, noexcept, requires, typeid of types,
  // discarded branches of `if constexpr`, templates that are not instantiated;
  // nor inside lambdas, which are functions of their own.
  virtual void OnStatement(const clang::Stmt& /*statement*/,
                           FunctionScope& /*scope*/) {}
  // After the last statement: for checks that need the whole body or its CFG.
  virtual void OnFunctionEnd(FunctionScope& /*scope*/) {}
};

// All checks, in the order of their names: the hand-written list is in
// all_checks.cpp.
std::vector<std::unique_ptr<Check>> MakeChecks();

}  // namespace lockstep::lint
