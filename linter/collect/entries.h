// Functions that are entries because of their shape: by profile.
#pragma once

#include "clang/AST/Decl.h"
#include "linter/collect/function_scope.h"

namespace lockstep::lint {

// Fills entry, entry_reason, entry_if_root and annotation.
void FindEntry(const clang::FunctionDecl& function, const UnitScope& unit,
               FunctionFacts& facts);

}  // namespace lockstep::lint
