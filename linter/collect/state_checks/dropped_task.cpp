// LS902: a task that nobody awaits, spawns or moves on. A lazy one never runs;
// an eager one runs on its own. Dropping a Future is a legal fire-and-forget.
#include <set>

#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/place_use.h"
#include "linter/collect/state_checks/shapes.h"

namespace lockstep::lint {
namespace {

using namespace clang;

enum class TaskKind { kNone, kLazy, kEager };

TaskKind KindOf(QualType type, const FunctionScope& scope) {
  if (type->isReferenceType() || type->isPointerType()) return TaskKind::kNone;
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (record == nullptr) return TaskKind::kNone;
  if (IsClassOf(scope, &SdkProfile::tasks, type)) return TaskKind::kLazy;
  const CXXRecordDecl* promise = PromiseOf(type);
  if (promise == nullptr || !promise->hasDefinition()) return TaskKind::kNone;
  const IdentifierInfo& name = scope.context().Idents.get("initial_suspend");
  for (const NamedDecl* found : promise->lookup(&name)) {
    const auto* method = dyn_cast<CXXMethodDecl>(found);
    if (method == nullptr) continue;
    const std::string waits = scope.names().ClassName(method->getReturnType());
    if (waits == "std::suspend_always") return TaskKind::kLazy;
    if (waits == "std::suspend_never") return TaskKind::kEager;
  }
  return TaskKind::kNone;
}

class DroppedTaskCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    if (!seen_.insert(&statement).second) return;
    if (const auto* declaration = dyn_cast<DeclStmt>(&statement)) {
      for (const Decl* decl : declaration->decls()) {
        const auto* variable = dyn_cast<VarDecl>(decl);
        if (variable != nullptr && variable->hasLocalStorage() &&
            variable->hasInit() &&
            KindOf(variable->getType(), scope) == TaskKind::kLazy) {
          stored_.push_back(variable);
        }
      }
      return;
    }
    const auto* call = dyn_cast<CallExpr>(&statement);
    if (call == nullptr || !call->isPRValue()) return;
    const TaskKind kind = KindOf(call->getType(), scope);
    if (kind == TaskKind::kNone || !IsDiscarded(scope, *call)) return;
    std::string name = CalleeName(scope, *call);
    if (IsLambdaCall(*call)) name = "the coroutine";
    Report(*call, name, kind, scope);
  }

  void OnFunctionEnd(FunctionScope& scope) override {
    if (!stored_.empty()) {
      PlaceUses places(scope);
      for (const VarDecl* variable : stored_) {
        if (IsUsed(*variable, places, scope)) continue;
        Report(*variable->getInit(), variable->getNameAsString(),
               TaskKind::kLazy, scope);
      }
    }
    stored_.clear();
    seen_.clear();
  }

 private:
  static bool IsLambdaCall(const CallExpr& call) {
    const auto* method = dyn_cast_or_null<CXXMethodDecl>(Callee(call));
    return method != nullptr && method->getParent()->isLambda();
  }

  // `(void)task` and names in lambdas that capture it by reference: the former
  // is no use, the latter is one.
  static bool IsUsed(const VarDecl& variable, PlaceUses& places,
                     FunctionScope& scope) {
    for (const Expr* name : places.NamesOf(variable)) {
      if (!IsDiscarded(scope, *name)) return true;
    }
    return false;
  }

  static void Report(const Expr& at, const std::string& name, TaskKind kind,
                     FunctionScope& scope) {
    Effect& effect = scope.Report("dropped-task", at, name);
    if (kind == TaskKind::kLazy) {
      effect.detail = "so it never runs (a replay does the same)";
    } else {
      effect.severity = "warning";
      effect.detail = "it runs on its own, and what it throws is lost";
    }
  }

  std::set<const Stmt*> seen_;
  std::vector<const VarDecl*> stored_;
};

}  // namespace

std::unique_ptr<Check> MakeDroppedTaskCheck() {
  return std::make_unique<DroppedTaskCheck>();
}

}  // namespace lockstep::lint
