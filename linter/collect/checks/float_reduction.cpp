// std::reduce of two iterators over floating-point numbers (LS803): what it
// sums shows in no template argument, so no model can tell.
#include "linter/collect/checks/checks.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

class FloatReductionCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    const auto* call = llvm::dyn_cast<clang::CallExpr>(&statement);
    if (call == nullptr || !call->getType()->isFloatingType() ||
        CalleeName(*call, scope) != "std::reduce") {
      return;
    }
    for (const clang::Expr* argument : ArgumentsOf(*call)) {
      if (argument->getType()->isFloatingType()) return;  // a model's matter
    }
    scope.Report("float-reduction", *call, "std::reduce", call);
  }
};

}  // namespace

std::unique_ptr<Check> MakeFloatReductionCheck() {
  return std::make_unique<FloatReductionCheck>();
}

}  // namespace lockstep::lint
