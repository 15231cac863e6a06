// LS904: objects that change something of the thread or the process until they
// die, alive while the coroutine waits and others run. Locks are LS303.
#include <set>

#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/lock_types.h"
#include "linter/collect/state_checks/place_use.h"
#include "linter/collect/state_checks/shapes.h"
#include "linter/collect/state_checks/suspensions.h"

namespace lockstep::lint {
namespace {

using namespace clang;

constexpr char kRule[] = "raii-across-suspension";

// The variable with static storage that a destructor writes; null if it writes
// none. That is how the value of before is put back.
const VarDecl* RestoredBy(const CXXDestructorDecl& destructor) {
  const FunctionDecl* definition = nullptr;
  const Stmt* body = destructor.getBody(definition);
  const VarDecl* found = nullptr;
  Visit(body, [&](const Stmt& stmt) {
    const Expr* target = nullptr;
    const auto* binary = dyn_cast<BinaryOperator>(&stmt);
    if (binary != nullptr && binary->isAssignmentOp()) {
      target = binary->getLHS();
    } else if (const auto* unary = dyn_cast<UnaryOperator>(&stmt)) {
      if (unary->isIncrementDecrementOp()) target = unary->getSubExpr();
    } else if (const auto* assign = dyn_cast<CXXOperatorCallExpr>(&stmt)) {
      if (assign->getOperator() == OO_Equal) target = assign->getArg(0);
    }
    const VarDecl* variable = VariableOf(RootOf(target));
    if (variable != nullptr && variable->hasGlobalStorage()) found = variable;
    return found == nullptr;
  });
  return found;
}

// A model for the class names this rule: the user's own scoped objects.
bool IsMarked(const FunctionScope& scope, const std::string& class_name) {
  for (const Model* model : scope.book().models.Candidates(class_name)) {
    if (model->rule == kRule) return true;
  }
  return false;
}

class RaiiAcrossSuspensionCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    const auto* declaration = dyn_cast<DeclStmt>(&statement);
    if (declaration == nullptr) return;
    for (const Decl* decl : declaration->decls()) {
      const auto* variable = dyn_cast<VarDecl>(decl);
      if (variable == nullptr || !variable->hasLocalStorage()) continue;
      OnVariable(*declaration, *variable, scope);
    }
  }

 private:
  void OnVariable(const DeclStmt& declaration, const VarDecl& variable,
                  FunctionScope& scope) {
    const CXXRecordDecl* record = variable.getType()->getAsCXXRecordDecl();
    if (record == nullptr || !record->hasDefinition() ||
        IsLockGuard(variable.getType(), scope.names())) {
      return;
    }
    const std::string name = scope.names().QualifiedName(*record);
    const VarDecl* restored = nullptr;
    const CXXDestructorDecl* destructor = record->getDestructor();
    if (destructor != nullptr && destructor->isUserProvided() &&
        !scope.names().InLibrary(record->getLocation())) {
      restored = RestoredBy(*destructor);
    }
    if (restored == nullptr && !IsScopedSetting(name) &&
        !IsMarked(scope, name)) {
      return;
    }
    const Expr* suspension = SuspensionDuring(declaration, variable, scope);
    if (suspension == nullptr) return;
    Effect& effect =
        scope.Report(kRule, declaration, variable.getNameAsString());
    effect.detail =
        restored == nullptr
            ? "other code runs while the coroutine waits, and sees it"
            : "its destructor writes '" + restored->getNameAsString() +
                  "', which other code sees while the coroutine waits";
    effect.notes.push_back(
        {scope.PlaceOf(suspension->getBeginLoc()), "the coroutine waits here"});
  }
};

}  // namespace

std::unique_ptr<Check> MakeRaiiAcrossSuspensionCheck() {
  return std::make_unique<RaiiAcrossSuspensionCheck>();
}

}  // namespace lockstep::lint
