#include "linter/collect/flow/guards.h"

#include "clang/AST/StmtCXX.h"
#include "linter/collect/flow/branches.h"
#include "linter/collect/flow/expressions.h"
#include "linter/collect/flow/uses.h"
#include "linter/collect/function_scope.h"

namespace lockstep::lint {

using llvm::dyn_cast;
using llvm::isa;

namespace {

// A variable that stands for a condition may stand for another one.
constexpr int kDeepest = 8;

Guard Opposite(Guard guard) {
  switch (guard.region) {
    case Region::kAlways:
      break;
    case Region::kLiveOnly:
      guard.region = Region::kReplayOnly;
      break;
    case Region::kReplayOnly:
      guard.region = Region::kLiveOnly;
      break;
  }
  return guard;
}

// Both hold.
Guard Both(const Guard& a, const Guard& b) {
  if (a.region == Region::kAlways) return b;
  if (b.region == Region::kAlways) return a;
  return a.decider.empty() ? a : b;
}

// One of them holds.
Guard Either(const Guard& a, const Guard& b) { return a == b ? a : Guard(); }

// A function that may know whether the run is replayed: it is a method, or it
// is given the context.
bool MayKnow(const clang::FunctionDecl& function, FunctionScope& scope) {
  if (const auto* method = dyn_cast<clang::CXXMethodDecl>(&function);
      method != nullptr && method->isInstance()) {
    return !method->isVirtual();
  }
  for (const clang::ParmVarDecl* parameter : function.parameters()) {
    if (scope.sdk().IsContext(scope.names().ClassName(parameter->getType()))) {
      return true;
    }
  }
  return false;
}

class ConditionReader {
 public:
  explicit ConditionReader(FunctionScope& scope) : scope_(scope) {}

  Answers Read(const clang::Expr& condition, int depth) {
    const clang::Expr& bare = Bare(condition);
    if (depth > kDeepest) return {};
    if (const auto* op = dyn_cast<clang::UnaryOperator>(&bare)) {
      if (op->getOpcode() != clang::UO_LNot) return {};
      const Answers inner = Read(*op->getSubExpr(), depth + 1);
      return {inner.when_false, inner.when_true};
    }
    if (const auto* op = dyn_cast<clang::BinaryOperator>(&bare)) {
      return ReadOperator(*op, depth);
    }
    if (const auto* call = dyn_cast<clang::CallExpr>(&bare)) {
      return ReadCall(*call);
    }
    if (const clang::VarDecl* variable = VariableOf(bare)) {
      return ReadVariable(*variable, depth);
    }
    return {};
  }

 private:
  Answers ReadOperator(const clang::BinaryOperator& op, int depth) {
    const bool equality = op.isEqualityOp();
    if (!op.isLogicalOp() && !equality) return {};
    const Answers a = Read(*op.getLHS(), depth + 1);
    const Answers b = Read(*op.getRHS(), depth + 1);
    if (op.getOpcode() == clang::BO_LAnd) {
      return {Both(a.when_true, b.when_true),
              Either(a.when_false, b.when_false)};
    }
    if (op.getOpcode() == clang::BO_LOr) {
      return {Either(a.when_true, b.when_true),
              Both(a.when_false, b.when_false)};
    }
    const auto* literal =
        dyn_cast<clang::CXXBoolLiteralExpr>(&Bare(*op.getRHS()));
    if (literal == nullptr) return {};
    const bool same = literal->getValue() == (op.getOpcode() == clang::BO_EQ);
    return same ? a : Answers{a.when_false, a.when_true};
  }

  Answers ReadCall(const clang::CallExpr& call) {
    const clang::FunctionDecl* callee = call.getDirectCallee();
    if (callee == nullptr) return {};
    const std::string& name = scope_.names().QualifiedName(*callee);
    if (scope_.sdk().Find(name).replaying) {
      return {{Region::kReplayOnly, {}}, {Region::kLiveOnly, {}}};
    }
    if (!callee->getReturnType()->isBooleanType() ||
        scope_.names().InLibrary(callee->getLocation()) ||
        scope_.sdk().OwnsName(name) || !MayKnow(*callee, scope_)) {
      return {};
    }
    const Key& decider = scope_.names().KeyOf(*callee);
    return {{Region::kReplayOnly, decider}, {Region::kLiveOnly, decider}};
  }

  Answers ReadVariable(const clang::VarDecl& variable, int depth) {
    if (!variable.hasLocalStorage() || variable.getInit() == nullptr ||
        isa<clang::ParmVarDecl>(variable) ||
        Uses::Of(scope_).IsWritten(variable, scope_)) {
      return {};
    }
    return Read(*variable.getInit(), depth + 1);
  }

  FunctionScope& scope_;
};

std::optional<bool> ConstantOf(const clang::Expr* condition,
                               FunctionScope& scope) {
  bool value = false;
  if (condition == nullptr || condition->isValueDependent() ||
      !condition->EvaluateAsBooleanCondition(value, scope.context())) {
    return std::nullopt;
  }
  return value;
}

// The condition that lets control pass from a statement to its child, and the
// answer that it takes.
struct Gate {
  const clang::Expr* condition = nullptr;
  bool answer = true;
};

Gate GateTo(const clang::Stmt& parent, const clang::Stmt& child) {
  if (const auto* branch = dyn_cast<clang::IfStmt>(&parent)) {
    if (&child == branch->getThen()) return {branch->getCond(), true};
    if (&child == branch->getElse()) return {branch->getCond(), false};
  } else if (const auto* choice =
                 dyn_cast<clang::ConditionalOperator>(&parent)) {
    if (&child == choice->getTrueExpr()) return {choice->getCond(), true};
    if (&child == choice->getFalseExpr()) return {choice->getCond(), false};
  } else if (const auto* op = dyn_cast<clang::BinaryOperator>(&parent)) {
    if (op->isLogicalOp() && &child == op->getRHS()) {
      return {op->getLHS(), op->getOpcode() == clang::BO_LAnd};
    }
  } else if (const auto* loop = dyn_cast<clang::WhileStmt>(&parent)) {
    if (&child == loop->getBody()) return {loop->getCond(), true};
  } else if (const auto* counted = dyn_cast<clang::ForStmt>(&parent)) {
    if (&child == counted->getBody() || &child == counted->getInc()) {
      return {counted->getCond(), true};
    }
  }
  return {};
}

// Visits the gates around a statement, innermost first, until one says stop.
template <class F>
void ForEachGate(const clang::Stmt& statement, FunctionScope& scope,
                 F&& visit) {
  const clang::Stmt* child = &statement;
  for (const clang::Stmt* parent = scope.ParentOf(*child); parent != nullptr;
       child = parent, parent = scope.ParentOf(*parent)) {
    if (isa<clang::LambdaExpr>(parent)) return;
    const Gate gate = GateTo(*parent, *child);
    if (gate.condition != nullptr && !visit(gate)) return;
  }
}

}  // namespace

Answers JudgeCondition(const clang::Expr& condition, FunctionScope& scope) {
  return ConditionReader(scope).Read(condition, 0);
}

Guard GuardOf(const clang::Stmt& statement, FunctionScope& scope) {
  Guard found;
  ForEachGate(statement, scope, [&](const Gate& gate) {
    const Answers answers = JudgeCondition(*gate.condition, scope);
    const Guard& guard = gate.answer ? answers.when_true : answers.when_false;
    if (guard.region == Region::kAlways) return true;
    if (found.region == Region::kAlways || guard.decider.empty()) found = guard;
    return !found.decider.empty();
  });
  if (found.region != Region::kAlways && found.decider.empty()) return found;
  const Guard early = Branches::Of(scope).GuardOf(statement, scope);
  return Both(found, early);
}

Guard ReplayPredicateOf(FunctionScope& scope) {
  if (!scope.function().getReturnType()->isBooleanType()) return {};
  std::optional<Guard> agreed;
  bool agree = true;
  ForEachStatement(scope.body(), [&](const clang::Stmt& statement) {
    const auto* leave = dyn_cast<clang::ReturnStmt>(&statement);
    if (leave == nullptr || leave->getRetValue() == nullptr) return;
    Guard said;
    if (const auto* literal =
            dyn_cast<clang::CXXBoolLiteralExpr>(&Bare(*leave->getRetValue()))) {
      said = GuardOf(statement, scope);
      if (!literal->getValue()) said = Opposite(said);
    } else {
      said = JudgeCondition(*leave->getRetValue(), scope).when_true;
    }
    agree = agree && (!agreed || *agreed == said);
    agreed = said;
  });
  return agree && agreed ? *agreed : Guard();
}

bool IsExecuted(const clang::Stmt& statement, FunctionScope& scope) {
  bool executed = true;
  ForEachGate(statement, scope, [&](const Gate& gate) {
    const std::optional<bool> constant = ConstantOf(gate.condition, scope);
    if (constant && *constant != gate.answer) executed = false;
    return executed;
  });
  return executed && Branches::Of(scope).IsReachable(statement, scope);
}

}  // namespace lockstep::lint
