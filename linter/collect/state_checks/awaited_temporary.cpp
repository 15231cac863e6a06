// LS912 (toolchain-facts F1): in a full expression with co_await, g++ 12
// destroys temporaries of aggregate types and closures twice, and rejects or
// miscompiles initialiser lists.
#include <set>

#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/shapes.h"

namespace lockstep::lint {
namespace {

using namespace clang;

bool NeedsDestruction(QualType type) {
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  return record != nullptr && record->hasDefinition() &&
         !record->hasTrivialDestructor();
}

// `T{...}` or `T(...)` of an aggregate.
bool MakesAggregate(const Expr& expr) {
  const CXXRecordDecl* record = expr.getType()->getAsCXXRecordDecl();
  if (record == nullptr || record->isLambda() || !record->isAggregate()) {
    return false;
  }
  if (isa<InitListExpr, CXXParenListInitExpr, CXXScalarValueInitExpr>(expr)) {
    return true;
  }
  const auto* made = dyn_cast<CXXTemporaryObjectExpr>(&expr);
  return made != nullptr && made->getNumArgs() == 0;
}

class AwaitedTemporaryCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    if (!isa<CoawaitExpr, CoyieldExpr>(statement)) return;
    const Expr& full = FullExpression(scope, *cast<Expr>(&statement));
    if (!seen_.insert(&full).second) return;
    // What the expression itself initialises is no temporary.
    const Stmt* around = scope.ParentOf(full);
    const Expr* initialised =
        isa_and_nonnull<DeclStmt, ReturnStmt>(around) ? Plain(&full) : nullptr;
    Search(full, initialised, scope);
  }

  void OnFunctionEnd(FunctionScope& /*scope*/) override { seen_.clear(); }

 private:
  void Search(const Expr& full, const Expr* initialised, FunctionScope& scope) {
    Visit(&full, [&](const Stmt& stmt) {
      const auto* expr = dyn_cast<Expr>(&stmt);
      if (expr == nullptr || expr == initialised) return true;
      if (const auto* list = dyn_cast<CXXStdInitializerListExpr>(expr)) {
        Report(*list, "the initializer list", scope);
        return false;
      }
      if (!NeedsDestruction(expr->getType())) return true;
      if (isa<LambdaExpr>(expr)) {
        Report(*expr, "the lambda with its captures", scope);
        return false;
      }
      if (!MakesAggregate(*expr) || IsPartOfOther(*expr, scope)) return true;
      Report(*expr, scope.names().ClassName(expr->getType()), scope);
      return false;
    });
  }

  // A member or element of what another list initialises: not a temporary.
  static bool IsPartOfOther(const Expr& expr, FunctionScope& scope) {
    const Stmt* parent = scope.ParentOf(expr);
    while (isa_and_nonnull<ImplicitCastExpr, CXXFunctionalCastExpr,
                           CXXBindTemporaryExpr>(parent)) {
      parent = scope.ParentOf(*parent);
    }
    return isa_and_nonnull<InitListExpr>(parent);
  }

  static void Report(const Expr& at, const std::string& symbol,
                     FunctionScope& scope) {
    scope.Report("awaited-temporary", at, symbol).detail =
        "give it a name on the line before";
  }

  std::set<const Stmt*> seen_;
};

}  // namespace

std::unique_ptr<Check> MakeAwaitedTemporaryCheck() {
  return std::make_unique<AwaitedTemporaryCheck>();
}

}  // namespace lockstep::lint
