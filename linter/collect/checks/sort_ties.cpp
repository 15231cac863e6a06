// Sorting by a part of the element leaves the order of the rest open (LS604);
// a comparator with <= is no order at all (LS608).
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "linter/collect/checks/checks.h"
#include "linter/collect/checks/containers.h"
#include "linter/collect/checks/sorts.h"
#include "linter/collect/fixes.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;

std::string ListOf(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "'" : ", '") + name + "'";
  }
  return text;
}

class SortTiesCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    if (const auto* call = dyn_cast<clang::CallExpr>(&statement)) {
      const Sort sort = SortOf(*call, scope);
      if (!sort.name.empty()) Judge(*call, sort, scope);
      JudgePartition(*call, scope);
    } else if (const auto* declared = dyn_cast<clang::DeclStmt>(&statement)) {
      for (const clang::Decl* decl : declared->decls()) {
        const auto* variable = dyn_cast<clang::VarDecl>(decl);
        if (variable != nullptr) JudgeContainer(*declared, *variable, scope);
      }
    }
  }

 private:
  static void Judge(const clang::CallExpr& call, const Sort& sort,
                    FunctionScope& scope) {
    if (IsLoose(sort.order)) {
      ReportLoose(call, sort.name, sort.order, scope);
    } else if (sort.unstable && MayTie(sort.order, scope)) {
      const std::set<std::string> keys = KeysOf(sort.order, scope);
      Effect& effect = scope.Report("unstable-sort", call, sort.name);
      effect.detail = "it compares " + ListOf(keys) + " only";
      if (!UsesMore(call, keys, scope)) effect.severity = "note";
      // The others have no stable twin.
      if (sort.name == "std::sort" || sort.name == "std::ranges::sort") {
        effect.fix = RenameFix(call, "stable_sort", effect.rule, scope);
      }
    }
  }

  // Keeps the order within neither part.
  static void JudgePartition(const clang::CallExpr& call,
                             FunctionScope& scope) {
    const std::string name = AlgorithmName(call, scope);
    if (name != "std::partition" && name != "std::ranges::partition") return;
    Effect& effect = scope.Report("unstable-sort", call, name);
    effect.detail = "within the two parts the order is open";
    if (!UsesMore(call, {}, scope)) effect.severity = "note";
  }

  // At the comparator, if it can be seen.
  static void ReportLoose(const clang::Stmt& at, const std::string& name,
                          const Ordering& order, FunctionScope& scope) {
    Effect& effect =
        scope.Report("invalid-comparator", at, "the comparator of " + name);
    effect.detail = "it says that one comes before another and after it";
    const clang::Expr* answer = LooseAnswerOf(order);
    if (answer == nullptr) return;
    const auto* method = dyn_cast<clang::CXXMethodDecl>(order.comparator);
    const bool lambda = method != nullptr && method->getParent()->isLambda();
    effect.place = scope.PlaceOf(lambda ? method->getParent()->getBeginLoc()
                                        : answer->getBeginLoc());
  }

  // priority_queue, and sets and maps with a comparator that is no order.
  static void JudgeContainer(const clang::Stmt& at,
                             const clang::VarDecl& variable,
                             FunctionScope& scope) {
    const ContainerModel* container = ContainerOf(variable.getType(), scope);
    if (container == nullptr || container->function < 1 ||
        container->order != ContainerModel::Order::kSorted) {
      return;
    }
    const Ordering order = OrderingOf(
        TypeArgument(variable.getType(), 0),
        TypeArgument(variable.getType(), unsigned(container->function)), scope);
    const std::string name = scope.names().ClassName(variable.getType());
    if (IsLoose(order)) {
      ReportLoose(at, name, order, scope);
    } else if (name == "std::priority_queue" && MayTie(order, scope)) {
      scope.Report("unstable-sort", at, name).detail =
          "it compares " + ListOf(KeysOf(order, scope)) + " only";
    }
  }

  // Something after the sort looks at more of the elements than their keys.
  static bool UsesMore(const clang::CallExpr& call,
                       const std::set<std::string>& keys,
                       FunctionScope& scope) {
    const auto& sources = scope.context().getSourceManager();
    bool more = false;
    ForEachStatement(scope.body(), [&](const clang::Stmt& statement) {
      const auto* range = dyn_cast<clang::DeclRefExpr>(&statement);
      if (more || range == nullptr ||
          !sources.isBeforeInTranslationUnit(call.getEndLoc(),
                                             range->getLocation())) {
        return;
      }
      const auto* member =
          dyn_cast_or_null<clang::MemberExpr>(scope.ParentOf(*range));
      const auto* field =
          member == nullptr
              ? nullptr
              : dyn_cast<clang::FieldDecl>(member->getMemberDecl());
      if (field != nullptr) {
        more = keys.count(field->getNameAsString()) == 0;
      } else if (!llvm::isa<clang::FunctionDecl>(range->getDecl())) {
        more = !IsRangeOfLoop(*range, scope);
      }
    });
    return more;
  }

  static bool IsRangeOfLoop(const clang::DeclRefExpr& name,
                            FunctionScope& scope) {
    const clang::Stmt* at = scope.ParentOf(name);
    if (const auto* declared = dyn_cast_or_null<clang::DeclStmt>(at)) {
      at = scope.ParentOf(*declared);
    }
    if (llvm::isa_and_nonnull<clang::CXXForRangeStmt>(at)) return true;
    const auto* variable = dyn_cast<clang::VarDecl>(name.getDecl());
    return variable != nullptr && variable->isImplicit();
  }
};

}  // namespace

std::unique_ptr<Check> MakeSortTiesCheck() {
  return std::make_unique<SortTiesCheck>();
}

}  // namespace lockstep::lint
