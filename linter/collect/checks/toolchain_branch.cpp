// assert() with an effect (LS805): NDEBUG takes the effect away. What the
// compiler's built-in functions say is a matter of models.
#include "linter/collect/checks/checks.h"
#include "linter/collect/checks/purity.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;

class ToolchainBranchCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    const auto* choice = dyn_cast<clang::ConditionalOperator>(&statement);
    if (choice == nullptr ||
        scope.names().MacroAt(choice->getBeginLoc()) != "assert") {
      return;
    }
    bool effect = false;
    ForEachStatement(*choice->getCond(), [&](const clang::Stmt& part) {
      effect = effect || HasEffect(part, scope);
    });
    if (effect) {
      scope.Report("toolchain-branch", *choice, "assert").detail =
          "with NDEBUG its effect is gone";
    }
  }

 private:
  static bool HasEffect(const clang::Stmt& part, FunctionScope& scope) {
    if (const auto* op = dyn_cast<clang::BinaryOperator>(&part)) {
      return op->isAssignmentOp();
    }
    if (const auto* op = dyn_cast<clang::UnaryOperator>(&part)) {
      return op->isIncrementDecrementOp();
    }
    if (llvm::isa<clang::CoroutineSuspendExpr>(part)) return true;
    const auto* call = dyn_cast<clang::CallExpr>(&part);
    const clang::FunctionDecl* callee =
        call == nullptr ? nullptr : call->getDirectCallee();
    if (callee == nullptr) return false;
    const SdkMeaning meaning = scope.sdk().Find(CalleeName(*call, scope));
    if (meaning.command != nullptr || meaning.draw) return true;
    const auto* method = dyn_cast<clang::CXXMethodDecl>(callee);
    return callee->hasBody() && !scope.IsForeign(*callee) &&
           (method == nullptr || !method->isConst()) && !IsPure(*callee, scope);
  }
};

}  // namespace

std::unique_ptr<Check> MakeToolchainBranchCheck() {
  return std::make_unique<ToolchainBranchCheck>();
}

}  // namespace lockstep::lint
