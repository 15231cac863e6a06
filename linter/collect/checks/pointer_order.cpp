// Comparing addresses: built-in and smart pointers, sorts of pointers (LS501).
#include "linter/collect/checks/checks.h"
#include "linter/collect/checks/sorts.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;

class PointerOrderCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    if (const auto* op = dyn_cast<clang::BinaryOperator>(&statement)) {
      const bool orders =
          op->isRelationalOp() || op->getOpcode() == clang::BO_Cmp;
      if (orders) Judge(*op, *op->getLHS(), *op->getRHS(), scope);
    } else if (const auto* call =
                   dyn_cast<clang::CXXOperatorCallExpr>(&statement)) {
      if (IsRelational(call->getOperator()) && call->getNumArgs() == 2) {
        Judge(*call, *call->getArg(0), *call->getArg(1), scope);
      } else {
        JudgeCall(*call, scope);
      }
    } else if (const auto* plain = dyn_cast<clang::CallExpr>(&statement)) {
      JudgeCall(*plain, scope);
    }
  }

 private:
  static bool IsRelational(clang::OverloadedOperatorKind op) {
    return op == clang::OO_Less || op == clang::OO_Greater ||
           op == clang::OO_LessEqual || op == clang::OO_GreaterEqual ||
           op == clang::OO_Spaceship;
  }

  static void Judge(const clang::Expr& comparison, const clang::Expr& left,
                    const clang::Expr& right, FunctionScope& scope) {
    if (!IsAddressType(left.getType(), scope) ||
        !IsAddressType(right.getType(), scope)) {
      return;
    }
    // Characters and numbers: two places in one buffer.
    const clang::QualType type = left.getType().getNonReferenceType();
    if (type->isPointerType() && type->getPointeeType()->isArithmeticType()) {
      return;
    }
    const clang::ValueDecl* a = OriginOf(left, 0);
    if (a != nullptr && a == OriginOf(right, 0)) return;
    scope.Report("pointer-order", comparison, TextOf(comparison), &comparison);
  }

  static std::string TextOf(const clang::Expr& comparison) {
    if (const auto* op = dyn_cast<clang::BinaryOperator>(&comparison)) {
      return "operator" + op->getOpcodeStr().str() + " of pointers";
    }
    const auto& call = llvm::cast<clang::CXXOperatorCallExpr>(comparison);
    return "operator" +
           std::string(clang::getOperatorSpelling(call.getOperator())) +
           " of smart pointers";
  }

  // The array or container that a pointer points into, as far as it can be
  // seen: `end` of `const T* end = items.data() + n` is of `items`.
  static const clang::ValueDecl* OriginOf(const clang::Expr& pointer,
                                          int depth) {
    const clang::Expr* at = &Bare(pointer);
    while (const auto* sum = dyn_cast<clang::BinaryOperator>(at)) {
      const bool left = sum->getLHS()->getType()->isPointerType();
      at = &Bare(left ? *sum->getLHS() : *sum->getRHS());
    }
    const clang::ValueDecl* root = RootOf(*at);
    const auto* variable = llvm::dyn_cast_or_null<clang::VarDecl>(root);
    constexpr int kDeepest = 4;
    if (variable != nullptr && depth < kDeepest &&
        variable->getType()->isPointerType() &&
        variable->getInit() != nullptr) {
      const clang::ValueDecl* origin =
          OriginOf(*variable->getInit(), depth + 1);
      if (origin != nullptr) return origin;
    }
    return root;
  }

  static void JudgeCall(const clang::CallExpr& call, FunctionScope& scope) {
    const Sort sort = SortOf(call, scope);
    if (!sort.name.empty()) {
      if (sort.order.plain && sort.order.projection == nullptr &&
          IsAddressType(sort.order.element, scope)) {
        scope.Report("pointer-order", call, sort.name);
      }
      return;
    }
    static constexpr const char* kFunctions[] = {
        "std::less::operator()",
        "std::greater::operator()",
        "std::less_equal::operator()",
        "std::greater_equal::operator()",
        "std::max",
        "std::min",
        "std::compare_three_way::operator()"};
    const std::string name = CalleeName(call, scope);
    const std::vector<const clang::Expr*> arguments = ArgumentsOf(call);
    if (arguments.size() == 2 &&
        std::find(std::begin(kFunctions), std::end(kFunctions), name) !=
            std::end(kFunctions) &&
        IsAddressType(arguments[0]->getType(), scope) &&
        IsAddressType(arguments[1]->getType(), scope)) {
      scope.Report("pointer-order", call, name, &call);
    }
  }
};

}  // namespace

std::unique_ptr<Check> MakePointerOrderCheck() {
  return std::make_unique<PointerOrderCheck>();
}

}  // namespace lockstep::lint
