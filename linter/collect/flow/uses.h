// Where a function names its variables, lambdas inside it included.
#pragma once

#include <map>
#include <vector>

#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"

namespace lockstep::lint {

class FunctionScope;

class Uses {
 public:
  explicit Uses(const clang::Stmt& body);
  // Once for each function.
  static const Uses& Of(FunctionScope& scope);

  // In source order.
  const std::vector<const clang::DeclRefExpr*>& OfVariable(
      const clang::ValueDecl& variable) const;
  // Whether something is assigned to it after its declaration, or its address
  // or a reference to it is handed out.
  bool IsWritten(const clang::ValueDecl& variable, FunctionScope& scope) const;

 private:
  llvm::DenseMap<const clang::ValueDecl*,
                 std::vector<const clang::DeclRefExpr*>>
      uses_;
};

}  // namespace lockstep::lint
