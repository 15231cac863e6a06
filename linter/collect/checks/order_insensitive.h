// Whether a loop does the same in whichever order the elements come.
#pragma once

#include <map>
#include <set>

#include "linter/collect/function_scope.h"

namespace lockstep::lint {

// The loop: what is visited, and how its elements are called.
struct Visit {
  const clang::Stmt* body = nullptr;
  clang::QualType container;
  // The loop's variable, its bindings, the parameter of the callback.
  std::set<const clang::ValueDecl*> elements;
};

// Counting, sums of integers, least and greatest integers, flags, sets and
// maps with unique keys, vectors that are sorted afterwards, changes of the
// element itself: the rest depends on the order.
class OrderJudge {
 public:
  OrderJudge(const Visit& visit, FunctionScope& scope)
      : visit_(visit), scope_(scope) {}
  bool IsInsensitive();
  // The variable is sorted, without ties, after what is visited.
  bool IsSortedLater(const clang::ValueDecl& variable) const;

 private:
  void Look(const clang::Stmt& statement);
  bool LookAtWrite(const clang::Stmt& statement);
  void LookAtAssignment(const clang::BinaryOperator& op);
  void LookAtCall(const clang::Expr& call);
  void LookAtMethod(const clang::Expr& call, const clang::Expr& object);
  void LookAtExit(const clang::Stmt& statement);
  void LookIntoLambda(const clang::LambdaExpr& lambda);

  bool IsInside(const clang::Expr& target) const;
  bool IsElementKey(const clang::Expr& key) const;
  bool IsMaximum(const clang::BinaryOperator& assignment);
  bool Puts(const clang::Expr& object, const clang::Expr* key);
  void Accumulate(const clang::Expr& target);
  void Flag(const clang::Expr& target, const clang::Expr& value);
  void Own(const clang::Expr& part, const clang::ValueDecl& variable);
  bool ReadsWhatItWrites() const;

  const Visit& visit_;
  FunctionScope& scope_;
  bool sensitive_ = false;
  bool leaves_ = false;       // break or return
  bool accumulates_ = false;  // something that an early exit would cut short
  int lambdas_ = 0;
  std::set<const clang::ValueDecl*> written_;
  std::set<const clang::Expr*> own_;  // names of these in their own update
  std::map<const clang::ValueDecl*, llvm::APSInt> flags_;
  std::set<std::string> answers_;  // of `return` in the loop
};

}  // namespace lockstep::lint
