#include "linter/collect/flow/uses.h"

#include "clang/AST/ExprCXX.h"
#include "linter/collect/flow/function_cache.h"
#include "linter/collect/function_scope.h"
#include "llvm/ADT/DenseSet.h"

namespace lockstep::lint {

using llvm::dyn_cast;
using llvm::isa;

namespace {

using UseMap = llvm::DenseMap<const clang::ValueDecl*,
                              std::vector<const clang::DeclRefExpr*>>;

// A statement can have several parents (coroutines, initialiser lists): it is
// looked at once.
void Collect(const clang::Stmt& statement, UseMap& uses,
             llvm::DenseSet<const clang::Stmt*>& seen) {
  if (!seen.insert(&statement).second) return;
  if (const auto* name = dyn_cast<clang::DeclRefExpr>(&statement)) {
    uses[name->getDecl()].push_back(name);
  }
  if (const auto* opaque = dyn_cast<clang::OpaqueValueExpr>(&statement);
      opaque != nullptr && opaque->getSourceExpr() != nullptr) {
    Collect(*opaque->getSourceExpr(), uses, seen);
  }
  for (const clang::Stmt* child : statement.children()) {
    if (child != nullptr) Collect(*child, uses, seen);
  }
}

bool Writes(const clang::Expr& use, FunctionScope& scope) {
  const clang::Stmt* parent = scope.ParentOf(use);
  while (parent != nullptr && isa<clang::ParenExpr>(parent)) {
    parent = scope.ParentOf(*parent);
  }
  if (parent == nullptr) return true;
  if (const auto* op = dyn_cast<clang::BinaryOperator>(parent)) {
    return op->isAssignmentOp() &&
           op->getLHS()->IgnoreParens() == use.IgnoreParens();
  }
  if (const auto* op = dyn_cast<clang::UnaryOperator>(parent)) {
    return op->isIncrementDecrementOp() || op->getOpcode() == clang::UO_AddrOf;
  }
  // Uses within the lambda are uses of their own.
  if (isa<clang::LambdaExpr>(parent)) return false;
  // Read at once, or a method that cannot change it.
  if (const auto* cast = dyn_cast<clang::ImplicitCastExpr>(parent)) {
    return cast->getCastKind() != clang::CK_LValueToRValue &&
           !cast->getType().isConstQualified();
  }
  return !isa<clang::MemberExpr>(parent);
}

}  // namespace

Uses::Uses(const clang::Stmt& body) {
  llvm::DenseSet<const clang::Stmt*> seen;
  Collect(body, uses_, seen);
}

const Uses& Uses::Of(FunctionScope& scope) {
  FunctionCache& cache = scope.Cache();
  if (cache.uses == nullptr) {
    cache.uses = std::make_unique<Uses>(scope.body());
  }
  return *cache.uses;
}

const std::vector<const clang::DeclRefExpr*>& Uses::OfVariable(
    const clang::ValueDecl& variable) const {
  static const std::vector<const clang::DeclRefExpr*> kNone;
  const auto found = uses_.find(&variable);
  return found == uses_.end() ? kNone : found->second;
}

bool Uses::IsWritten(const clang::ValueDecl& variable,
                     FunctionScope& scope) const {
  for (const clang::DeclRefExpr* use : OfVariable(variable)) {
    if (Writes(*use, scope)) return true;
  }
  return false;
}

}  // namespace lockstep::lint
