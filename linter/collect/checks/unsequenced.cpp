// Parts of an expression whose order the language leaves open (LS605). Link
// knows which of them have effects; here they are only found.
#include <set>

#include "linter/collect/checks/checks.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;
using llvm::isa;

struct Operands {
  std::string construct;
  std::vector<const clang::Expr*> parts;
  // In order since C++17, except that g++ 12 lets a co_await slip out.
  bool ordered = false;
};

bool IsOrderedOperator(clang::BinaryOperatorKind kind) {
  return kind == clang::BO_Shl || kind == clang::BO_Shr ||
         clang::BinaryOperator::isAssignmentOp(kind);
}

bool IsOrderedOperator(clang::OverloadedOperatorKind kind) {
  return kind == clang::OO_LessLess || kind == clang::OO_GreaterGreater ||
         kind == clang::OO_Subscript || kind == clang::OO_ArrowStar ||
         clang::CXXOperatorCallExpr::isAssignmentOp(kind);
}

bool IsFixedOperator(clang::OverloadedOperatorKind kind) {
  return kind == clang::OO_AmpAmp || kind == clang::OO_PipePipe ||
         kind == clang::OO_Comma;
}

// The operands of an arithmetic chain: `a + b * c` has three.
void Flatten(const clang::Expr& expr, Operands& operands) {
  const clang::Expr& bare = *expr.IgnoreParenImpCasts();
  if (const auto* op = dyn_cast<clang::BinaryOperator>(&bare)) {
    if (!op->isLogicalOp() && !op->isCommaOp() &&
        IsOrderedOperator(op->getOpcode()) == operands.ordered &&
        !op->isAssignmentOp()) {
      Flatten(*op->getLHS(), operands);
      Flatten(*op->getRHS(), operands);
      return;
    }
  }
  if (const auto* op = dyn_cast<clang::CXXOperatorCallExpr>(&bare)) {
    if (op->isInfixBinaryOp() && !IsFixedOperator(op->getOperator()) &&
        !op->isAssignmentOp() &&
        IsOrderedOperator(op->getOperator()) == operands.ordered) {
      Flatten(*op->getArg(0), operands);
      Flatten(*op->getArg(1), operands);
      return;
    }
  }
  operands.parts.push_back(&expr);
}

class UnsequencedCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    const auto* expr = dyn_cast<clang::Expr>(&statement);
    if (expr == nullptr || seen_.count(expr) > 0) return;
    const Operands operands = OperandsOf(*expr, scope);
    if (operands.parts.size() < 2) return;
    Unsequenced found;
    bool suspends = false;
    for (const clang::Expr* operand : operands.parts) {
      Unsequenced::Part part = PartOf(*operand, scope, suspends);
      if (!part.what.empty() || !part.calls.empty()) {
        found.parts.push_back(std::move(part));
      }
    }
    if (found.parts.size() < 2 || (operands.ordered && !suspends)) return;
    found.place = scope.PlaceOf(expr->getExprLoc());
    found.construct = operands.construct;
    scope.facts().unsequenced.push_back(std::move(found));
  }

  void OnFunctionEnd(FunctionScope& /*scope*/) override { seen_.clear(); }

 private:
  Operands OperandsOf(const clang::Expr& expr, FunctionScope& scope) {
    Operands operands;
    if (const auto* op = dyn_cast<clang::BinaryOperator>(&expr)) {
      if (op->isLogicalOp() || op->isCommaOp()) return operands;
      operands.construct = "operands of " + op->getOpcodeStr().str();
      operands.ordered = IsOrderedOperator(op->getOpcode());
      Split(expr, op->getLHS(), op->getRHS(), operands);
    } else if (const auto* call = dyn_cast<clang::CXXOperatorCallExpr>(&expr)) {
      if (call->isInfixBinaryOp() && call->getNumArgs() == 2) {
        if (IsFixedOperator(call->getOperator())) return operands;
        operands.construct =
            "operands of " +
            std::string(clang::getOperatorSpelling(call->getOperator()));
        operands.ordered = IsOrderedOperator(call->getOperator());
        Split(expr, call->getArg(0), call->getArg(1), operands);
      } else if (call->getOperator() == clang::OO_Subscript) {
        operands = {"operands of []", {call->getArg(0), call->getArg(1)}, true};
      } else {
        TakeArguments(expr, scope, operands);
      }
    } else if (const auto* index = dyn_cast<clang::ArraySubscriptExpr>(&expr)) {
      operands = {"operands of []", {index->getBase(), index->getIdx()}, true};
    } else if (const auto* list = dyn_cast<clang::InitListExpr>(&expr)) {
      operands.construct = "this list in braces";
      operands.ordered = true;
      operands.parts.assign(list->inits().begin(), list->inits().end());
    } else if (isa<clang::CallExpr, clang::CXXConstructExpr>(expr)) {
      TakeArguments(expr, scope, operands);
    }
    return operands;
  }

  // Inner operators of a chain are not looked at again.
  void Split(const clang::Expr& whole, const clang::Expr* left,
             const clang::Expr* right, Operands& operands) {
    const auto* op = dyn_cast<clang::BinaryOperator>(&whole);
    const auto* call = dyn_cast<clang::CXXOperatorCallExpr>(&whole);
    if ((op != nullptr && op->isAssignmentOp()) ||
        (call != nullptr && call->isAssignmentOp())) {
      operands.parts = {left, right};
      return;
    }
    Flatten(*left, operands);
    Flatten(*right, operands);
    MarkInner(*left);
    MarkInner(*right);
  }

  void MarkInner(const clang::Expr& expr) {
    const clang::Expr& bare = *expr.IgnoreParenImpCasts();
    if (const auto* op = dyn_cast<clang::BinaryOperator>(&bare);
        op != nullptr && !op->isAssignmentOp()) {
      seen_.insert(op);
      MarkInner(*op->getLHS());
      MarkInner(*op->getRHS());
    } else if (const auto* call = dyn_cast<clang::CXXOperatorCallExpr>(&bare);
               call != nullptr && call->isInfixBinaryOp() &&
               !call->isAssignmentOp()) {
      seen_.insert(call);
      MarkInner(*call->getArg(0));
      MarkInner(*call->getArg(1));
    }
  }

  static void TakeArguments(const clang::Expr& call, FunctionScope& scope,
                            Operands& operands) {
    const std::string name = CalleeName(call, scope);
    operands.construct = name.empty() ? "the arguments of this call"
                                      : "the arguments of '" + name + "'";
    operands.parts = WrittenArgumentsOf(call);
    const auto* built = dyn_cast<clang::CXXConstructExpr>(&call);
    operands.ordered = built != nullptr && built->isListInitialization();
  }

  static Unsequenced::Part PartOf(const clang::Expr& operand,
                                  FunctionScope& scope, bool& suspends) {
    Unsequenced::Part part;
    part.place = scope.PlaceOf(operand.getBeginLoc());
    ForEachStatement(operand, [&](const clang::Stmt& statement) {
      if (isa<clang::CoroutineSuspendExpr>(statement)) {
        suspends = true;
        if (part.what.empty()) part.what = "co_await";
        return;
      }
      const clang::FunctionDecl* callee = CalleeOf(statement);
      if (callee == nullptr) return;
      const std::string& name = scope.names().QualifiedName(*callee);
      const SdkMeaning meaning = scope.sdk().Find(name);
      if (meaning.command != nullptr || meaning.draw) {
        if (part.what.empty() || part.what == "co_await") part.what = name;
      } else if (!scope.IsForeign(*callee) && !callee->isTrivial()) {
        part.calls.push_back(scope.names().KeyOf(*callee));
      }
    });
    return part;
  }

  std::set<const clang::Expr*> seen_;
};

}  // namespace

std::unique_ptr<Check> MakeUnsequencedCheck() {
  return std::make_unique<UnsequencedCheck>();
}

}  // namespace lockstep::lint
