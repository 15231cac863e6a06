// Making a number of an address: casts to integers (LS502). std::hash of
// pointers is a matter of models.
#include "linter/collect/checks/checks.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;

class PointerHashCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    if (const auto* cast = dyn_cast<clang::CastExpr>(&statement)) {
      if (cast->getCastKind() == clang::CK_PointerToIntegral) {
        Judge(*cast,
              "the cast of a pointer to '" +
                  cast->getType().getUnqualifiedType().getAsString() + "'",
              scope);
      }
    } else if (const auto* call = dyn_cast<clang::CallExpr>(&statement)) {
      if (CalleeName(*call, scope) == "std::bit_cast" &&
          call->getType()->isIntegerType() && call->getNumArgs() == 1 &&
          IsAddressType(call->getArg(0)->getType(), scope)) {
        Judge(*call, "std::bit_cast", scope);
      }
    }
  }

 private:
  static void Judge(const clang::Expr& value, const std::string& name,
                    FunctionScope& scope) {
    // Whether an address is aligned is the same in every run.
    const std::string macro = scope.names().MacroAt(value.getBeginLoc());
    if (macro == "assert" || IsAlignment(value, scope)) return;
    Effect& effect = scope.Report("pointer-hash", value, name, &value);
    if (effect.flow.sinks == 0) scope.facts().effects.pop_back();
  }

  // What each object of the pointer's type is aligned to; of raw bytes, nobody
  // knows: these are asked by code that is only faster for it.
  static int64_t KnownAlignment(const clang::Expr& value,
                                FunctionScope& scope) {
    constexpr int64_t kPage = 4096;
    const auto* cast = dyn_cast<clang::CastExpr>(&value);
    const clang::QualType to =
        cast == nullptr ? clang::QualType()
                        : cast->getSubExpr()->getType()->getPointeeType();
    if (to.isNull() || to->isIncompleteType() || to->isCharType() ||
        to->isStdByteType() || to->isFunctionType() || to->isDependentType()) {
      return kPage;
    }
    return scope.context().getTypeAlignInChars(to).getQuantity();
  }

  // `address % alignof(T)`, `address & 7`.
  static bool IsAlignment(const clang::Expr& value, FunctionScope& scope) {
    const clang::Stmt* parent = scope.ParentOf(value);
    while (llvm::isa_and_nonnull<clang::CastExpr, clang::ParenExpr>(parent)) {
      parent = scope.ParentOf(*parent);
    }
    const auto* op = llvm::dyn_cast_or_null<clang::BinaryOperator>(parent);
    if (op == nullptr || (op->getOpcode() != clang::BO_Rem &&
                          op->getOpcode() != clang::BO_And)) {
      return false;
    }
    clang::Expr::EvalResult divisor;
    if (op->getRHS()->isValueDependent() ||
        !op->getRHS()->EvaluateAsInt(divisor, scope.context()) ||
        !divisor.Val.getInt().isRepresentableByInt64()) {
      return false;
    }
    const int64_t number = divisor.Val.getInt().getExtValue();
    const int64_t alignment = KnownAlignment(value, scope);
    return op->getOpcode() == clang::BO_And
               ? number < alignment
               : number <= alignment && divisor.Val.getInt().isPowerOf2();
  }
};

}  // namespace

std::unique_ptr<Check> MakePointerHashCheck() {
  return std::make_unique<PointerHashCheck>();
}

}  // namespace lockstep::lint
