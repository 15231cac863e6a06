// LS306: stop sources that something outside of the run shares. Tokens, and
// what is asked of them, are judged by models.
#include <set>

#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/shapes.h"

namespace lockstep::lint {
namespace {

using namespace clang;

constexpr char kRule[] = "foreign-stop-token";

bool IsLocal(const VarDecl* variable) {
  return variable != nullptr && variable->hasLocalStorage() &&
         !isa<ParmVarDecl>(variable) && !variable->getType()->isReferenceType();
}

class ForeignStopTokenCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    if (!seen_.insert(&statement).second) return;
    const auto* call = dyn_cast<CXXMemberCallExpr>(&statement);
    if (call == nullptr || call->getMethodDecl() == nullptr) return;
    OnMethod(*call, *call->getMethodDecl(), scope);
  }

  void OnFunctionEnd(FunctionScope& /*scope*/) override { seen_.clear(); }

 private:
  void OnMethod(const CXXMemberCallExpr& call, const CXXMethodDecl& method,
                FunctionScope& scope) {
    const Expr* object = call.getImplicitObjectArgument();
    const std::string type = scope.names().ClassName(object->getType());
    const std::string name = method.getNameAsString();
    const VarDecl* variable = VariableOf(RootOf(object));
    const bool thread = type == "std::jthread" &&
                        (name == "get_stop_token" ||
                         name == "get_stop_source" || name == "request_stop");
    // What is asked of a local one is the models' business.
    const bool source = type == "std::stop_source" && !IsLocal(variable);
    const bool token = type == "std::stop_token" && name == "stop_requested" &&
                       variable != nullptr && variable->hasGlobalStorage();
    if (!thread && !source && !token) return;
    scope.Report(kRule, call, type + "::" + name, &call).detail =
        "the stop comes from outside of the run";
  }

  std::set<const Stmt*> seen_;
};

}  // namespace

std::unique_ptr<Check> MakeForeignStopTokenCheck() {
  return std::make_unique<ForeignStopTokenCheck>();
}

}  // namespace lockstep::lint
