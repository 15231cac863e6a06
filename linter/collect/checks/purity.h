// Whether running code leaves a trace: what it may call and write.
#pragma once

#include "linter/collect/function_scope.h"

namespace lockstep::lint {

// Calling the function changes nothing outside it, makes no command and draws
// no random number. Looks into bodies that are visible, a few levels deep; a
// function that cannot be seen is not pure.
bool IsPure(const clang::FunctionDecl& function, FunctionScope& scope,
            int depth = 0);

// The lambda that an expression makes or names (a local variable that holds
// nothing else); null if there is none.
const clang::LambdaExpr* LambdaOf(const clang::Expr& expr);

}  // namespace lockstep::lint
