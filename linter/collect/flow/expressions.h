// Small questions about expressions that flow/ and checks/ both ask.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "linter/collect/function_scope.h"

namespace lockstep::lint {

// Without parentheses, casts, temporaries and constructors that only copy.
const clang::Expr& Bare(const clang::Expr& expr);

// Function, method or constructor that a call, a construction or an operator
// runs; null if the expression is no call or its callee is not known.
const clang::FunctionDecl* CalleeOf(const clang::Stmt& call);
// Its qualified name as models write it; empty if there is none.
std::string CalleeName(const clang::Stmt& call, FunctionScope& scope);
// The object of a call of a method; null for other calls.
const clang::Expr* ObjectOf(const clang::Stmt& call);
// As written or by default, without the object: as models and profiles count.
std::vector<const clang::Expr*> ArgumentsOf(const clang::Stmt& call);
// Those that the author wrote: without defaults.
std::vector<const clang::Expr*> WrittenArgumentsOf(const clang::Stmt& call);

// The model that decides about a call; null if none knows the callee.
const Model* ModelOf(const clang::Stmt& call, FunctionScope& scope);

// The variable that the expression names; null if it is more than a name.
const clang::VarDecl* VariableOf(const clang::Expr& expr);
// The variable or field that stands at the left end of `a.b[i].c`, seen
// through members, subscripts, dereferences and calls of methods; null if that
// is something else.
const clang::ValueDecl* RootOf(const clang::Expr& expr);

bool MatchesAny(std::string_view name,
                const std::vector<std::string>& patterns);

// T*, smart pointers and coroutine handles: values that are addresses.
bool IsAddressType(clang::QualType type, FunctionScope& scope);
// The type argument at the index of a class template; null type if none.
clang::QualType TypeArgument(clang::QualType type, unsigned index);

// Calls `visit` for the statement and all below it, parents first; not inside
// lambdas, and not in operands that are never evaluated.
template <class F>
void ForEachStatement(const clang::Stmt& statement, F&& visit) {
  visit(statement);
  if (llvm::isa<clang::LambdaExpr, clang::UnaryExprOrTypeTraitExpr,
                clang::CXXNoexceptExpr, clang::RequiresExpr,
                clang::ConceptSpecializationExpr>(statement)) {
    return;
  }
  // The other children of a co_await or co_return repeat the operand.
  if (const auto* wait =
          llvm::dyn_cast<clang::CoroutineSuspendExpr>(&statement)) {
    ForEachStatement(*wait->getOperand(), visit);
    return;
  }
  if (const auto* leave = llvm::dyn_cast<clang::CoreturnStmt>(&statement)) {
    if (leave->getOperand() != nullptr) {
      ForEachStatement(*leave->getOperand(), visit);
    }
    return;
  }
  for (const clang::Stmt* child : statement.children()) {
    if (child != nullptr) ForEachStatement(*child, visit);
  }
}

}  // namespace lockstep::lint
