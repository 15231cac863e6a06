// LS907: names of changes that are built at run time, and names of anything
// that come from what differs between runs. `constexpr` names, `c ? "a" : "b"`
// and entries of constant tables are as good as literals; one id in several
// places is intended.
#include <set>

#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/shapes.h"

namespace lockstep::lint {
namespace {

using namespace clang;

constexpr int kDepth = 6;

bool IsText(const Expr& expr, const FunctionScope& scope) {
  const std::string name = scope.names().ClassName(expr.getType());
  return name == "std::basic_string" || name == "std::basic_string_view";
}

// Calls that make a text from what is not constant.
bool Builds(const CallExpr& call, const FunctionScope& scope) {
  const std::string name = CalleeName(scope, call);
  static const std::set<std::string> kBuilders = {
      "std::to_string", "std::format",  "std::vformat",    "fmt::format",
      "fmt::vformat",   "absl::StrCat", "absl::StrFormat", "absl::StrJoin",
      "std::operator+", "std::to_chars"};
  if (kBuilders.contains(name)) return true;
  const auto* member = dyn_cast<CXXMemberCallExpr>(&call);
  return member != nullptr &&
         (name.ends_with("stringstream::str") || name.ends_with("::append") ||
          name.ends_with("::substr") || name.ends_with("::insert"));
}

bool IsBuilt(const Expr* expr, const FunctionScope& scope, int depth) {
  expr = Source(expr);
  if (expr == nullptr || depth > kDepth) return false;
  if (const auto* choice = dyn_cast<ConditionalOperator>(expr)) {
    return IsBuilt(choice->getTrueExpr(), scope, depth + 1) ||
           IsBuilt(choice->getFalseExpr(), scope, depth + 1);
  }
  if (const auto* call = dyn_cast<CallExpr>(expr)) {
    if (Builds(*call, scope)) return true;
    const auto* member = dyn_cast<CXXMemberCallExpr>(expr);
    const Expr* object =
        member == nullptr ? nullptr : member->getImplicitObjectArgument();
    return object != nullptr && IsText(*object, scope) &&
           IsBuilt(object, scope, depth + 1);
  }
  const VarDecl* variable = VariableOf(expr);
  if (variable == nullptr || isa<ParmVarDecl>(variable) ||
      !variable->hasInit() || variable->isConstexpr()) {
    return false;
  }
  return IsBuilt(variable->getInit(), scope, depth + 1);
}

std::string ShownKind(const std::string& kind) {
  if (kind == "version") return "the change";
  if (kind == "activity") return "the activity";
  return "the " + kind;
}

class DynamicIdCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    const auto* call = dyn_cast<CallExpr>(&statement);
    if (call == nullptr || !seen_.insert(call).second) return;
    const CommandCall* command = CommandOf(scope, *call);
    if (command == nullptr) return;
    for (const uint32_t index : command->literal) {
      if (index < call->getNumArgs()) {
        Judge(*call, *call->getArg(index), *command, scope);
      }
    }
  }

  void OnFunctionEnd(FunctionScope& /*scope*/) override { seen_.clear(); }

 private:
  static void Judge(const CallExpr& call, const Expr& id,
                    const CommandCall& command, FunctionScope& scope) {
    const std::string source = BadSourceIn(scope, id);
    const bool change = command.kind == "version" || command.kind == "patch";
    if (source.empty() && !(change && IsBuilt(&id, scope, 0))) return;
    Effect& effect = scope.Report("dynamic-id", id, CalleeName(scope, call));
    effect.detail = source.empty() ? "the id of " + ShownKind(command.kind) +
                                         " is built at run time"
                                   : "the name of " + ShownKind(command.kind) +
                                         " comes from '" + source + "'";
  }

  std::set<const Stmt*> seen_;
};

}  // namespace

std::unique_ptr<Check> MakeDynamicIdCheck() {
  return std::make_unique<DynamicIdCheck>();
}

}  // namespace lockstep::lint
