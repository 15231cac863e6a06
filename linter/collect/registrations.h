// Callables that are handed to an SDK or to another role.
#pragma once

#include "linter/collect/call_view.h"
#include "linter/collect/function_scope.h"

namespace lockstep::lint {

// Adds a Registration for every callable that the profiles say is one.
// Answers which arguments they were, so that they are not called here.
std::vector<const clang::Expr*> AddRegistrations(const CallSite& site,
                                                 const clang::Expr& at,
                                                 const SdkMeaning& meaning,
                                                 FunctionScope& scope);

// In another role, without a profile: threads, executors.
void AddRole(Role role, const clang::Expr& callable, const std::string& how,
             FunctionScope& scope);

// Whether a reference to a function is (part of) an argument, an initialiser,
// an assignment or a result: then stores and arguments tell where it goes.
bool AddressGoesSomewhere(const clang::DeclRefExpr& reference,
                          FunctionScope& scope);

}  // namespace lockstep::lint
