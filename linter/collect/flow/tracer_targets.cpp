#include "linter/collect/flow/expressions.h"
#include "linter/collect/flow/tracer.h"
#include "linter/collect/flow/uses.h"

namespace lockstep::lint {

using llvm::dyn_cast;
using llvm::isa;

namespace {

bool IsOutParameter(const clang::VarDecl& variable) {
  const clang::QualType type = variable.getType();
  return isa<clang::ParmVarDecl>(variable) &&
         ((type->isLValueReferenceType() &&
           !type.getNonReferenceType().isConstQualified()) ||
          type->isPointerType());
}

}  // namespace

// A variable of this function or of a lambda in it, not one that a lambda
// captures from outside.
bool Tracer::IsOwn(const clang::ValueDecl& variable) const {
  const auto* local = dyn_cast<clang::VarDecl>(&variable);
  if (local != nullptr && !local->hasLocalStorage()) return false;
  const clang::DeclContext* owner = variable.getDeclContext();
  const clang::DeclContext* self = &scope_.function();
  for (; owner != nullptr; owner = owner->getParent()) {
    if (owner->Equals(self)) return true;
  }
  return false;
}

void Tracer::TaintVariable(const clang::ValueDecl& variable, Carries carries) {
  if (!tainted_.emplace(&variable, carries).second) return;
  if (!IsOwn(variable)) {
    Reach(Sink::kUnknown, scope_.body(),
          "'" + variable.getNameAsString() + "', which outlives this function");
    return;
  }
  for (const clang::DeclRefExpr* use : Uses::Of(scope_).OfVariable(variable)) {
    Push(*use, carries);
  }
}

// What a reference or a pointer was made from holds the value, too.
void Tracer::TaintReferent(const clang::VarDecl& variable, Carries carries) {
  const bool indirect = variable.getType()->isReferenceType() ||
                        variable.getType()->isPointerType();
  if (!indirect || variable.getInit() == nullptr ||
      isa<clang::ParmVarDecl>(variable)) {
    return;
  }
  Taint(*variable.getInit(), carries);
}

void Tracer::Taint(const clang::Expr& target, Carries carries) {
  const clang::Expr& bare = Bare(target);
  const clang::ValueDecl* root = RootOf(target);
  const auto* variable = dyn_cast_or_null<clang::VarDecl>(root);
  if (variable == nullptr) {
    if (root != nullptr && isa<clang::BindingDecl>(root)) {
      TaintVariable(*root, carries);
    } else if (!isa<clang::MaterializeTemporaryExpr>(bare) &&
               !isa<clang::CXXNullPtrLiteralExpr>(bare)) {
      Reach(Sink::kUnknown, target,
            root == nullptr ? std::string("a place that is not followed")
                            : "the field '" + root->getNameAsString() + "'");
    }
    return;
  }
  const bool part = !isa<clang::DeclRefExpr>(bare);
  if (!IsOwn(*variable)) {
    Reach(
        Sink::kUnknown, target,
        "'" + variable->getNameAsString() + "', which outlives this function");
    return;
  }
  if (IsOutParameter(*variable) &&
      (part || variable->getType()->isReferenceType())) {
    Reach(Sink::kUnknown, target,
          "the parameter '" + variable->getNameAsString() + "'");
  }
  // One element of a container says nothing about their number.
  const bool element =
      part && !isa<clang::MemberExpr>(bare) &&
      variable->getType().getNonReferenceType()->isRecordType();
  const Carries held = element ? Carries::kContent : carries;
  TaintVariable(*variable, held);
  TaintReferent(*variable, held);
}

}  // namespace lockstep::lint
