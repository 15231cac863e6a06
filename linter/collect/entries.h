// Functions that are entries because of their shape: by profile.
#pragma once

#include "clang/AST/Decl.h"
#include "linter/collect/function_scope.h"

namespace lockstep::lint {

// Fills entry, entry_reason, entry_if_root and annotation.
void FindEntry(const clang::FunctionDecl& function, const UnitScope& unit,
               FunctionFacts& facts);

// Its author says whether it is deterministic; nobody needs its body then.
bool IsAnnotated(const clang::FunctionDecl& function);

}  // namespace lockstep::lint
