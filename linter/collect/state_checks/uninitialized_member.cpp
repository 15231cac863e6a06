// LS707: scalar members that no constructor gives a value, read or sent before
// anybody wrote them.
#include <set>

#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/place_use.h"
#include "linter/collect/state_checks/shapes.h"
#include "linter/collect/state_checks/written_before.h"

namespace lockstep::lint {
namespace {

using namespace clang;

constexpr char kRule[] = "uninitialized-read";

bool IsPlainScalar(const FieldDecl& field) {
  return field.getType()->isScalarType() && !field.hasInClassInitializer() &&
         !field.isUnnamedBitField() && !field.getParent()->isUnion();
}

// Names of the field of `this` that a body writes, hands out or may write.
bool WritesField(const Stmt* body, const FieldDecl& field,
                 std::set<const FunctionDecl*>& seen) {
  bool writes = false;
  Visit(body, [&](const Stmt& stmt) {
    const Expr* target = nullptr;
    if (const auto* binary = dyn_cast<BinaryOperator>(&stmt)) {
      if (binary->isAssignmentOp()) target = binary->getLHS();
    } else if (const auto* unary = dyn_cast<UnaryOperator>(&stmt)) {
      if (unary->getOpcode() == UO_AddrOf) target = unary->getSubExpr();
    } else if (const auto* call = dyn_cast<CXXMemberCallExpr>(&stmt)) {
      const CXXMethodDecl* method = call->getMethodDecl();
      const Expr* object = call->getImplicitObjectArgument();
      if (method != nullptr && isa<CXXThisExpr>(Plain(object)) &&
          seen.insert(method).second) {
        const FunctionDecl* definition = nullptr;
        writes |= WritesField(method->getBody(definition), field, seen);
      }
    }
    const auto* member = dyn_cast_or_null<MemberExpr>(Plain(target));
    writes |= member != nullptr && member->getMemberDecl() == &field;
    return !writes;
  });
  return writes;
}

// Whether an object can exist whose field was given no value.
bool LeftByConstructor(const CXXConstructorDecl& made, const FieldDecl& field) {
  if (made.isCopyOrMoveConstructor() || made.isDeleted()) return false;
  if (!made.isUserProvided()) return false;
  const FunctionDecl* definition = nullptr;
  const Stmt* body = made.getBody(definition);
  if (body == nullptr) return false;
  const auto* defined = cast<CXXConstructorDecl>(definition);
  if (defined->isDelegatingConstructor()) return false;
  for (const CXXCtorInitializer* init : defined->inits()) {
    if (init->getMember() == &field && init->isWritten()) return false;
  }
  std::set<const FunctionDecl*> seen;
  return !WritesField(body, field, seen);
}

bool LeftUnset(const CXXRecordDecl& record, const FieldDecl& field) {
  // A class without constructors is made by `W()` or `W{}`, which clears it.
  for (const CXXConstructorDecl* made : record.ctors()) {
    if (LeftByConstructor(*made, field)) return true;
  }
  return false;
}

class UninitializedMemberCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& /*scope*/) override {
    if (const auto* member = dyn_cast<MemberExpr>(&statement)) {
      const auto* field = dyn_cast<FieldDecl>(member->getMemberDecl());
      if (field != nullptr && IsPlainScalar(*field) &&
          isa<CXXThisExpr>(Plain(member->getBase())) &&
          seen_.insert(member).second) {
        own_.push_back({field, member});
      }
    } else if (const auto* declaration = dyn_cast<DeclStmt>(&statement)) {
      for (const Decl* decl : declaration->decls()) {
        const auto* variable = dyn_cast<VarDecl>(decl);
        if (variable != nullptr) AddObject(*variable);
      }
    }
  }

  void OnFunctionEnd(FunctionScope& scope) override {
    if (!own_.empty()) JudgeOwn(scope);
    for (const VarDecl* object : objects_) JudgeObject(*object, scope);
    own_.clear();
    objects_.clear();
    seen_.clear();
  }

 private:
  struct Use {
    const FieldDecl* field;
    const MemberExpr* name;
  };

  // `Order order;` of a class whose scalars have no value then.
  void AddObject(const VarDecl& variable) {
    if (!variable.hasLocalStorage() || isa<ParmVarDecl>(variable)) return;
    const CXXRecordDecl* record = variable.getType()->getAsCXXRecordDecl();
    if (record == nullptr || !record->hasDefinition()) return;
    const Expr* init = variable.getInit();
    if (init != nullptr) {
      const auto* made = dyn_cast<CXXConstructExpr>(Plain(init));
      if (made == nullptr || made->getNumArgs() != 0 ||
          made->requiresZeroInitialization() || made->isListInitialization() ||
          made->getConstructor()->isUserProvided()) {
        return;
      }
    }
    for (const FieldDecl* field : record->fields()) {
      if (IsPlainScalar(*field)) {
        objects_.push_back(&variable);
        return;
      }
    }
  }

  void JudgeOwn(FunctionScope& scope) {
    if (isa<CXXConstructorDecl>(scope.function())) return;
    PlaceUses places(scope);
    std::set<const FieldDecl*> done;
    for (const Use& use : own_) {
      const auto* record = dyn_cast<CXXRecordDecl>(use.field->getParent());
      const PlaceUse what = places.Of(*use.name);
      if (what.kind != PlaceUse::Kind::kRead &&
          what.kind != PlaceUse::Kind::kReadWrite) {
        done.insert(use.field);  // written first
        continue;
      }
      if (record == nullptr || !done.insert(use.field).second) continue;
      if (!LeftUnset(*record, *use.field)) continue;
      if (WrittenBeforeRun(*record, *use.field)) continue;
      Effect& effect = scope.Report(kRule, *use.name,
                                    use.field->getNameAsString(), what.value);
      effect.detail = "no constructor of '" + record->getNameAsString() +
                      "' gives it a value";
      effect.notes.push_back(
          {scope.PlaceOf(use.field->getLocation()), "declared here"});
    }
  }

  // A method that sets things up writes it: one that others of the class call.
  static bool WrittenBeforeRun(const CXXRecordDecl& record,
                               const FieldDecl& field) {
    std::set<const FunctionDecl*> seen;
    for (const CXXMethodDecl* method : record.methods()) {
      if (isa<CXXConstructorDecl>(method)) continue;
      const FunctionDecl* definition = nullptr;
      Visit(method->getBody(definition), [&](const Stmt& stmt) {
        const auto* call = dyn_cast<CXXMemberCallExpr>(&stmt);
        const Expr* object =
            call == nullptr ? nullptr : call->getImplicitObjectArgument();
        if (object != nullptr && isa<CXXThisExpr>(Plain(object)) &&
            call->getMethodDecl() != nullptr) {
          seen.insert(call->getMethodDecl()->getCanonicalDecl());
        }
        return true;
      });
    }
    for (const FunctionDecl* called : seen) {
      const FunctionDecl* definition = nullptr;
      std::set<const FunctionDecl*> inner;
      if (WritesField(called->getBody(definition), field, inner)) return true;
    }
    return false;
  }

  // Reads of members, and of the object as a whole, before it was written.
  void JudgeObject(const VarDecl& object, FunctionScope& scope) {
    PlaceUses places(scope);
    const auto* record = object.getType()->getAsCXXRecordDecl();
    std::vector<std::pair<const FieldDecl*, const Expr*>> reads;
    std::set<const FieldDecl*> written;
    for (const Expr* name : places.NamesOf(object)) {
      const PlaceUse what = places.Of(*name);
      const auto* member =
          dyn_cast_or_null<MemberExpr>(WrittenParent(scope, *name));
      const auto* field = member == nullptr
                              ? nullptr
                              : dyn_cast<FieldDecl>(member->getMemberDecl());
      if (what.kind == PlaceUse::Kind::kRead) {
        NoteRead(*record, field, *name, written, reads);
      } else if (field != nullptr) {
        if (what.kind == PlaceUse::Kind::kReadWrite) {
          NoteRead(*record, field, *name, written, reads);
        }
        written.insert(field);
      } else if (what.kind != PlaceUse::Kind::kNone) {
        break;  // written as a whole, or somebody else may have
      }
    }
    if (reads.empty()) return;
    Report(object, *reads.front().first, *reads.front().second, scope);
  }

  static void NoteRead(
      const CXXRecordDecl& record, const FieldDecl* field, const Expr& name,
      const std::set<const FieldDecl*>& written,
      std::vector<std::pair<const FieldDecl*, const Expr*>>& reads) {
    if (field != nullptr) {
      if (IsPlainScalar(*field) && !written.contains(field)) {
        reads.push_back({field, &name});
      }
      return;
    }
    for (const FieldDecl* each : record.fields()) {
      if (IsPlainScalar(*each) && !written.contains(each)) {
        reads.push_back({each, &name});
        return;
      }
    }
  }

  static void Report(const VarDecl& object, const FieldDecl& field,
                     const Expr& name, FunctionScope& scope) {
    Effect& effect = scope.Report(
        kRule, name, object.getNameAsString() + "." + field.getNameAsString(),
        &name);
    effect.notes.push_back({scope.PlaceOf(object.getLocation()),
                            "declared here, without a value"});
  }

  std::vector<Use> own_;
  std::vector<const VarDecl*> objects_;
  std::set<const Stmt*> seen_;
};

}  // namespace

std::unique_ptr<Check> MakeUninitializedMemberCheck() {
  return std::make_unique<UninitializedMemberCheck>();
}

}  // namespace lockstep::lint
