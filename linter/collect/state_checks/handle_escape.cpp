// LS903: a coroutine that is resumed, destroyed or handed out behind the
// scheduler's back. Task types of the user's own may do so within their class.
#include <set>

#include "linter/collect/clang_version.h"
#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/place_use.h"
#include "linter/collect/state_checks/shapes.h"

namespace lockstep::lint {
namespace {

using namespace clang;

constexpr char kRule[] = "handle-escape";

bool IsHandle(QualType type, const FunctionScope& scope) {
  return scope.names().ClassName(type) == "std::coroutine_handle";
}

// The class, or one around it, is a type of coroutines.
bool BelongsToTask(const FunctionDecl& function) {
  for (const DeclContext* at = function.getDeclContext(); at != nullptr;
       at = at->getParent()) {
    const auto* record = dyn_cast<CXXRecordDecl>(at);
    if (record == nullptr) continue;
    if (PromiseOf(TypeOf(*record)) != nullptr) return true;
  }
  return false;
}

class HandleEscapeCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    if (!seen_.insert(&statement).second) return;
    const auto* call = dyn_cast<CallExpr>(&statement);
    if (call != nullptr) OnCall(*call, scope);
    const auto* binary = dyn_cast<BinaryOperator>(&statement);
    if (binary != nullptr && binary->isAssignmentOp()) {
      OnStore(*binary, *binary->getLHS(), *binary->getRHS(), scope);
    }
  }

  void OnFunctionEnd(FunctionScope& /*scope*/) override { seen_.clear(); }

 private:
  void OnCall(const CallExpr& call, FunctionScope& scope) {
    const auto* method = dyn_cast_or_null<CXXMethodDecl>(Callee(call));
    if (method == nullptr) return;
    const Expr* object = nullptr;
    unsigned first = 0;
    if (const auto* member = dyn_cast<CXXMemberCallExpr>(&call)) {
      object = member->getImplicitObjectArgument();
    } else if (isa<CXXOperatorCallExpr>(call) && call.getNumArgs() > 0) {
      object = call.getArg(0);
      first = 1;
    }
    if (object == nullptr) return;
    if (IsHandle(object->getType(), scope)) {
      OnHandle(call, *method, scope);
      // `global = handle` goes on below.
      if (method->getOverloadedOperator() != OO_Equal) return;
    }
    for (unsigned i = first; i < call.getNumArgs(); ++i) {
      OnStore(call, *object, *call.getArg(i), scope);
    }
  }

  static void OnHandle(const CallExpr& call, const CXXMethodDecl& method,
                       FunctionScope& scope) {
    const bool call_operator = method.getOverloadedOperator() == OO_Call;
    const std::string name =
        call_operator ? "operator()" : method.getNameAsString();
    if (!call_operator && name != "resume" && name != "destroy") return;
    if (BelongsToTask(scope.function())) return;
    scope.Report(kRule, call, "std::coroutine_handle::" + name);
  }

  // `target` stands for an object that lies behind a pointer or a reference of
  // this object: whoever owns that may resume.
  static bool LiesBehindField(const Expr* target) {
    for (target = Plain(target); target != nullptr;) {
      const auto* member = dyn_cast<MemberExpr>(target);
      if (member == nullptr) return false;
      const Expr* base = Plain(member->getBase());
      if (isa<CXXThisExpr>(base)) {
        const QualType type = member->getMemberDecl()->getType();
        return type->isReferenceType() || type->isPointerType();
      }
      target = base;
    }
    return false;
  }

  // A handle goes into something with static storage, or into what others own.
  static void OnStore(const Expr& at, const Expr& target, const Expr& value,
                      FunctionScope& scope) {
    if (!IsHandle(value.getType(), scope)) return;
    const VarDecl* variable = VariableOf(RootOf(&target));
    const bool global = variable != nullptr && variable->hasGlobalStorage();
    const bool parked =
        LiesBehindField(&target) && !BelongsToTask(scope.function());
    if (!global && !parked) return;
    const auto* member = dyn_cast<MemberExpr>(Plain(&target));
    const std::string name = global ? variable->getNameAsString()
                             : member != nullptr
                                 ? member->getMemberDecl()->getNameAsString()
                                 : "a field";
    scope.Report(kRule, at, name).detail =
        "anybody can resume the coroutine from there";
  }

  std::set<const Stmt*> seen_;
};

}  // namespace

std::unique_ptr<Check> MakeHandleEscapeCheck() {
  return std::make_unique<HandleEscapeCheck>();
}

}  // namespace lockstep::lint
