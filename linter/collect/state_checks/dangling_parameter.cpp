// LS710: a coroutine keeps references, not what they refer to. Safe when the
// task is awaited in the full expression that makes it; not when it is stored,
// spawned, returned or put into a container, nor in entries and handlers,
// whose arguments are gone when they first wait.
#include <set>

#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/shapes.h"

namespace lockstep::lint {
namespace {

using namespace clang;

constexpr char kRule[] = "dangling-parameter";

bool IsTaskType(QualType type, const FunctionScope& scope) {
  return IsClassOf(scope, &SdkProfile::tasks, type) ||
         PromiseOf(type) != nullptr;
}

// Refers to something of the caller's. The context of the run outlives all.
bool Borrows(const ParmVarDecl& parameter, const FunctionScope& scope) {
  const QualType type = parameter.getType();
  if (IsClassOf(scope, &SdkProfile::contexts, type)) return false;
  if (type->isReferenceType()) return true;
  if (type->isPointerType()) {
    return !type->getPointeeType()->isFunctionType();
  }
  const std::string name = scope.names().ClassName(type);
  return name == "std::basic_string_view" || name == "std::span" ||
         name == "std::reference_wrapper" || name == "absl::Span" ||
         name == "absl::string_view" || name == "std::function_ref" ||
         name == "absl::FunctionRef";
}

// What the parameter gets is gone with the full expression.
bool IsTemporary(const Expr& argument) {
  bool found = false;
  Visit(&argument, [&](const Stmt& stmt) {
    const auto* made = dyn_cast<MaterializeTemporaryExpr>(&stmt);
    if (made != nullptr && made->getStorageDuration() == SD_FullExpression &&
        Source(made)->getType()->isRecordType()) {
      found = true;
    }
    return !found;
  });
  const Expr* source = Source(&argument);
  if (isa<StringLiteral>(source)) {
    // A view of a literal is safe, a string made of it is not.
    return argument.getType()->isRecordType() &&
           isa<MaterializeTemporaryExpr>(argument.IgnoreImpCasts());
  }
  return found;
}

bool IsCapturedByReference(const VarDecl& variable,
                           const FunctionScope& scope) {
  const auto* method = dyn_cast<CXXMethodDecl>(&scope.function());
  if (method == nullptr) return false;
  for (const LambdaCapture& capture : method->getParent()->captures()) {
    if (capture.capturesVariable() && capture.getCapturedVar() == &variable) {
      return capture.getCaptureKind() == LCK_ByRef;
    }
  }
  return false;
}

// Not of this function: who called, or made the lambda, is judged.
bool IsForwarded(const Expr& argument, const FunctionScope& scope) {
  const Expr* root = RootOf(&argument);
  if (isa_and_nonnull<CXXThisExpr>(root)) return true;
  const VarDecl* variable = VariableOf(root);
  if (variable == nullptr) return false;
  if (IsCapturedByReference(*variable, scope)) return true;
  const auto* parameter = dyn_cast<ParmVarDecl>(variable);
  if (parameter != nullptr) return Borrows(*parameter, scope);
  return variable->getType()->isReferenceType() &&
         variable->getInit() != nullptr && !IsTemporary(*variable->getInit()) &&
         IsForwarded(*variable->getInit(), scope);
}

bool IsStatic(const Expr& argument) {
  const Expr* source = Source(&argument);
  if (isa<StringLiteral, CXXNullPtrLiteralExpr>(source)) return true;
  const VarDecl* variable = VariableOf(RootOf(source));
  return variable != nullptr && variable->hasGlobalStorage();
}

class DanglingParameterCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    const auto* call = dyn_cast<CallExpr>(&statement);
    if (call == nullptr || !seen_.insert(call).second) return;
    if (!call->isPRValue() || !IsTaskType(call->getType(), scope)) return;
    const FunctionDecl* callee = Callee(*call);
    if (callee == nullptr || InSdk(scope.book(), CalleeName(scope, *call))) {
      return;
    }
    if (const FunctionDecl* definition = callee->getDefinition()) {
      if (!isa_and_nonnull<CoroutineBodyStmt>(definition->getBody())) return;
    }
    const Expr& full = FullExpression(scope, *call);
    if (AwaitedInFullExpression(scope, *call)) return;
    if (IsDiscarded(scope, *call)) return;  // never runs: LS902
    Judge(*call, *callee, full, scope);
  }

  void OnFunctionEnd(FunctionScope& scope) override {
    seen_.clear();
    ArmHandlers(scope);
    JudgeAsHandler(scope);
  }

 private:
  enum class Fate { kStored, kReturned, kHandedOn };

  static Fate FateOf(const CallExpr& call, const Expr& full,
                     const FunctionScope& scope) {
    const Stmt* parent = WrittenParent(scope, call);
    while (isa_and_nonnull<CXXConstructExpr>(parent)) {
      parent = WrittenParent(scope, *parent);
    }
    if (isa_and_nonnull<DeclStmt>(parent)) return Fate::kStored;
    const Stmt* around = scope.ParentOf(full);
    if (isa_and_nonnull<ReturnStmt, CoreturnStmt>(parent) ||
        (around != nullptr && isa<ReturnStmt, CoreturnStmt>(around))) {
      return Fate::kReturned;
    }
    return Fate::kHandedOn;
  }

  static std::string Text(Fate fate) {
    switch (fate) {
      case Fate::kStored:
        return "the task is stored, and runs later";
      case Fate::kReturned:
        return "the task is returned, and runs when this function is gone";
      case Fate::kHandedOn:
        return "the task is handed on, and runs later";
    }
    return "";
  }

  static void Judge(const CallExpr& call, const FunctionDecl& callee,
                    const Expr& full, FunctionScope& scope) {
    const Fate fate = FateOf(call, full, scope);
    const auto* method = dyn_cast<CXXMethodDecl>(&callee);
    const bool is_operator = isa<CXXOperatorCallExpr>(call);
    if (method != nullptr && method->getParent()->isLambda() && is_operator &&
        JudgeLambda(call, *method->getParent(), fate, scope)) {
      return;
    }
    const unsigned skip = is_operator && method != nullptr ? 1 : 0;
    for (unsigned i = 0; i < callee.getNumParams(); ++i) {
      if (i + skip >= call.getNumArgs()) break;
      const ParmVarDecl& parameter = *callee.getParamDecl(i);
      const Expr& argument = *call.getArg(i + skip);
      if (!Borrows(parameter, scope) || IsStatic(argument)) continue;
      const bool temporary = IsTemporary(argument);
      if (!temporary && fate == Fate::kReturned &&
          IsForwarded(argument, scope)) {
        continue;
      }
      Effect& effect = scope.Report(kRule, argument, NameOf(parameter));
      effect.detail = Text(fate);
      // A local that was there before the task outlives it, as long as the
      // task is not moved on.
      if (fate == Fate::kStored && !temporary) effect.severity = "warning";
      return;
    }
  }

  static std::string NameOf(const ParmVarDecl& parameter) {
    const std::string name = parameter.getNameAsString();
    return name.empty() ? "an unnamed parameter" : name;
  }

  // The captures live in the lambda, not in the coroutine.
  static bool JudgeLambda(const CallExpr& call, const CXXRecordDecl& lambda,
                          Fate fate, FunctionScope& scope) {
    if (lambda.captures().empty()) return false;
    const Expr* object = Source(call.getArg(0));
    const bool temporary = isa_and_nonnull<LambdaExpr>(object);
    if (!temporary && fate == Fate::kStored) return false;
    scope.Report(kRule, call, "a capture of the lambda").detail =
        temporary ? "the lambda ends with this expression, and " + Text(fate)
                  : Text(fate);
    return true;
  }

  // Link counts the effect below if some unit registers the coroutine.
  static std::string GateOf(const Key& key) { return "registered:" + key; }

  static void ArmHandlers(FunctionScope& scope) {
    for (const Registration& each : scope.facts().registrations) {
      if (each.role != Role::kWorkflow ||
          each.callable.kind != Callable::Kind::kFunction) {
        continue;
      }
      Action action;
      action.kind = Action::Kind::kArmsGate;
      action.what = GateOf(each.callable.key);
      action.place = each.place;
      scope.facts().actions.push_back(std::move(action));
    }
  }

  static void JudgeAsHandler(FunctionScope& scope) {
    const FunctionDecl& function = scope.function();
    if (!isa_and_nonnull<CoroutineBodyStmt>(function.getBody())) return;
    for (const ParmVarDecl* parameter : function.parameters()) {
      if (!Borrows(*parameter, scope)) continue;
      Effect& effect = scope.Report(kRule, scope.body(), NameOf(*parameter));
      effect.place = scope.PlaceOf(parameter->getLocation());
      effect.macro.clear();
      effect.detail =
          "the arguments of a workflow or handler end when it first waits";
      effect.gate = GateOf(scope.facts().key);
      return;
    }
  }

  std::set<const Stmt*> seen_;
};

}  // namespace

std::unique_ptr<Check> MakeDanglingParameterCheck() {
  return std::make_unique<DanglingParameterCheck>();
}

}  // namespace lockstep::lint
