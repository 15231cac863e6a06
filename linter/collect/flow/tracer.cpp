#include "linter/collect/flow/tracer.h"

#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {

using llvm::dyn_cast;
using llvm::isa;

namespace {

// How much of the run hangs on a sink; the order of FlowSeverity's defaults.
int RankOf(Sink sink) {
  switch (sink) {
    case Sink::kBranch:
      return 6;
    case Sink::kCommand:
      return 5;
    case Sink::kUnknown:
      return 4;
    case Sink::kReturned:
      return 3;
    case Sink::kPayload:
      return 2;
    case Sink::kLog:
      return 1;
    case Sink::kNoValue:
      break;
  }
  return 0;
}

// What to call the condition of a statement; empty if `child` is none.
std::string ConditionName(const clang::Stmt& parent, const clang::Stmt& child) {
  const auto is = [&](const clang::Stmt* condition) {
    return condition == &child;
  };
  if (const auto* at = dyn_cast<clang::IfStmt>(&parent)) {
    return is(at->getCond()) ? "the condition of this if" : "";
  }
  if (const auto* at = dyn_cast<clang::WhileStmt>(&parent)) {
    return is(at->getCond()) ? "the condition of this loop" : "";
  }
  if (const auto* at = dyn_cast<clang::DoStmt>(&parent)) {
    return is(at->getCond()) ? "the condition of this loop" : "";
  }
  if (const auto* at = dyn_cast<clang::ForStmt>(&parent)) {
    return is(at->getCond()) ? "the condition of this loop" : "";
  }
  if (const auto* at = dyn_cast<clang::CXXForRangeStmt>(&parent)) {
    return is(at->getCond()) ? "the bounds of this loop" : "";
  }
  if (const auto* at = dyn_cast<clang::SwitchStmt>(&parent)) {
    return is(at->getCond()) ? "this switch" : "";
  }
  return "";
}

// The lambda whose body a statement is in; null at the top.
const clang::LambdaExpr* LambdaAround(const clang::Stmt& statement,
                                      FunctionScope& scope) {
  for (const clang::Stmt* at = scope.ParentOf(statement); at != nullptr;
       at = scope.ParentOf(*at)) {
    if (const auto* lambda = dyn_cast<clang::LambdaExpr>(at)) return lambda;
  }
  return nullptr;
}

}  // namespace

ValueFlow Tracer::Run(const clang::Expr& value) {
  Push(value, Carries::kWhole);
  FollowAll();
  return flow_;
}

void Tracer::FollowAll() {
  while (!open_.empty()) {
    const Step step = open_.front();
    open_.pop_front();
    Follow(step);
  }
}

void Tracer::Push(const clang::Expr& value, Carries carries) {
  if (seen_.emplace(&value, carries).second) open_.push_back({&value, carries});
}

void Tracer::Reach(Sink sink, const clang::Stmt& at, const std::string& what) {
  flow_.Add(sink);
  const int rank = RankOf(sink);
  if (rank < worst_rank_) return;
  const Place place = scope_.PlaceOf(at.getBeginLoc());
  if (rank == worst_rank_ && !(place < flow_.worst)) return;
  worst_rank_ = rank;
  flow_.worst = place;
  flow_.what = what;
}

void Tracer::Follow(const Step& step) {
  const clang::Stmt* parent = scope_.ParentOf(*step.value);
  if (parent == nullptr) {
    if (step.value != &scope_.body()) {
      Reach(Sink::kUnknown, *step.value, "an initialiser");
    }
    return;
  }
  if (const auto* expr = dyn_cast<clang::Expr>(parent)) {
    FollowIntoExpression(step, *expr);
  } else {
    FollowIntoStatement(step, *parent);
  }
}

void Tracer::FollowIntoStatement(const Step& step, const clang::Stmt& parent) {
  const std::string condition = ConditionName(parent, *step.value);
  if (!condition.empty()) {
    if (step.carries == Carries::kWhole) {
      Reach(Sink::kBranch, *step.value, condition);
    }
  } else if (isa<clang::ReturnStmt, clang::CoreturnStmt>(parent)) {
    FollowReturn(parent);
  } else if (const auto* declaration = dyn_cast<clang::DeclStmt>(&parent)) {
    FollowIntoDeclaration(step, *declaration);
  } else if (isa<clang::AsmStmt>(parent)) {
    Reach(Sink::kUnknown, parent, "inline assembly");
  }
}

void Tracer::FollowReturn(const clang::Stmt& leave) {
  const clang::LambdaExpr* lambda = LambdaAround(leave, scope_);
  if (lambda != nullptr) {
    // Whoever calls the lambda gets the value.
    Push(*lambda, Carries::kWhole);
  } else {
    Reach(Sink::kReturned, leave, "the result of this function");
  }
}

void Tracer::FollowIntoDeclaration(const Step& step,
                                   const clang::DeclStmt& parent) {
  for (const clang::Decl* decl : parent.decls()) {
    const auto* variable = dyn_cast<clang::VarDecl>(decl);
    if (variable == nullptr || variable->getInit() != step.value) continue;
    TaintVariable(*variable, step.carries);
    if (const auto* several = dyn_cast<clang::DecompositionDecl>(variable)) {
      for (const clang::BindingDecl* binding : several->bindings()) {
        TaintVariable(*binding, Carries::kWhole);
      }
    }
    return;
  }
  Reach(Sink::kBranch, *step.value, "the size of an array");
}

void Tracer::FollowIntoLambda(const Step& step,
                              const clang::LambdaExpr& lambda) {
  unsigned index = 0;
  for (const clang::Expr* init : lambda.capture_inits()) {
    const clang::LambdaCapture& capture = lambda.capture_begin()[index++];
    if (init != step.value || !capture.capturesVariable()) continue;
    // Plain captures: the body names the variable itself.
    if (lambda.isInitCapture(&capture)) {
      TaintVariable(*capture.getCapturedVar(), step.carries);
    }
  }
}

bool Tracer::FollowIntoOperator(const Step& step, const clang::Expr& parent) {
  if (const auto* op = dyn_cast<clang::BinaryOperator>(&parent)) {
    const bool right = op->getRHS() == step.value;
    if (op->isAssignmentOp() && right) {
      Taint(*op->getLHS(), step.carries);
    } else if (op->getOpcode() == clang::BO_Assign) {
      return true;  // overwritten, not read
    } else if (op->isLogicalOp() && !right &&
               op->getRHS()->HasSideEffects(scope_.context())) {
      Reach(Sink::kBranch, *step.value,
            op->getOpcode() == clang::BO_LAnd ? "the left side of &&"
                                              : "the left side of ||");
    } else if (op->getOpcode() == clang::BO_Comma && !right) {
      return true;
    }
    Push(parent, step.carries);
    return true;
  }
  if (const auto* choice =
          dyn_cast<clang::AbstractConditionalOperator>(&parent)) {
    if (choice->getCond() == step.value) {
      Reach(Sink::kBranch, *step.value, "the condition of ?:");
    } else {
      Push(parent, step.carries);
    }
    return true;
  }
  if (const auto* index = dyn_cast<clang::ArraySubscriptExpr>(&parent)) {
    if (index->getIdx() == step.value) {
      Reach(Sink::kBranch, *step.value, "an index");
    } else {
      Push(parent, Carries::kWhole);
    }
    return true;
  }
  return false;
}

void Tracer::FollowIntoExpression(const Step& step, const clang::Expr& parent) {
  if (FollowIntoOperator(step, parent)) return;
  if (const auto* cast = dyn_cast<clang::CastExpr>(&parent)) {
    if (cast->getCastKind() != clang::CK_ToVoid) Push(parent, step.carries);
  } else if (const auto* lambda = dyn_cast<clang::LambdaExpr>(&parent)) {
    FollowIntoLambda(step, *lambda);
  } else if (const auto* member = dyn_cast<clang::MemberExpr>(&parent)) {
    // A method is followed where it is called.
    const bool method = isa<clang::CXXMethodDecl>(member->getMemberDecl());
    Push(parent, method ? step.carries : Carries::kWhole);
  } else if (isa<clang::CallExpr, clang::CXXConstructExpr>(parent)) {
    FollowIntoCall(step, parent);
  } else if (const auto* thrown = dyn_cast<clang::CXXThrowExpr>(&parent)) {
    const bool failure = scope_.sdk().IsFailure(
        scope_.names().ClassName(thrown->getSubExpr()->getType()));
    Reach(failure ? Sink::kPayload : Sink::kUnknown, parent,
          "what is thrown here");
  } else if (const auto* made = dyn_cast<clang::CXXNewExpr>(&parent)) {
    if (made->getArraySize().value_or(nullptr) == step.value) {
      Reach(Sink::kBranch, *step.value, "the size of an array");
    } else {
      Push(parent, step.carries);
    }
  } else if (isa<clang::CoyieldExpr, clang::AtomicExpr, clang::StmtExpr>(
                 parent)) {
    Reach(Sink::kUnknown, parent, "an expression that is not followed");
  } else if (!isa<clang::UnaryExprOrTypeTraitExpr, clang::CXXTypeidExpr,
                  clang::CXXNoexceptExpr, clang::CXXDeleteExpr>(parent)) {
    Push(parent, step.carries);
  }
}

}  // namespace lockstep::lint
