// LS303: locks and atomics. A workflow runs on one thread: a lock of its own
// does nothing, one that is shared has an outcome that history does not know,
// and one that is held across a suspension blocks other executions.
#include <set>

#include "linter/collect/flow/uses.h"
#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/lock_types.h"
#include "linter/collect/state_checks/shapes.h"
#include "linter/collect/state_checks/suspensions.h"

namespace lockstep::lint {
namespace {

using namespace clang;

constexpr char kRule[] = "lock";

// Read, change and write as one step.
bool IsReadModifyWrite(const CXXMethodDecl& method) {
  switch (method.getOverloadedOperator()) {
    case OO_PlusPlus:
    case OO_MinusMinus:
    case OO_PlusEqual:
    case OO_MinusEqual:
    case OO_AmpEqual:
    case OO_PipeEqual:
    case OO_CaretEqual:
      return true;
    case OO_None:
      break;
    default:
      return false;
  }
  if (method.getIdentifier() == nullptr) return false;
  const llvm::StringRef name = method.getName();
  return name.starts_with("fetch_") || name == "exchange" ||
         name.starts_with("compare_exchange") || name == "test_and_set";
}

bool IsLocking(const CXXMethodDecl& method) {
  if (method.getIdentifier() == nullptr) return false;
  const std::string name = method.getName().lower();
  return name == "lock" || name == "try_lock" || name == "lock_shared" ||
         name == "try_lock_shared" || name == "readerlock" ||
         name == "writerlock" || name == "trylock";
}

class LockCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    if (!seen_.insert(&statement).second) return;
    if (const auto* declaration = dyn_cast<DeclStmt>(&statement)) {
      return OnDeclaration(*declaration, scope);
    }
    if (const auto* made = dyn_cast<CXXConstructExpr>(&statement)) {
      return OnGuard(*made, scope);
    }
    const auto* call = dyn_cast<CallExpr>(&statement);
    if (call == nullptr) return;
    const auto* method = dyn_cast_or_null<CXXMethodDecl>(Callee(*call));
    if (method == nullptr) return OnFunction(*call, scope);
    const Expr* object = nullptr;
    if (const auto* member = dyn_cast<CXXMemberCallExpr>(call)) {
      object = member->getImplicitObjectArgument();
    } else if (isa<CXXOperatorCallExpr>(call) && !method->isStatic()) {
      object = call->getArg(0);
    }
    if (object != nullptr) OnMethod(*call, *method, *object, scope);
  }

  void OnFunctionEnd(FunctionScope& scope) override {
    // The models say of each lock that it is one. This check knows more.
    std::erase_if(scope.facts().effects, [&](const Effect& effect) {
      return effect.rule == kRule && effect.severity.empty() &&
             judged_.contains({effect.place.file, effect.place.line});
    });
    judged_.clear();
    reported_.clear();
    seen_.clear();
  }

 private:
  void OnDeclaration(const DeclStmt& declaration, FunctionScope& scope) {
    for (const Decl* decl : declaration.decls()) {
      const auto* variable = dyn_cast<VarDecl>(decl);
      if (variable == nullptr || !variable->hasLocalStorage()) continue;
      if (!IsLockGuard(variable->getType(), scope.names())) continue;
      if (!MayHold(*variable, scope)) continue;
      const Expr* suspension = SuspensionDuring(declaration, *variable, scope);
      if (suspension == nullptr) continue;
      reported_.insert(variable->getInit());
      Effect& effect =
          scope.Report(kRule, declaration, variable->getNameAsString());
      effect.severity = "warning";
      effect.detail = "it is held while the coroutine waits";
      effect.notes.push_back({scope.PlaceOf(suspension->getBeginLoc()),
                              "the coroutine waits here"});
    }
  }

  // Whether the guard takes a lock when it is made, or at any later time.
  static bool MayHold(const VarDecl& guard, FunctionScope& scope) {
    const auto* made =
        dyn_cast_or_null<CXXConstructExpr>(Plain(guard.getInit()));
    if (made == nullptr) return true;
    bool holds = made->getNumArgs() > 0;
    for (const Expr* argument : made->arguments()) {
      const std::string type = scope.names().ClassName(argument->getType());
      if (type == "std::defer_lock_t") holds = false;
    }
    for (const DeclRefExpr* use : Uses::Of(scope).OfVariable(guard)) {
      const Stmt* parent = scope.ParentOf(*use);
      const auto* member = dyn_cast_or_null<MemberExpr>(parent);
      const auto* method =
          member == nullptr ? nullptr
                            : dyn_cast<CXXMethodDecl>(member->getMemberDecl());
      holds |= method != nullptr ? IsLocking(*method)
                                 : isa_and_nonnull<CXXOperatorCallExpr>(parent);
    }
    return holds;
  }

  // A guard is made: of what?
  void OnGuard(const CXXConstructExpr& made, FunctionScope& scope) {
    if (!IsLockGuard(made.getType(), scope.names())) return;
    NoteJudged(made, scope);
    for (const Expr* held : reported_) {
      if (Plain(held) == &made) return;
    }
    for (const Expr* argument : made.arguments()) {
      if (isa<CXXDefaultArgExpr>(argument)) continue;
      const std::string type = scope.names().ClassName(argument->getType());
      if (IsLockGuard(argument->getType(), scope.names())) return;  // a move
      if (!IsMutex(type)) continue;
      Use(made, *argument, scope);
      return;
    }
  }

  void OnFunction(const CallExpr& call, FunctionScope& scope) {
    const std::string name = CalleeName(scope, call);
    if (name != "std::call_once" && name != "absl::call_once" &&
        name != "std::lock" && name != "std::try_lock") {
      return;
    }
    if (call.getNumArgs() > 0) Use(call, *call.getArg(0), scope);
  }

  void OnMethod(const CallExpr& call, const CXXMethodDecl& method,
                const Expr& object, FunctionScope& scope) {
    const std::string type = scope.names().ClassName(object.getType());
    const std::string owner = scope.names().QualifiedName(*method.getParent());
    const bool atomic = (IsAtomic(type) || owner == "std::__atomic_base") &&
                        IsReadModifyWrite(method);
    if (!atomic && !(IsMutex(type) && IsLocking(method))) return;
    Use(call, object, scope);
  }

  void NoteJudged(const Expr& at, FunctionScope& scope) {
    const Place place = scope.PlaceOf(at.getBeginLoc());
    judged_.insert({place.file, place.line});
  }

  // A local one has one outcome; others outlive or are shared.
  void Use(const Expr& at, const Expr& object, FunctionScope& scope) {
    const Expr* root = RootOf(&object);
    const auto* ref = dyn_cast_or_null<DeclRefExpr>(root);
    const VarDecl* variable = VariableOf(root);
    const bool local = variable != nullptr && variable->hasLocalStorage() &&
                       !isa<ParmVarDecl>(variable) &&
                       !variable->getType()->isReferenceType() &&
                       !variable->getType()->isPointerType() &&
                       !ref->refersToEnclosingVariableOrCapture();
    std::string symbol = NameOf(object, scope);
    NoteJudged(at, scope);
    Effect& effect = scope.Report(kRule, at, symbol);
    effect.severity = local ? "note" : "warning";
    effect.detail = local ? "nobody else can hold it: it does nothing"
                          : "it is shared with what runs outside of this run";
  }

  static std::string NameOf(const Expr& object, FunctionScope& scope) {
    const Expr* plain = Plain(&object);
    if (const auto* member = dyn_cast_or_null<MemberExpr>(plain)) {
      return member->getMemberDecl()->getNameAsString();
    }
    const VarDecl* variable = VariableOf(plain);
    return variable != nullptr ? variable->getNameAsString()
                               : scope.names().ClassName(object.getType());
  }

  std::set<const Stmt*> seen_;
  std::set<const Expr*> reported_;
  std::set<std::pair<std::string, uint32_t>> judged_;
};

}  // namespace

std::unique_ptr<Check> MakeLockCheck() { return std::make_unique<LockCheck>(); }

}  // namespace lockstep::lint
