// What a function writes beyond its own variables: fields of its object, and
// variables that a lambda captures. Link judges by role: LS705, LS706, LS906.
#include <set>

#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/place_use.h"
#include "linter/collect/state_checks/shapes.h"

namespace lockstep::lint {
namespace {

using namespace clang;

bool IsDecision(const ValueFlow& flow) {
  return flow.Has(Sink::kBranch) || flow.Has(Sink::kCommand);
}

// A method of the class, or a lambda in one, uses the field in a condition.
class FieldDecides {
 public:
  explicit FieldDecides(const FieldDecl& field) : field_(field) {}

  bool In(const CXXRecordDecl& record) {
    for (const CXXMethodDecl* method : record.methods()) {
      const Stmt* body = method->getBody();
      if (body != nullptr && In(*body)) return true;
    }
    return false;
  }

 private:
  bool Names(const Stmt* stmt) const {
    if (stmt == nullptr) return false;
    const auto* member = dyn_cast<MemberExpr>(stmt);
    if (member != nullptr && member->getMemberDecl() == &field_) return true;
    for (const Stmt* child : stmt->children()) {
      if (Names(child)) return true;
    }
    return false;
  }

  bool In(const Stmt& stmt) const {
    const Expr* condition = nullptr;
    if (const auto* choice = dyn_cast<IfStmt>(&stmt)) {
      condition = choice->getCond();
    } else if (const auto* loop = dyn_cast<WhileStmt>(&stmt)) {
      condition = loop->getCond();
    } else if (const auto* count = dyn_cast<ForStmt>(&stmt)) {
      condition = count->getCond();
    } else if (const auto* cases = dyn_cast<SwitchStmt>(&stmt)) {
      condition = cases->getCond();
    } else if (const auto* either = dyn_cast<ConditionalOperator>(&stmt)) {
      condition = either->getCond();
    }
    if (condition != nullptr && Names(condition)) return true;
    for (const Stmt* child : stmt.children()) {
      if (child != nullptr && In(*child)) return true;
    }
    return false;
  }

  const FieldDecl& field_;
};

class StateWriteCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    if (isa<CXXConstructorDecl, CXXDestructorDecl>(scope.function())) return;
    if (const auto* member = dyn_cast<MemberExpr>(&statement)) {
      const auto* field = dyn_cast<FieldDecl>(member->getMemberDecl());
      if (field != nullptr && isa<CXXThisExpr>(Plain(member->getBase()))) {
        Add(*field, *member);
      }
      return;
    }
    const auto* ref = dyn_cast<DeclRefExpr>(&statement);
    if (ref == nullptr) return;
    const auto* variable = dyn_cast<VarDecl>(ref->getDecl());
    if (variable != nullptr && !variable->hasGlobalStorage()) {
      Add(*variable, *ref);
    }
  }

  void OnFunctionEnd(FunctionScope& scope) override {
    if (!uses_.empty()) {
      PlaceUses places(scope);
      for (const Use& use : uses_) Judge(use, places, scope);
    }
    uses_.clear();
    seen_.clear();
  }

 private:
  struct Use {
    const ValueDecl* target;
    const Expr* name;
  };

  void Add(const ValueDecl& target, const Expr& name) {
    if (seen_.insert(&name).second) uses_.push_back({&target, &name});
  }

  void Judge(const Use& use, PlaceUses& places, FunctionScope& scope) {
    const PlaceUse what = places.Of(*use.name);
    using Kind = PlaceUse::Kind;
    if (what.kind != Kind::kWrite && what.kind != Kind::kReadWrite) return;
    const Guard guard = scope.GuardOf(*use.name);
    const bool guarded = guard != Guard();
    const bool outlives = OutlivesCall(use, what, scope.function());
    // Other variables matter to LS906 only.
    if (!outlives && !guarded) return;
    Action action;
    action.kind = Action::Kind::kStateWrite;
    action.what = use.target->getNameAsString();
    action.place = scope.PlaceOf(use.name->getBeginLoc());
    action.guard = guard;
    action.captured = !isa<FieldDecl>(use.target);
    action.matters = guarded && Matters(use, scope);
    if (outlives || action.matters) {
      scope.facts().actions.push_back(std::move(action));
    }
  }

  // Fields; what is captured by reference, or reached through a captured
  // pointer.
  static bool OutlivesCall(const Use& use, const PlaceUse& what,
                           const FunctionDecl& function) {
    if (isa<FieldDecl>(use.target)) return true;
    const auto* ref = dyn_cast<DeclRefExpr>(use.name);
    if (ref == nullptr || !ref->refersToEnclosingVariableOrCapture()) {
      return false;
    }
    return what.behind_pointer || CapturedByReference(*ref, function);
  }

  // A copy in a lambda that is not mutable is const; writes to that of a
  // mutable one stay in the lambda.
  static bool CapturedByReference(const DeclRefExpr& ref,
                                  const FunctionDecl& function) {
    const auto* method = dyn_cast<CXXMethodDecl>(&function);
    if (method == nullptr || !method->getParent()->isLambda()) return false;
    for (const LambdaCapture& capture : method->getParent()->captures()) {
      if (capture.capturesVariable() &&
          capture.getCapturedVar() == ref.getDecl()) {
        return capture.getCaptureKind() == LCK_ByRef;
      }
    }
    return false;
  }

  // Its value decides something outside of guards.
  bool Matters(const Use& use, FunctionScope& scope) {
    for (const Use& other : uses_) {
      if (other.target != use.target || other.name == use.name) continue;
      if (scope.GuardOf(*other.name) == Guard() &&
          IsDecision(scope.FlowOf(*other.name))) {
        return true;
      }
    }
    const auto* field = dyn_cast<FieldDecl>(use.target);
    if (field == nullptr) return false;
    const auto* record = dyn_cast<CXXRecordDecl>(field->getParent());
    return record != nullptr && FieldDecides(*field).In(*record);
  }

  std::vector<Use> uses_;
  std::set<const Expr*> seen_;
};

}  // namespace

std::unique_ptr<Check> MakeStateWriteCheck() {
  return std::make_unique<StateWriteCheck>();
}

}  // namespace lockstep::lint
