// The walk behind value_flow.h: a worklist of expressions that carry the value.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <utility>

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "linter/collect/function_scope.h"
#include "linter/facts/flow.h"

namespace lockstep::lint {

class Tracer {
 public:
  // kContent: a container holds the value; how many elements it has does not
  // depend on it.
  enum class Carries : uint8_t { kWhole, kContent };

  explicit Tracer(FunctionScope& scope) : scope_(scope) {}
  ValueFlow Run(const clang::Expr& value);
  ValueFlow RunCall(const clang::Expr& call);

 private:
  struct Step {
    const clang::Expr* value = nullptr;
    Carries carries = Carries::kWhole;
  };

  // tracer.cpp: what the parent of a value makes of it.
  void Follow(const Step& step);
  void FollowIntoStatement(const Step& step, const clang::Stmt& parent);
  void FollowIntoExpression(const Step& step, const clang::Expr& parent);
  bool FollowIntoOperator(const Step& step, const clang::Expr& parent);
  void FollowIntoDeclaration(const Step& step, const clang::DeclStmt& parent);
  void FollowIntoLambda(const Step& step, const clang::LambdaExpr& lambda);
  void FollowReturn(const clang::Stmt& leave);

  // tracer_calls.cpp: the value is the object or an argument of a call.
  void FollowIntoCall(const Step& step, const clang::Expr& call);
  void FollowObject(const Step& step, const clang::Expr& call);
  void FollowArgument(const Step& step, const clang::Expr& call,
                      unsigned index);
  bool FollowIntoSdk(const Step& step, const clang::Expr& call, unsigned index);
  bool FollowIntoStream(const Step& step, const clang::Expr& call);
  void TaintOutputs(const clang::Expr& call, unsigned source);
  // tracer_outputs.cpp
  bool TaintOutput(const clang::Expr& argument, clang::QualType type);

  // tracer_targets.cpp: what is assigned to carries the value from then on.
  void Taint(const clang::Expr& target, Carries carries);
  void TaintVariable(const clang::ValueDecl& variable, Carries carries);
  void TaintReferent(const clang::VarDecl& variable, Carries carries);
  bool IsOwn(const clang::ValueDecl& variable) const;

  void FollowAll();
  void Push(const clang::Expr& value, Carries carries);
  void Reach(Sink sink, const clang::Stmt& at, const std::string& what);

  FunctionScope& scope_;
  std::deque<Step> open_;
  std::set<std::pair<const clang::Expr*, Carries>> seen_;
  std::set<std::pair<const clang::ValueDecl*, Carries>> tainted_;
  ValueFlow flow_;
  int worst_rank_ = 0;
};

}  // namespace lockstep::lint
