// What an expression does with the object that a name in it stands for: reads,
// writes, hands it out. Constness is a bad proxy: `items.begin()` picks an
// overload that is not const and writes nothing.
#pragma once

#include <vector>

#include "clang/AST/Expr.h"
#include "linter/collect/function_scope.h"
#include "llvm/ADT/DenseMap.h"

namespace lockstep::lint {

struct PlaceUse {
  enum class Kind {
    kNone,
    kRead,
    kCall,       // a method of the user's that is not const: it may write
    kEscape,     // a reference or pointer that can write goes elsewhere
    kReadWrite,  // ++, +=
    kWrite,
  };
  Kind kind = Kind::kRead;
  // kRead, kReadWrite: the expression whose value it is.
  const clang::Expr* value = nullptr;
  // What writes: the assignment, the call.
  const clang::Expr* writer = nullptr;
  // kWrite: nothing of the old value remains.
  bool whole = false;
  // What is used lies behind a pointer.
  bool behind_pointer = false;
  // kEscape: to the caller, as the result.
  bool returned = false;
};

// Where the variables of one body are named.
class PlaceUses {
 public:
  explicit PlaceUses(FunctionScope& scope);

  // `name` is a name, or a member of `this`. Names of local references to it
  // count too.
  PlaceUse Of(const clang::Expr& name) { return Of(name, 0); }
  const std::vector<const clang::Expr*>& NamesOf(
      const clang::VarDecl& variable) const;

 private:
  struct Climb;
  PlaceUse Of(const clang::Expr& name, int depth);
  bool Step(Climb& at);
  bool StepExpression(Climb& at, const clang::Expr& parent);
  bool StepCall(Climb& at, const clang::Expr& parent);
  bool StepBuiltin(Climb& at, const clang::Expr& parent);
  bool StepOperator(Climb& at, const clang::CXXOperatorCallExpr& call);
  bool StepMethod(Climb& at, const clang::MemberExpr& member);
  bool StepArgument(Climb& at, const clang::Expr& call,
                    const clang::FunctionDecl* callee, unsigned index);
  bool StepVariable(Climb& at, const clang::VarDecl& variable);

  FunctionScope& scope_;
  llvm::DenseMap<const clang::VarDecl*, std::vector<const clang::Expr*>> names_;
  llvm::DenseMap<const clang::VarDecl*, const clang::VarDecl*> loop_variables_;
};

}  // namespace lockstep::lint
