#include "linter/collect/checks/order_insensitive.h"

#include "clang/AST/StmtCXX.h"
#include "linter/collect/checks/containers.h"
#include "linter/collect/checks/purity.h"
#include "linter/collect/flow/expressions.h"
#include "linter/collect/flow/uses.h"
#include "llvm/ADT/FoldingSet.h"

namespace lockstep::lint {

using llvm::dyn_cast;
using llvm::isa;

namespace {

bool SameText(const clang::Expr& a, const clang::Expr& b,
              const clang::ASTContext& context) {
  llvm::FoldingSetNodeID left, right;
  Bare(a).Profile(left, context, true);
  Bare(b).Profile(right, context, true);
  return left == right;
}

std::optional<llvm::APSInt> ConstantOf(const clang::Expr& expr,
                                       clang::ASTContext& context) {
  clang::Expr::EvalResult result;
  if (expr.isValueDependent() ||
      !expr.getType()->isIntegralOrEnumerationType() ||
      !expr.EvaluateAsInt(result, context)) {
    return std::nullopt;
  }
  return result.Val.getInt();
}

}  // namespace

bool OrderJudge::IsInsensitive() {
  ForEachStatement(*visit_.body, [&](const clang::Stmt& statement) {
    if (!sensitive_) Look(statement);
  });
  return !sensitive_ && !(leaves_ && accumulates_) && answers_.size() <= 1 &&
         !ReadsWhatItWrites();
}

void OrderJudge::Look(const clang::Stmt& statement) {
  if (isa<clang::CoroutineSuspendExpr, clang::CXXThrowExpr, clang::AsmStmt,
          clang::CXXDeleteExpr, clang::GotoStmt>(statement)) {
    sensitive_ = true;
  } else if (LookAtWrite(statement)) {
    return;
  } else if (isa<clang::BreakStmt, clang::ReturnStmt, clang::CoreturnStmt>(
                 statement)) {
    LookAtExit(statement);
  } else if (isa<clang::CallExpr, clang::CXXConstructExpr>(statement)) {
    LookAtCall(llvm::cast<clang::Expr>(statement));
  } else if (const auto* lambda = dyn_cast<clang::LambdaExpr>(&statement)) {
    LookIntoLambda(*lambda);
  }
}

bool OrderJudge::LookAtWrite(const clang::Stmt& statement) {
  if (const auto* op = dyn_cast<clang::BinaryOperator>(&statement);
      op != nullptr && op->isAssignmentOp()) {
    LookAtAssignment(*op);
    return true;
  }
  if (const auto* op = dyn_cast<clang::UnaryOperator>(&statement);
      op != nullptr && op->isIncrementDecrementOp()) {
    if (!IsInside(*op->getSubExpr())) Accumulate(*op->getSubExpr());
    return true;
  }
  return false;
}

// A variable of the loop's body or the element.
bool OrderJudge::IsInside(const clang::Expr& target) const {
  const clang::ValueDecl* root = RootOf(target);
  if (root == nullptr)
    return isa<clang::MaterializeTemporaryExpr>(Bare(target));
  if (visit_.elements.count(root) > 0) return true;
  const auto* variable = dyn_cast<clang::VarDecl>(root);
  const auto& sources = scope_.context().getSourceManager();
  if (variable == nullptr || !variable->hasLocalStorage() ||
      !sources.isPointWithin(variable->getLocation(),
                             visit_.body->getBeginLoc(),
                             visit_.body->getEndLoc())) {
    return false;
  }
  const clang::Expr* init = variable->getInit();
  const bool alias = variable->getType()->isReferenceType() ||
                     variable->getType()->isPointerType();
  return !alias || init == nullptr || IsInside(*init);
}

void OrderJudge::Own(const clang::Expr& part,
                     const clang::ValueDecl& variable) {
  ForEachStatement(part, [&](const clang::Stmt& statement) {
    const auto* name = dyn_cast<clang::DeclRefExpr>(&statement);
    if (name != nullptr && name->getDecl() == &variable) own_.insert(name);
  });
}

void OrderJudge::Accumulate(const clang::Expr& target) {
  const clang::ValueDecl* root = RootOf(target);
  const clang::Expr& bare = Bare(target);
  const auto* call = dyn_cast<clang::CXXOperatorCallExpr>(&bare);
  const bool whole =
      isa<clang::DeclRefExpr, clang::MemberExpr, clang::ArraySubscriptExpr>(
          bare) ||
      (call != nullptr && call->getOperator() == clang::OO_Subscript);
  if (root == nullptr || !whole ||
      !target.getType()->isIntegralOrEnumerationType()) {
    sensitive_ = true;
    return;
  }
  written_.insert(root);
  Own(target, *root);
  accumulates_ = true;
}

void OrderJudge::Flag(const clang::Expr& target, const clang::Expr& value) {
  const clang::ValueDecl* root = RootOf(target);
  const auto constant = ConstantOf(value, scope_.context());
  if (root == nullptr || !constant) {
    sensitive_ = true;
    return;
  }
  const auto [at, first] = flags_.emplace(root, *constant);
  if (!first && !llvm::APSInt::isSameValue(at->second, *constant)) {
    sensitive_ = true;
  }
  written_.insert(root);
  Own(target, *root);
}

void OrderJudge::LookAtAssignment(const clang::BinaryOperator& op) {
  const clang::Expr& target = *op.getLHS();
  if (IsInside(target)) return;
  if (op.isCompoundAssignmentOp()) {
    const clang::BinaryOperatorKind kind = op.getOpcode();
    if (kind == clang::BO_DivAssign || kind == clang::BO_RemAssign ||
        kind == clang::BO_ShlAssign || kind == clang::BO_ShrAssign) {
      sensitive_ = true;
    } else {
      Accumulate(target);
    }
    return;
  }
  if (const auto* index = dyn_cast<clang::CXXOperatorCallExpr>(&Bare(target));
      index != nullptr && index->getOperator() == clang::OO_Subscript) {
    if (!Puts(*index->getArg(0), index->getArg(1))) sensitive_ = true;
  } else if (IsMaximum(op)) {
    Accumulate(target);
  } else {
    Flag(target, *op.getRHS());
  }
}

// `x = std::max(x, e)`, `x = x + e`, `x = x || e`, `if (e > x) x = e`, of
// integers.
bool OrderJudge::IsMaximum(const clang::BinaryOperator& assignment) {
  const clang::ValueDecl* root = RootOf(*assignment.getLHS());
  if (root == nullptr || !assignment.getType()->isIntegralOrEnumerationType()) {
    return false;
  }
  const clang::Expr& value = Bare(*assignment.getRHS());
  const std::string name = CalleeName(value, scope_);
  if (name == "std::max" || name == "std::min") {
    for (const clang::Expr* argument : ArgumentsOf(value)) {
      if (RootOf(*argument) == root) return Own(value, *root), true;
    }
    return false;
  }
  if (const auto* sum = dyn_cast<clang::BinaryOperator>(&value);
      sum != nullptr && sum->getOpcode() == clang::BO_Add &&
      (RootOf(*sum->getLHS()) == root || RootOf(*sum->getRHS()) == root)) {
    return Own(value, *root), true;
  }
  if (const auto* any = dyn_cast<clang::BinaryOperator>(&value);
      any != nullptr && any->isLogicalOp() && RootOf(*any->getLHS()) == root) {
    return Own(*any->getLHS(), *root), true;
  }
  const clang::Stmt* parent = scope_.ParentOf(assignment);
  if (const auto* block = dyn_cast_or_null<clang::CompoundStmt>(parent)) {
    if (block->size() != 1) return false;  // remembers more than the value
    parent = scope_.ParentOf(*parent);
  }
  const auto* branch = dyn_cast_or_null<clang::IfStmt>(parent);
  if (branch == nullptr || branch->getElse() != nullptr) return false;
  const auto* test =
      dyn_cast<clang::BinaryOperator>(branch->getCond()->IgnoreParenImpCasts());
  if (test == nullptr || !test->isRelationalOp()) return false;
  const bool left = RootOf(*test->getLHS()) == root;
  const clang::Expr& other = left ? *test->getRHS() : *test->getLHS();
  if (!SameText(other, value, scope_.context())) return false;
  Own(*test, *root);
  return true;
}

void OrderJudge::LookAtExit(const clang::Stmt& statement) {
  if (lambdas_ > 0) return;  // leaves the lambda only
  if (isa<clang::BreakStmt>(statement)) {
    const clang::Stmt* at = scope_.ParentOf(statement);
    while (at != nullptr && at != visit_.body) {
      if (isa<clang::ForStmt, clang::WhileStmt, clang::DoStmt,
              clang::CXXForRangeStmt, clang::SwitchStmt>(at)) {
        return;
      }
      at = scope_.ParentOf(*at);
    }
    leaves_ = true;
    return;
  }
  leaves_ = true;
  const auto* plain = dyn_cast<clang::ReturnStmt>(&statement);
  const clang::Expr* value =
      plain != nullptr
          ? plain->getRetValue()
          : llvm::cast<clang::CoreturnStmt>(statement).getOperand();
  if (value == nullptr) {
    answers_.insert("");
    return;
  }
  const auto constant = ConstantOf(*value, scope_.context());
  if (!constant) {
    sensitive_ = true;
    return;
  }
  answers_.insert(llvm::toString(*constant, 10));
}

void OrderJudge::LookIntoLambda(const clang::LambdaExpr& lambda) {
  ++lambdas_;
  ForEachStatement(*lambda.getBody(), [&](const clang::Stmt& statement) {
    if (!sensitive_) Look(statement);
  });
  --lambdas_;
}

bool OrderJudge::ReadsWhatItWrites() const {
  const auto& sources = scope_.context().getSourceManager();
  for (const clang::ValueDecl* variable : written_) {
    for (const clang::DeclRefExpr* use :
         Uses::Of(scope_).OfVariable(*variable)) {
      if (own_.count(use) == 0 &&
          sources.isPointWithin(use->getLocation(), visit_.body->getBeginLoc(),
                                visit_.body->getEndLoc())) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace lockstep::lint
