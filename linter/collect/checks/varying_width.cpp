// Folding into a type whose width varies (LS804): `hash = hash * 31 + c` with
// size_t or long wraps around elsewhere on another platform.
#include <set>

#include "linter/collect/checks/checks.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;

class VaryingWidthCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    const auto* op = dyn_cast<clang::BinaryOperator>(&statement);
    if (op == nullptr || !op->isAssignmentOp() ||
        !Varies(op->getLHS()->getType())) {
      return;
    }
    const clang::ValueDecl* target = RootOf(*op->getLHS());
    if (target == nullptr || !Wraps(*op, *target) ||
        !reported_.insert(target).second) {
      return;
    }
    scope.Report("varying-width", *op, target->getNameAsString(), op->getRHS())
        .detail = "its type is '" +
                  op->getLHS()->getType().getUnqualifiedType().getAsString() +
                  "'";
  }

  void OnFunctionEnd(FunctionScope& /*scope*/) override { reported_.clear(); }

 private:
  // long, unsigned long and what is made of them; not uint64_t, which is
  // written for its width.
  static bool Varies(clang::QualType type) {
    for (clang::QualType at = type;;) {
      const auto* alias = at->getAs<clang::TypedefType>();
      if (alias == nullptr) break;
      const llvm::StringRef name = alias->getDecl()->getName();
      if (name.ends_with("8_t") || name.ends_with("16_t") ||
          name.ends_with("32_t") || name.ends_with("64_t")) {
        return false;
      }
      at = alias->desugar();
    }
    const auto* builtin = type->getAs<clang::BuiltinType>();
    return builtin != nullptr &&
           (builtin->getKind() == clang::BuiltinType::Long ||
            builtin->getKind() == clang::BuiltinType::ULong ||
            builtin->getKind() == clang::BuiltinType::WChar_S ||
            builtin->getKind() == clang::BuiltinType::WChar_U);
  }

  static bool IsWrapping(clang::BinaryOperatorKind kind) {
    return kind == clang::BO_Mul || kind == clang::BO_Shl ||
           kind == clang::BO_MulAssign || kind == clang::BO_ShlAssign;
  }

  // The old value is multiplied or shifted into the new one.
  static bool Wraps(const clang::BinaryOperator& op,
                    const clang::ValueDecl& target) {
    if (IsWrapping(op.getOpcode())) return true;
    bool wraps = false;
    ForEachStatement(*op.getRHS(), [&](const clang::Stmt& part) {
      const auto* inner = dyn_cast<clang::BinaryOperator>(&part);
      if (inner == nullptr || !IsWrapping(inner->getOpcode())) return;
      ForEachStatement(*inner->getLHS(), [&](const clang::Stmt& operand) {
        const auto* name = dyn_cast<clang::DeclRefExpr>(&operand);
        wraps = wraps || (name != nullptr && name->getDecl() == &target);
      });
    });
    return wraps;
  }

  std::set<const clang::ValueDecl*> reported_;
};

}  // namespace

std::unique_ptr<Check> MakeVaryingWidthCheck() {
  return std::make_unique<VaryingWidthCheck>();
}

}  // namespace lockstep::lint
