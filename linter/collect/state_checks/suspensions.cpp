#include "linter/collect/state_checks/suspensions.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "linter/collect/state_checks/shapes.h"

namespace lockstep::lint {
namespace {

using namespace clang;

// `variable.unlock()` and the like; 1 for those, -1 for `lock()`.
int Releases(const Stmt& stmt, const VarDecl& variable) {
  const auto* call = dyn_cast<CXXMemberCallExpr>(&stmt);
  if (call == nullptr || call->getMethodDecl() == nullptr ||
      VariableOf(call->getImplicitObjectArgument()) != &variable) {
    return 0;
  }
  const std::string name = call->getMethodDecl()->getNameAsString();
  if (name == "unlock" || name == "release" || name == "reset" ||
      name == "Release" || name == "Unlock") {
    return 1;
  }
  return name == "lock" || name == "relock" || name == "Lock" ? -1 : 0;
}

// Follows the statements after the declaration, in source order.
class Search {
 public:
  explicit Search(const VarDecl& variable) : variable_(variable) {}

  void In(const Stmt* stmt) {
    Visit(stmt, [&](const Stmt& each) {
      if (found != nullptr) return false;
      if (isa<CoawaitExpr, CoyieldExpr>(each) && !released_) {
        found = cast<Expr>(&each);
      }
      const int release = Releases(each, variable_);
      if (release != 0) released_ = release > 0;
      return true;
    });
  }

  const Expr* found = nullptr;

 private:
  const VarDecl& variable_;
  bool released_ = false;
};

}  // namespace

const Expr* SuspensionDuring(const DeclStmt& declaration,
                             const VarDecl& variable, FunctionScope& scope) {
  const Stmt* block = scope.ParentOf(declaration);
  Search search(variable);
  if (const auto* list = dyn_cast_or_null<CompoundStmt>(block)) {
    bool after = false;
    for (const Stmt* stmt : list->body()) {
      if (after) search.In(stmt);
      after = after || stmt == &declaration;
    }
  } else if (const auto* choice = dyn_cast_or_null<IfStmt>(block)) {
    search.In(choice->getCond());
    search.In(choice->getThen());
    search.In(choice->getElse());
  } else if (block == nullptr && isa<CompoundStmt>(scope.body())) {
    return nullptr;
  }
  return search.found;
}

}  // namespace lockstep::lint
