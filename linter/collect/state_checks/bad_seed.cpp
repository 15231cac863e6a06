// LS202: a random engine whose seed comes from a clock, a random device, the
// environment or an address.
#include <set>

#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/library_methods.h"
#include "linter/collect/state_checks/shapes.h"

namespace lockstep::lint {
namespace {

using namespace clang;

class BadSeedCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    if (!seen_.insert(&statement).second) return;
    if (const auto* made = dyn_cast<CXXConstructExpr>(&statement)) {
      const std::string type = scope.names().ClassName(made->getType());
      if (!IsSeeded(type) || made->getNumArgs() == 0 ||
          made->getConstructor()->isCopyOrMoveConstructor()) {
        return;
      }
      Judge(*made, *made->getArg(0), made->getType(), scope);
    } else if (const auto* call = dyn_cast<CXXMemberCallExpr>(&statement)) {
      const CXXMethodDecl* method = call->getMethodDecl();
      if (method == nullptr || method->getNameAsString() != "seed" ||
          call->getNumArgs() == 0) {
        return;
      }
      const QualType type = call->getImplicitObjectArgument()->getType();
      if (IsSeeded(scope.names().ClassName(type))) {
        Judge(*call, *call->getArg(0), type, scope);
      }
    }
  }

  void OnFunctionEnd(FunctionScope& /*scope*/) override { seen_.clear(); }

 private:
  static bool IsSeeded(const std::string& type) {
    return IsRandomEngine(type) && !type.ends_with("random_device");
  }

  static void Judge(const Expr& at, const Expr& seed, QualType engine,
                    FunctionScope& scope) {
    const std::string source = BadSourceIn(scope, seed);
    if (source.empty()) return;
    std::string shown =
        engine.getNonReferenceType().getUnqualifiedType().getAsString(
            scope.context().getPrintingPolicy());
    const auto* alias = engine->getAs<TypedefType>();
    if (alias != nullptr) {
      shown = scope.names().QualifiedName(*alias->getDecl());
    }
    scope.Report("bad-seed", at, shown).detail =
        source.starts_with("the ") ? "its seed is " + source
                                   : "its seed comes from '" + source + "'";
  }

  std::set<const Stmt*> seen_;
};

}  // namespace

std::unique_ptr<Check> MakeBadSeedCheck() {
  return std::make_unique<BadSeedCheck>();
}

}  // namespace lockstep::lint
