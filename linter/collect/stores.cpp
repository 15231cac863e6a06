// What becomes of callables that are kept: in variables, fields, containers,
// results, captures.
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "linter/collect/body_collector.h"
#include "linter/collect/callables.h"

namespace lockstep::lint {
namespace {

using clang::Expr;
using clang::Stmt;
using clang::VarDecl;
using llvm::dyn_cast;

// The variable or field at the bottom of `table["x"]`, `*p`, `a.handlers`.
const clang::ValueDecl* Bottom(const Expr& target) {
  const Expr* e = target.IgnoreParenCasts();
  for (int depth = 0; e && depth < 12; ++depth) {
    if (const auto* ref = dyn_cast<clang::DeclRefExpr>(e)) {
      return ref->getDecl();
    }
    if (const auto* member = dyn_cast<clang::MemberExpr>(e)) {
      return member->getMemberDecl();
    }
    const Expr* next = nullptr;
    if (const auto* sub = dyn_cast<clang::ArraySubscriptExpr>(e)) {
      next = sub->getBase();
    } else if (const auto* unary = dyn_cast<clang::UnaryOperator>(e)) {
      next = unary->getSubExpr();
    } else if (const auto* call = dyn_cast<clang::CXXMemberCallExpr>(e)) {
      next = call->getImplicitObjectArgument();
    } else if (const auto* op = dyn_cast<clang::CXXOperatorCallExpr>(e)) {
      next = op->getArg(0);
    } else if (const auto* t = dyn_cast<clang::MaterializeTemporaryExpr>(e)) {
      next = t->getSubExpr();
    }
    e = next ? next->IgnoreParenCasts() : nullptr;
  }
  return nullptr;
}

}  // namespace

void BodyCollector::StoreInto(const Key& slot, const Expr& value) {
  for (Callable& callable : CallablesOf(value, scope_)) {
    const bool same =
        callable.kind == Callable::Kind::kSlot && callable.key == slot;
    if (same || callable.kind == Callable::Kind::kUnknown) continue;
    scope_.facts().stores.push_back(
        {slot, std::move(callable), scope_.PlaceOf(value.getBeginLoc())});
  }
}

void BodyCollector::OnStore(const Stmt& statement) {
  if (const auto* declared = dyn_cast<clang::DeclStmt>(&statement)) {
    for (const clang::Decl* decl : declared->decls()) {
      const auto* variable = dyn_cast<VarDecl>(decl);
      if (variable) StoreVariable(*variable);
    }
  } else if (const auto* loop = dyn_cast<clang::CXXForRangeStmt>(&statement)) {
    const VarDecl* variable = loop->getLoopVariable();
    const Expr* range = loop->getRangeInit();
    if (variable && range) StoreInto(SlotOf(*variable, scope_), *range);
  } else if (const auto* list = dyn_cast<clang::InitListExpr>(&statement)) {
    StoreAggregate(*list);
  } else if (const auto* lambda = dyn_cast<clang::LambdaExpr>(&statement)) {
    StoreCaptures(*lambda);
  } else if (const auto* result = dyn_cast<clang::ReturnStmt>(&statement)) {
    if (result->getRetValue()) StoreReturned(*result->getRetValue());
  } else if (const auto* end = dyn_cast<clang::CoreturnStmt>(&statement)) {
    if (end->getOperand()) StoreReturned(*end->getOperand());
  } else if (const auto* assign = dyn_cast<clang::BinaryOperator>(&statement)) {
    if (assign->getOpcode() == clang::BO_Assign) {
      StoreAssigned(*assign->getLHS(), *assign->getRHS());
    }
  } else if (const auto* op =
                 dyn_cast<clang::CXXOperatorCallExpr>(&statement)) {
    if (op->getOperator() == clang::OO_Equal && op->getNumArgs() == 2) {
      StoreAssigned(*op->getArg(0), *op->getArg(1));
    }
  }
}

void BodyCollector::StoreVariable(const VarDecl& variable) {
  const Expr* init = variable.getInit();
  if (init) StoreInto(SlotOf(variable, scope_), *init);
}

void BodyCollector::StoreReturned(const Expr& value) {
  StoreInto(ReturnSlot(scope_.facts().key), value);
}

// Fields of aggregates: `Handlers h{.on_pay = &Pay}`.
void BodyCollector::StoreAggregate(const clang::InitListExpr& list) {
  const auto* record = list.getType()->getAsCXXRecordDecl();
  if (!record || record->isUnion()) return;
  unsigned i = record->getNumBases();
  for (const clang::FieldDecl* field : record->fields()) {
    if (i >= list.getNumInits()) return;
    const Expr* init = list.getInit(i++);
    if (init) StoreInto(scope_.names().KeyOf(*field), *init);
  }
}

void BodyCollector::StoreAssigned(const Expr& target, const Expr& value) {
  const clang::ValueDecl* bottom = Bottom(target);
  if (bottom && llvm::isa<VarDecl, clang::FieldDecl>(bottom)) {
    StoreInto(SlotOf(*bottom, scope_), value);
  }
}

// A lambda sees a captured parameter as a slot: it outlives this function's
// view of it.
void BodyCollector::StoreCaptures(const clang::LambdaExpr& lambda) {
  auto init = lambda.capture_init_begin();
  for (const clang::LambdaCapture& capture : lambda.captures()) {
    const Expr* value = *init++;
    if (!capture.capturesVariable() || !value) continue;
    const clang::ValueDecl& variable = *capture.getCapturedVar();
    StoreInto(SlotOf(variable, scope_), *value);
  }
}

}  // namespace lockstep::lint
