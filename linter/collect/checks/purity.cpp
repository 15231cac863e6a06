#include "linter/collect/checks/purity.h"

#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {

using llvm::dyn_cast;
using llvm::isa;

namespace {

constexpr int kDeepest = 3;

// A variable of the function itself, held by value.
bool IsOwnValue(const clang::Expr& target, const clang::FunctionDecl& self) {
  const auto* variable = dyn_cast_or_null<clang::VarDecl>(RootOf(target));
  return variable != nullptr && variable->hasLocalStorage() &&
         variable->getDeclContext()->Equals(&self) &&
         !variable->getType()->isReferenceType() &&
         !variable->getType()->isPointerType();
}

bool IsHarmless(const clang::Stmt& statement, const clang::FunctionDecl& self,
                FunctionScope& scope, int depth) {
  if (isa<clang::CoroutineSuspendExpr, clang::CXXThrowExpr, clang::AsmStmt,
          clang::CXXDeleteExpr, clang::CXXNewExpr>(statement)) {
    return false;
  }
  if (const auto* op = dyn_cast<clang::BinaryOperator>(&statement)) {
    return !op->isAssignmentOp() || IsOwnValue(*op->getLHS(), self);
  }
  if (const auto* op = dyn_cast<clang::UnaryOperator>(&statement)) {
    return !op->isIncrementDecrementOp() || IsOwnValue(*op->getSubExpr(), self);
  }
  if (!isa<clang::CallExpr, clang::CXXConstructExpr>(statement)) return true;
  const clang::FunctionDecl* callee = CalleeOf(statement);
  if (callee == nullptr) return false;
  const clang::Expr* object = ObjectOf(statement);
  const auto* method = dyn_cast<clang::CXXMethodDecl>(callee);
  if (object != nullptr && method != nullptr && !method->isConst() &&
      scope.names().InLibrary(callee->getLocation())) {
    return IsOwnValue(*object, self) || RootOf(*object) == nullptr;
  }
  return IsPure(*callee, scope, depth + 1);
}

}  // namespace

bool IsPure(const clang::FunctionDecl& function, FunctionScope& scope,
            int depth) {
  const std::string& name = scope.names().QualifiedName(function);
  if (scope.sdk().OwnsName(name)) {
    const SdkMeaning meaning = scope.sdk().Find(name);
    return meaning.logger || !meaning.Any();
  }
  if (scope.names().InLibrary(function.getLocation())) {
    // Models of the callee need its arguments; output and clocks have rules of
    // their own.
    return true;
  }
  if (function.isTrivial() || function.isDefaulted()) return true;
  const clang::FunctionDecl* definition = nullptr;
  const clang::Stmt* body = function.getBody(definition);
  if (depth >= kDeepest || body == nullptr ||
      isa<clang::CoroutineBodyStmt>(body)) {
    return false;
  }
  bool pure = true;
  ForEachStatement(*body, [&](const clang::Stmt& statement) {
    pure = pure && IsHarmless(statement, *definition, scope, depth);
  });
  return pure;
}

const clang::LambdaExpr* LambdaOf(const clang::Expr& expr) {
  const clang::Expr& bare = Bare(expr);
  if (const auto* lambda = dyn_cast<clang::LambdaExpr>(&bare)) return lambda;
  const clang::VarDecl* variable = VariableOf(bare);
  if (variable == nullptr || variable->getInit() == nullptr) return nullptr;
  return dyn_cast<clang::LambdaExpr>(&Bare(*variable->getInit()));
}

}  // namespace lockstep::lint
