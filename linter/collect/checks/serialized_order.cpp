// Bytes made of what has no order: protobuf messages with map fields, and
// JSON objects that keep the order of insertion (LS603).
#include <set>

#include "linter/collect/checks/checks.h"
#include "linter/collect/checks/containers.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;

class SerializedOrderCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    if (const auto* call = dyn_cast<clang::CXXMemberCallExpr>(&statement)) {
      JudgeMessage(*call, scope);
    } else if (const auto* built =
                   dyn_cast<clang::CXXConstructExpr>(&statement)) {
      JudgeJson(*built, scope);
    }
  }

 private:
  static bool IsMessage(const clang::CXXRecordDecl& record,
                        FunctionScope& scope) {
    if (!record.hasDefinition()) return false;
    bool message = false;
    record.forallBases([&](const clang::CXXRecordDecl* base) {
      message = message || scope.names().QualifiedName(*base) ==
                               "google::protobuf::MessageLite";
      return true;
    });
    return message;
  }

  // A field that is a map, in the message or in one inside it: generated
  // classes have an accessor for each field.
  static std::string MapFieldOf(const clang::CXXRecordDecl& record,
                                std::set<const clang::Decl*>& seen,
                                FunctionScope& scope) {
    if (!seen.insert(record.getCanonicalDecl()).second) return {};
    for (const clang::CXXMethodDecl* method : record.methods()) {
      if (!method->isConst() || method->getNumParams() > 0) continue;
      const clang::QualType type = method->getReturnType();
      if (scope.names().ClassName(type) == "google::protobuf::Map") {
        return method->getNameAsString();
      }
      const auto* inner = type.getNonReferenceType()->getAsCXXRecordDecl();
      if (inner == nullptr) continue;
      if (const auto* element =
              TypeArgument(type, 0).isNull()
                  ? nullptr
                  : TypeArgument(type, 0)->getAsCXXRecordDecl()) {
        inner = element;  // RepeatedPtrField<Part>
      }
      if (!inner->hasDefinition() || !IsMessage(*inner, scope)) continue;
      const std::string found = MapFieldOf(*inner, seen, scope);
      if (!found.empty()) return method->getNameAsString() + "." + found;
    }
    return {};
  }

  static void JudgeMessage(const clang::CXXMemberCallExpr& call,
                           FunctionScope& scope) {
    const clang::CXXMethodDecl* method = call.getMethodDecl();
    const clang::Expr* object = ObjectOf(call);
    if (method == nullptr || object == nullptr ||
        !method->getDeclName().isIdentifier() ||
        !method->getName().starts_with("Serialize")) {
      return;
    }
    clang::QualType type = Bare(*object).getType().getNonReferenceType();
    if (type->isPointerType()) type = type->getPointeeType();
    const auto* record = type->getAsCXXRecordDecl();
    if (record == nullptr || !IsMessage(*record, scope) ||
        IsMadeDeterministic(scope)) {
      return;
    }
    std::set<const clang::Decl*> seen;
    const std::string field = MapFieldOf(*record, seen, scope);
    if (field.empty()) return;
    const bool returns = !call.getType()->isBooleanType();
    Effect& effect = scope.Report(
        "serialized-order", call, scope.names().QualifiedName(*method),
        returns ? static_cast<const clang::Expr*>(&call) : OutputOf(call));
    effect.detail = "'" + field + "' is a map";
  }

  static const clang::Expr* OutputOf(const clang::CallExpr& call) {
    return call.getNumArgs() > 0 ? call.getArg(0) : nullptr;
  }

  // CodedOutputStream::SetSerializationDeterministic(true) in this function.
  static bool IsMadeDeterministic(FunctionScope& scope) {
    bool made = false;
    ForEachStatement(scope.body(), [&](const clang::Stmt& statement) {
      const auto* call = dyn_cast<clang::CXXMemberCallExpr>(&statement);
      made = made || (call != nullptr && call->getMethodDecl() != nullptr &&
                      call->getMethodDecl()->getNameAsString() ==
                          "SetSerializationDeterministic");
    });
    return made;
  }

  // nlohmann::ordered_json of an unordered map: nlohmann::json would sort it.
  static void JudgeJson(const clang::CXXConstructExpr& built,
                        FunctionScope& scope) {
    if (built.getNumArgs() == 0 ||
        scope.names().ClassName(built.getType()) != "nlohmann::basic_json") {
      return;
    }
    const auto* instance = dyn_cast<clang::ClassTemplateSpecializationDecl>(
        built.getType()->getAsCXXRecordDecl());
    if (instance == nullptr || instance->getTemplateArgs().size() == 0) return;
    const clang::TemplateArgument& object = instance->getTemplateArgs()[0];
    if (object.getKind() != clang::TemplateArgument::Template) return;
    const clang::TemplateDecl* map = object.getAsTemplate().getAsTemplateDecl();
    const clang::Expr& value = *built.getArg(0);
    if (map == nullptr ||
        scope.names().QualifiedName(*map) != "nlohmann::ordered_map" ||
        !IsUnordered(value.getType(), scope)) {
      return;
    }
    scope.Report("serialized-order", built, "nlohmann::ordered_json", &built)
        .detail =
        "it keeps the order of the " + scope.names().ClassName(value.getType());
  }
};

}  // namespace

std::unique_ptr<Check> MakeSerializedOrderCheck() {
  return std::make_unique<SerializedOrderCheck>();
}

}  // namespace lockstep::lint
