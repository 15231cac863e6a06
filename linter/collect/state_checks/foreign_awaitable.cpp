// LS901: co_await of something that the workflow's scheduler does not resume.
// Tasks of the user's are fine: what they await is judged in their bodies.
#include <set>

#include "linter/collect/clang_version.h"
#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/shapes.h"

namespace lockstep::lint {
namespace {

using namespace clang;

class ForeignAwaitableCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    const auto* await = dyn_cast<CoawaitExpr>(&statement);
    if (await == nullptr || await->isImplicit()) return;
    if (!seen_.insert(await).second) return;
    const QualType type = await->getOperand()->getType();
    if (type->isDependentType() || IsKnown(type, scope)) return;
    const QualType awaiter = await->getCommonExpr()->getType();
    if (IsKnown(awaiter, scope)) return;
    std::string name = scope.names().ClassName(type);
    if (name.empty()) name = type.getAsString();
    scope.Report("foreign-awaitable", *await, name);
  }

  void OnFunctionEnd(FunctionScope& /*scope*/) override { seen_.clear(); }

 private:
  static bool IsKnown(QualType type, const FunctionScope& scope) {
    const CXXRecordDecl* record =
        type.getNonReferenceType()->getAsCXXRecordDecl();
    return record != nullptr && IsKnownClass(*record, scope);
  }

  static bool IsKnownClass(const CXXRecordDecl& record,
                           const FunctionScope& scope) {
    const std::string& name = scope.names().QualifiedName(record);
    if (name == "std::suspend_never" || InSdk(scope.book(), name) ||
        IsNamed(scope.book(), &SdkProfile::awaitables, name) ||
        IsNamed(scope.book(), &SdkProfile::tasks, name)) {
      return true;
    }
    const bool library = scope.names().InLibrary(record.getLocation());
    if (!library && PromiseOf(TypeOf(record))) {
      return true;
    }
    if (!record.hasDefinition()) return false;
    for (const CXXBaseSpecifier& base : record.bases()) {
      const CXXRecordDecl* parent = base.getType()->getAsCXXRecordDecl();
      if (parent != nullptr && IsKnownClass(*parent, scope)) return true;
    }
    return !library && DelegatesToSdk(record, scope);
  }

  // A wrapper whose own await_ready is that of an SDK awaitable that it holds.
  static bool DelegatesToSdk(const CXXRecordDecl& record,
                             const FunctionScope& scope) {
    for (const CXXMethodDecl* method : record.methods()) {
      if (method->getNameAsString() != "await_suspend") continue;
      bool delegates = false;
      Visit(method->getBody(), [&](const Stmt& stmt) {
        const auto* call = dyn_cast<CXXMemberCallExpr>(&stmt);
        if (call == nullptr || call->getMethodDecl() == nullptr) return true;
        const bool same =
            call->getMethodDecl()->getNameAsString() == "await_suspend";
        const CXXRecordDecl* owner = call->getMethodDecl()->getParent();
        delegates |=
            same && InSdk(scope.book(), scope.names().QualifiedName(*owner));
        return true;
      });
      if (delegates) return true;
    }
    return false;
  }

  std::set<const Stmt*> seen_;
};

}  // namespace

std::unique_ptr<Check> MakeForeignAwaitableCheck() {
  return std::make_unique<ForeignAwaitableCheck>();
}

}  // namespace lockstep::lint
