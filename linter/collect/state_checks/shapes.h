// Questions about syntax and about the SDK that several checks ask.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "linter/collect/function_scope.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace lockstep::lint {

// Without parentheses, implicit casts, temporaries and cleanups.
const clang::Expr* Plain(const clang::Expr* expr);
// Also without explicit casts, std::move and std::forward, copies, moves, and
// constructors that convert one argument (`Named` of a literal).
const clang::Expr* Source(const clang::Expr* expr);
// The variable or parameter that the expression names; null if it is none.
const clang::VarDecl* VariableOf(const clang::Expr* expr);
// What `a.b[c]->d` starts from: a name, `this`, a call ...
const clang::Expr* RootOf(const clang::Expr* expr);

// Visits what is executed of `root`, parents first: no lambda bodies, no
// unevaluated operands, of co_await and range-for what the author wrote. The
// visitor says whether to go into the children.
void Visit(const clang::Stmt* root,
           llvm::function_ref<bool(const clang::Stmt&)> visitor);

bool HasAwait(const clang::Stmt* root);

// The outermost expression around one.
const clang::Expr& FullExpression(const FunctionScope& scope,
                                  const clang::Expr& expr);
// Within its full expression there is a co_await around it.
bool AwaitedInFullExpression(const FunctionScope& scope,
                             const clang::Expr& expr);
// The nearest parent that is not added by the compiler.
const clang::Stmt* WrittenParent(const FunctionScope& scope,
                                 const clang::Stmt& child);
// The value of an expression statement.
bool IsDiscarded(const FunctionScope& scope, const clang::Expr& expr);

bool InSdk(const RuleBook& book, std::string_view name);
using NameList = std::vector<std::string> SdkProfile::*;
bool IsNamed(const RuleBook& book, NameList list, std::string_view name);
bool IsClassOf(const FunctionScope& scope, NameList list, clang::QualType type);

// The declaration that is called; null for calls through values.
const clang::FunctionDecl* Callee(const clang::CallExpr& call);
std::string CalleeName(const FunctionScope& scope, const clang::CallExpr& call);
const CommandCall* CommandOf(const FunctionScope& scope,
                             const clang::CallExpr& call);
// The class of a coroutine's promise, if the type is that of coroutines.
const clang::CXXRecordDecl* PromiseOf(clang::QualType type);
// A class of the unit by its qualified name; null if it is not declared.
const clang::CXXRecordDecl* FindClass(const clang::ASTContext& context,
                                      std::string_view name);

// A call within the expression (or the initialisers of the local variables that
// it names) whose result differs from run to run, by the models: its name. An
// address that is turned into a number counts too. Empty: none.
std::string BadSourceIn(const FunctionScope& scope, const clang::Expr& expr);

}  // namespace lockstep::lint
