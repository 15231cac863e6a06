// LS710: a local reference or view of a temporary that is used after a
// co_await: what it refers to ended with its own statement.
#include <set>

#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/place_use.h"
#include "linter/collect/state_checks/shapes.h"
#include "linter/collect/state_checks/suspensions.h"

namespace lockstep::lint {
namespace {

using namespace clang;

bool IsView(QualType type, const FunctionScope& scope) {
  const std::string name = scope.names().ClassName(type);
  return !type->isReferenceType() &&
         (name == "std::basic_string_view" || name == "std::span" ||
          name == "absl::Span" || name == "absl::string_view");
}

// Owns what it hands out: strings, containers, optionals.
bool IsOwner(QualType type, const FunctionScope& scope) {
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  return record != nullptr && record->hasDefinition() &&
         scope.names().InLibrary(record->getLocation()) &&
         !record->hasTrivialDestructor() &&
         scope.names().ClassName(type) != "std::shared_ptr";
}

// A part or view of an owner that is a temporary of the full expression.
bool RefersToTemporary(const Expr& init, const FunctionScope& scope) {
  const Expr* at = Plain(&init);
  for (int depth = 0; at != nullptr && depth < 8; ++depth) {
    const Expr* object = nullptr;
    if (const auto* member = dyn_cast<CXXMemberCallExpr>(at)) {
      const QualType result = member->getCallReturnType(scope.context());
      const bool hands_out = result->isReferenceType() ||
                             result->isPointerType() || IsView(result, scope);
      if (!hands_out) return false;
      object = member->getImplicitObjectArgument();
    } else if (const auto* access = dyn_cast<CXXOperatorCallExpr>(at)) {
      if (!access->getCallReturnType(scope.context())->isReferenceType()) {
        return false;
      }
      object = access->getArg(0);
    } else if (const auto* made = dyn_cast<CXXConstructExpr>(at)) {
      object = made->getNumArgs() > 0 ? made->getArg(0) : nullptr;
    } else if (const auto* field = dyn_cast<MemberExpr>(at)) {
      object = field->getBase();
    }
    if (object == nullptr) return false;
    const auto* temporary =
        dyn_cast<MaterializeTemporaryExpr>(object->IgnoreImpCasts());
    if (temporary != nullptr && IsOwner(temporary->getType(), scope)) {
      return temporary->getStorageDuration() == SD_FullExpression;
    }
    at = Plain(object);
  }
  return false;
}

class DanglingViewCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    const auto* declaration = dyn_cast<DeclStmt>(&statement);
    if (declaration == nullptr) return;
    for (const Decl* decl : declaration->decls()) {
      const auto* variable = dyn_cast<VarDecl>(decl);
      if (variable == nullptr || !variable->hasLocalStorage() ||
          !variable->hasInit() || variable->isImplicit()) {
        continue;
      }
      if (!variable->getType()->isReferenceType() &&
          !IsView(variable->getType(), scope)) {
        continue;
      }
      if (RefersToTemporary(*variable->getInit(), scope)) {
        Judge(*declaration, *variable, scope);
      }
    }
  }

 private:
  static void Judge(const DeclStmt& declaration, const VarDecl& variable,
                    FunctionScope& scope) {
    const Expr* suspension = SuspensionDuring(declaration, variable, scope);
    if (suspension == nullptr) return;
    PlaceUses places(scope);
    const SourceManager& sources = scope.context().getSourceManager();
    for (const Expr* name : places.NamesOf(variable)) {
      if (sources.isBeforeInTranslationUnit(name->getBeginLoc(),
                                            suspension->getBeginLoc())) {
        continue;
      }
      Effect& effect = scope.Report("dangling-parameter", declaration,
                                    variable.getNameAsString());
      effect.detail = "it refers to a temporary that ended with this statement";
      effect.notes.push_back({scope.PlaceOf(name->getBeginLoc()), "used here"});
      return;
    }
  }
};

}  // namespace

std::unique_ptr<Check> MakeDanglingViewCheck() {
  return std::make_unique<DanglingViewCheck>();
}

}  // namespace lockstep::lint
