// Comparing functions by address (LS504): two libraries may have two copies.
#include "linter/collect/checks/checks.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

class FunctionIdentityCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    const auto* op = llvm::dyn_cast<clang::BinaryOperator>(&statement);
    if (op == nullptr || !op->isComparisonOp()) return;
    if (!IsFunction(*op->getLHS()) || !IsFunction(*op->getRHS()) ||
        IsNull(*op->getLHS(), scope) || IsNull(*op->getRHS(), scope)) {
      return;
    }
    scope.Report(
        "function-identity", *op,
        "operator" + op->getOpcodeStr().str() + " of pointers to functions",
        op);
  }

 private:
  static bool IsFunction(const clang::Expr& expr) {
    return expr.getType()->isFunctionPointerType() ||
           expr.getType()->isMemberFunctionPointerType();
  }

  static bool IsNull(const clang::Expr& expr, FunctionScope& scope) {
    return expr.isNullPointerConstant(
               scope.context(), clang::Expr::NPC_ValueDependentIsNotNull) !=
           clang::Expr::NPCK_NotNull;
  }
};

}  // namespace

std::unique_ptr<Check> MakeFunctionIdentityCheck() {
  return std::make_unique<FunctionIdentityCheck>();
}

}  // namespace lockstep::lint
