// LS707: local scalars that are read before they are written, by Clang's own
// analysis. Uses that only a correlated condition makes safe are left alone.
#include <set>

#include "clang/Analysis/Analyses/UninitializedValues.h"
#include "clang/Analysis/AnalysisDeclContext.h"
#include "linter/collect/clang_version.h"
#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/place_use.h"
#include "linter/collect/state_checks/shapes.h"
#include "llvm/ADT/FoldingSet.h"

namespace lockstep::lint {
namespace {

using namespace clang;

using Conditions = std::set<unsigned>;

// Those of the branches around a statement, by what they say.
Conditions ConditionsAround(const Stmt& stmt, FunctionScope& scope) {
  Conditions conditions;
  for (const Stmt* at = &stmt; at != nullptr; at = scope.ParentOf(*at)) {
    const auto* choice = dyn_cast<IfStmt>(at);
    if (choice == nullptr) continue;
    llvm::FoldingSetNodeID id;
    choice->getCond()->Profile(id, scope.context(), /*Canonical=*/true);
    conditions.insert(id.ComputeHash());
  }
  return conditions;
}

class Handler : public UninitializedUses {
 public:
  struct Found {
    const VarDecl* variable;
    const Expr* user;
    bool maybe;
  };

  void handleUseOfUninitVariable(const VarDecl* variable,
                                 const UninitUse& use) override {
    found.push_back(
        {variable, use.getUser(), use.getKind() == UninitUse::Maybe});
  }

  std::vector<Found> found;
};

class UninitializedReadCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& /*scope*/) override {
    const auto* declaration = dyn_cast<DeclStmt>(&statement);
    if (declaration == nullptr) return;
    for (const Decl* decl : declaration->decls()) {
      const auto* variable = dyn_cast<VarDecl>(decl);
      if (variable != nullptr && variable->hasLocalStorage() &&
          !variable->hasInit() && variable->getType()->isScalarType()) {
        candidates_ = true;
      }
    }
  }

  void OnFunctionEnd(FunctionScope& scope) override {
    if (candidates_) Analyse(scope);
    candidates_ = false;
  }

 private:
  static void Analyse(FunctionScope& scope) {
    const FunctionDecl& function = scope.function();
    AnalysisDeclContextManager manager(scope.context());
    CFG::BuildOptions& options = manager.getCFGBuildOptions();
    options.PruneTriviallyFalseEdges = true;
    options.AddEHEdges = false;
    options.setAllAlwaysAdd();
    AnalysisDeclContext* context = manager.getContext(&function);
    const CFG* cfg = context->getCFG();
    if (cfg == nullptr) return;
    Handler handler;
    UninitVariablesAnalysisStats stats = {};
    runUninitializedVariablesAnalysis(function, *cfg, *context, handler, stats);
    std::set<const VarDecl*> reported;
    for (const Handler::Found& found : handler.found) {
      if (found.maybe && IsCorrelated(*found.variable, *found.user, scope)) {
        continue;
      }
      if (!reported.insert(found.variable).second) continue;
      Effect& effect =
          scope.Report("uninitialized-read", *found.user,
                       found.variable->getNameAsString(), found.user);
      effect.detail = found.maybe ? "on some paths" : "";
      if (found.maybe) effect.severity = "warning";
      effect.notes.push_back({scope.PlaceOf(found.variable->getLocation()),
                              "declared here, without a value"});
    }
  }

  // `if (known) x = 1; ... if (known) Use(x);`
  static bool IsCorrelated(const VarDecl& variable, const Expr& user,
                           FunctionScope& scope) {
    const Conditions around = ConditionsAround(user, scope);
    if (around.empty()) return false;
    PlaceUses places(scope);
    for (const Expr* name : places.NamesOf(variable)) {
      if (places.Of(*name).kind < PlaceUse::Kind::kCall) continue;
      for (const unsigned condition : ConditionsAround(*name, scope)) {
        if (around.contains(condition)) return true;
      }
    }
    return false;
  }

  bool candidates_ = false;
};

}  // namespace

std::unique_ptr<Check> MakeUninitializedReadCheck() {
  return std::make_unique<UninitializedReadCheck>();
}

}  // namespace lockstep::lint
