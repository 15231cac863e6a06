#include "linter/collect/statement_walk.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

namespace lockstep::lint {
namespace {

using clang::Expr;
using clang::Stmt;
using llvm::dyn_cast;
using llvm::isa;

// Operands that are never evaluated.
bool Unevaluated(const Stmt& statement) {
  if (const auto* type_id = dyn_cast<clang::CXXTypeidExpr>(&statement)) {
    return type_id->isTypeOperand() || !type_id->isPotentiallyEvaluated();
  }
  return isa<clang::UnaryExprOrTypeTraitExpr, clang::CXXNoexceptExpr,
             clang::RequiresExpr, clang::ConceptSpecializationExpr,
             clang::TypeTraitExpr, clang::OffsetOfExpr, clang::OpaqueValueExpr,
             clang::ConstantExpr>(statement);
}

}  // namespace

std::optional<bool> StatementWalk::Constant(const Expr* condition) const {
  if (!condition || condition->isValueDependent()) return std::nullopt;
  bool value = false;
  if (condition->HasSideEffects(context_)) return std::nullopt;
  if (!condition->EvaluateAsBooleanCondition(value, context_)) {
    return std::nullopt;
  }
  return value;
}

void StatementWalk::Walk(const Stmt* statement) {
  if (!statement) return;
  // The value of a constant expression is known; nothing of it runs.
  if (Unevaluated(*statement)) {
    if (isa<clang::ConstantExpr>(statement)) handler_.OnStatement(*statement);
    return;
  }
  handler_.OnStatement(*statement);
  if (WalkBlock(*statement) || WalkBranches(*statement) ||
      WalkCoroutine(*statement) || WalkSpecial(*statement)) {
    return;
  }
  Children(*statement);
}

void StatementWalk::Children(const Stmt& statement) {
  for (const Stmt* child : statement.children()) Walk(child);
}

bool StatementWalk::WalkBranches(const Stmt& statement) {
  if (const auto* branch = dyn_cast<clang::IfStmt>(&statement)) {
    Walk(branch->getInit());
    if (branch->isConsteval()) {
      Walk(branch->isNegatedConsteval() ? branch->getThen()
                                        : branch->getElse());
      return true;
    }
    Walk(branch->getConditionVariableDeclStmt());
    const std::optional<bool> known = Constant(branch->getCond());
    if (!known) Walk(branch->getCond());
    if (!known || *known) Walk(branch->getThen());
    if (!known || !*known) Walk(branch->getElse());
    return true;
  }
  if (const auto* choice = dyn_cast<clang::ConditionalOperator>(&statement)) {
    const std::optional<bool> known = Constant(choice->getCond());
    if (!known) Walk(choice->getCond());
    if (!known || *known) Walk(choice->getTrueExpr());
    if (!known || !*known) Walk(choice->getFalseExpr());
    return true;
  }
  const auto* logical = dyn_cast<clang::BinaryOperator>(&statement);
  if (!logical || !logical->isLogicalOp()) return false;
  const std::optional<bool> known = Constant(logical->getLHS());
  if (!known) Walk(logical->getLHS());
  const bool decided = logical->getOpcode() == clang::BO_LOr;
  if (!known || *known != decided) Walk(logical->getRHS());
  return true;
}

// Nothing behind it runs.
bool StatementWalk::AlwaysLeaves(const Stmt* statement) const {
  if (!statement) return false;
  if (isa<clang::ReturnStmt, clang::CoreturnStmt, clang::BreakStmt,
          clang::ContinueStmt, clang::GotoStmt, clang::CXXThrowExpr>(
          statement)) {
    return true;
  }
  if (const auto* cleanups = dyn_cast<clang::ExprWithCleanups>(statement)) {
    return AlwaysLeaves(cleanups->getSubExpr());
  }
  if (const auto* call = dyn_cast<clang::CallExpr>(statement)) {
    const clang::FunctionDecl* callee = call->getDirectCallee();
    return callee && callee->isNoReturn();
  }
  if (const auto* block = dyn_cast<clang::CompoundStmt>(statement)) {
    return !block->body_empty() && AlwaysLeaves(block->body_back());
  }
  const auto* branch = dyn_cast<clang::IfStmt>(statement);
  if (!branch || branch->isConsteval()) return false;
  const std::optional<bool> known = Constant(branch->getCond());
  const bool then = AlwaysLeaves(branch->getThen());
  const bool otherwise = AlwaysLeaves(branch->getElse());
  return known ? (*known ? then : otherwise) : then && otherwise;
}

bool StatementWalk::WalkBlock(const Stmt& statement) {
  const auto* block = dyn_cast<clang::CompoundStmt>(&statement);
  if (!block) return false;
  bool dead = false;
  for (const Stmt* child : block->body()) {
    // Something may jump here.
    if (isa<clang::LabelStmt, clang::SwitchCase>(child)) dead = false;
    if (dead) continue;
    Walk(child);
    dead = AlwaysLeaves(child);
  }
  return true;
}

// The operand stands twice: as it was written, and within `common`, or within
// the call of the promise.
bool StatementWalk::WalkCoroutine(const Stmt& statement) {
  if (const auto* result = dyn_cast<clang::CoreturnStmt>(&statement)) {
    const Expr* operand = result->getOperand();
    const bool apart = !operand || operand->getType()->isVoidType();
    if (apart || !result->getPromiseCall()) Walk(operand);
    Walk(result->getPromiseCall());
    return true;
  }
  const auto* suspend = dyn_cast<clang::CoroutineSuspendExpr>(&statement);
  if (!suspend) return false;
  Walk(suspend->getCommonExpr());
  Walk(suspend->getReadyExpr());
  Walk(suspend->getSuspendExpr());
  Walk(suspend->getResumeExpr());
  return true;
}

bool StatementWalk::WalkSpecial(const Stmt& statement) {
  if (const auto* lambda = dyn_cast<clang::LambdaExpr>(&statement)) {
    for (const Expr* init : lambda->capture_inits()) Walk(init);
    return true;
  }
  if (const auto* argument = dyn_cast<clang::CXXDefaultArgExpr>(&statement)) {
    handler_.EnterRegion(argument->getUsedLocation(),
                         argument->getExpr()->getBeginLoc(),
                         "default argument");
    Walk(argument->getExpr());
    handler_.LeaveRegion();
    return true;
  }
  if (const auto* member = dyn_cast<clang::CXXDefaultInitExpr>(&statement)) {
    handler_.EnterRegion(member->getUsedLocation(),
                         member->getExpr()->getBeginLoc(),
                         "default member initialiser");
    Walk(member->getExpr());
    handler_.LeaveRegion();
    return true;
  }
  if (const auto* op =
          dyn_cast<clang::CXXRewrittenBinaryOperator>(&statement)) {
    Walk(op->getSemanticForm());
    return true;
  }
  if (const auto* selection =
          dyn_cast<clang::GenericSelectionExpr>(&statement)) {
    Walk(selection->getResultExpr());
    return true;
  }
  if (const auto* temporary =
          dyn_cast<clang::CXXBindTemporaryExpr>(&statement)) {
    const auto* record = temporary->getType()->getAsCXXRecordDecl();
    Walk(temporary->getSubExpr());
    if (record) {
      handler_.OnDestructor(*record, temporary->getBeginLoc(), "a temporary",
                            statement);
    }
    return true;
  }
  if (isa<clang::DeclStmt>(statement)) {
    WalkDeclarations(statement);
    return true;
  }
  return false;
}

void StatementWalk::WalkDeclarations(const Stmt& statement) {
  for (const clang::Decl* decl :
       llvm::cast<clang::DeclStmt>(statement).decls()) {
    const auto* variable = dyn_cast<clang::VarDecl>(decl);
    if (!variable) continue;
    // A static local runs its initialiser once: a function of its own.
    if (variable->isStaticLocal()) continue;
    Walk(variable->getInit());
    if (const auto* parts = dyn_cast<clang::DecompositionDecl>(variable)) {
      for (const clang::BindingDecl* binding : parts->bindings()) {
        if (const clang::VarDecl* holding = binding->getHoldingVar()) {
          Walk(holding->getInit());
        }
      }
    }
    VariableEnds(*variable, statement);
  }
}

void StatementWalk::VariableEnds(const clang::VarDecl& variable,
                                 const Stmt& statement) {
  if (variable.getType()->isReferenceType()) return;
  const clang::QualType element =
      context_.getBaseElementType(variable.getType());
  const clang::CXXRecordDecl* record = element->getAsCXXRecordDecl();
  if (!record || !record->hasDefinition()) return;
  handler_.OnDestructor(*record, variable.getLocation(),
                        "'" + variable.getNameAsString() + "'", statement);
}

}  // namespace lockstep::lint
