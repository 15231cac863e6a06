// Visiting what has no order (LS601), in the order of addresses (LS501,
// LS502), or taking whichever is there first (LS607).
#include <array>
#include <set>

#include "clang/AST/StmtCXX.h"
#include "linter/collect/checks/checks.h"
#include "linter/collect/checks/containers.h"
#include "linter/collect/checks/order_insensitive.h"
#include "linter/collect/checks/purity.h"
#include "linter/collect/checks/sorts.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;
using llvm::isa;

template <size_t N>
bool IsOneOf(const std::string& name, const std::array<const char*, N>& list) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// Take a range and say the same in any order, if what they call is pure.
constexpr std::array kOrderless = {"std::count",
                                   "std::count_if",
                                   "std::any_of",
                                   "std::all_of",
                                   "std::none_of",
                                   "std::distance",
                                   "std::erase_if",
                                   "std::ranges::count",
                                   "std::ranges::count_if",
                                   "std::ranges::any_of",
                                   "std::ranges::all_of",
                                   "std::ranges::none_of",
                                   "std::ranges::distance",
                                   "std::is_permutation",
                                   "std::size",
                                   "std::ssize",
                                   "std::empty",
                                   "std::swap",
                                   "std::move",
                                   "std::forward",
                                   "std::as_const",
                                   "std::get",
                                   "std::ranges::size",
                                   "std::ranges::empty",
                                   "std::ranges::contains",
                                   "std::begin",
                                   "std::end",
                                   "std::cbegin",
                                   "std::cend",
                                   "std::make_pair",
                                   "std::ref",
                                   "std::cref",
                                   "std::tie",
                                   "std::forward_as_tuple",
                                   "std::exchange",
                                   "std::make_shared",
                                   "std::make_unique",
                                   "std::make_tuple",
                                   "std::make_optional"};
constexpr std::array kSums = {"std::accumulate", "std::reduce"};
constexpr std::array kExtremes = {
    "std::max_element",         "std::min_element", "std::ranges::max_element",
    "std::ranges::min_element", "std::ranges::max", "std::ranges::min"};
constexpr std::array kVisits = {"std::for_each", "std::ranges::for_each"};

class UnorderedIterationCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    if (const auto* loop = dyn_cast<clang::CXXForRangeStmt>(&statement)) {
      JudgeLoop(*loop, scope);
    } else if (isa<clang::CallExpr>(statement)) {
      const auto& call = llvm::cast<clang::CallExpr>(statement);
      if (IsBegin(call) && !IsOfRangeFor(call, scope)) {
        JudgeBegin(call, scope);
      } else {
        JudgeWholeRange(call, scope);
      }
    }
  }

 private:
  static bool IsOpen(clang::QualType type, FunctionScope& scope) {
    return IsUnordered(type, scope) || IsKeyedByAddress(type, scope);
  }

  static void Report(const clang::Stmt& at, const clang::Expr& range,
                     FunctionScope& scope) {
    const clang::QualType type = range.getType().getNonReferenceType();
    const ContainerModel* container = ContainerOf(type, scope);
    const bool unordered = IsUnordered(type, scope);
    const bool address = IsKeyedByAddress(type, scope);
    const clang::ValueDecl* root = RootOf(range);
    const std::string name = root != nullptr &&
                                     root->getDeclName().isIdentifier() &&
                                     !root->getName().starts_with("__")
                                 ? root->getNameAsString()
                                 : scope.names().ClassName(type);
    Effect& effect = scope.Report(!address    ? "unordered-iteration"
                                  : unordered ? "pointer-hash"
                                              : "pointer-order",
                                  at, name);
    const std::string shown = scope.names().ClassName(type);
    if (address) {
      effect.detail = "the keys of this " + shown + " are addresses";
    } else if (container->seed == ContainerModel::Seed::kNone) {
      effect.detail = shown + " has the order of the standard library's table";
      effect.severity = "warning";
    } else {
      effect.detail =
          shown + " has another order in each " +
          (container->seed == ContainerModel::Seed::kTable ? "table"
                                                           : "process");
    }
  }

  static void JudgeLoop(const clang::CXXForRangeStmt& loop,
                        FunctionScope& scope) {
    const clang::Expr& range = *loop.getRangeInit();
    if (!IsOpen(range.getType(), scope)) return;
    Visit visit{loop.getBody(), range.getType(), {}};
    const clang::VarDecl* variable = loop.getLoopVariable();
    visit.elements.insert(variable);
    if (const auto* parts = dyn_cast<clang::DecompositionDecl>(variable)) {
      for (const clang::BindingDecl* part : parts->bindings()) {
        visit.elements.insert(part);
      }
    }
    if (OrderJudge(visit, scope).IsInsensitive()) return;
    if (IsKeyedByAddress(range.getType(), scope) ||
        (!WaitsOn(visit, scope) && !GathersForAny(visit, scope))) {
      Report(loop, range, scope);
      return;
    }
    scope
        .Report("ready-set-choice", loop,
                scope.names().ClassName(range.getType()))
        .detail = "the first that is ready depends on the order of the table";
  }

  // A loop over futures that leaves at the first that is ready.
  static bool WaitsOn(const Visit& visit, FunctionScope& scope) {
    bool asks = false;
    ForEachStatement(*visit.body, [&](const clang::Stmt& statement) {
      const auto* member = dyn_cast<clang::CXXMemberCallExpr>(&statement);
      if (member == nullptr || member->getMethodDecl() == nullptr) return;
      const clang::Expr* object = ObjectOf(statement);
      asks =
          asks || (object != nullptr &&
                   scope.sdk().IsAwaitable(
                       scope.names().ClassName(object->getType())) &&
                   member->getMethodDecl()->getReturnType()->isBooleanType());
    });
    return asks;
  }

  static bool IsAnyOf(const clang::CallExpr& call, FunctionScope& scope) {
    std::string name = CalleeName(call, scope);
    name = name.substr(name.rfind(':') + 1);
    return name == "WhenAny" || name == "when_any" || name == "whenAny";
  }

  // A loop that puts futures into the container whose first is waited for.
  static bool GathersForAny(const Visit& visit, FunctionScope& scope) {
    std::set<const clang::ValueDecl*> gathered;
    ForEachStatement(*visit.body, [&](const clang::Stmt& statement) {
      const clang::Expr* object = ObjectOf(statement);
      if (object == nullptr || RootOf(*object) == nullptr) return;
      for (const clang::Expr* argument : ArgumentsOf(statement)) {
        const std::string type = scope.names().ClassName(argument->getType());
        if (scope.sdk().IsAwaitable(type)) gathered.insert(RootOf(*object));
      }
    });
    bool any = false;
    if (gathered.empty()) return any;
    ForEachStatement(scope.body(), [&](const clang::Stmt& statement) {
      const auto* call = dyn_cast<clang::CallExpr>(&statement);
      if (any || call == nullptr || !IsAnyOf(*call, scope)) return;
      for (const clang::Expr* argument : ArgumentsOf(*call)) {
        any = any || gathered.contains(RootOf(*argument));
      }
    });
    return any;
  }

  static bool IsBegin(const clang::CallExpr& call) {
    const clang::FunctionDecl* callee = call.getDirectCallee();
    const clang::IdentifierInfo* name =
        callee == nullptr ? nullptr : callee->getIdentifier();
    return name != nullptr && (name->isStr("begin") || name->isStr("cbegin")) &&
           ObjectOf(call) != nullptr;
  }

  static bool IsOfRangeFor(const clang::CallExpr& call, FunctionScope& scope) {
    const clang::VarDecl* variable = VariableOf(*ObjectOf(call));
    (void)scope;
    return variable != nullptr && variable->isImplicit() &&
           variable->getName().starts_with("__range");
  }

  static void JudgeBegin(const clang::CallExpr& call, FunctionScope& scope) {
    const clang::Expr& range = *ObjectOf(call);
    if (!IsOpen(range.getType(), scope)) return;
    // What the iterator is for.
    for (const clang::Stmt* at = scope.ParentOf(call); at != nullptr;
         at = scope.ParentOf(*at)) {
      if (const auto* loop = dyn_cast<clang::ForStmt>(at)) {
        if (IsInsensitiveFor(*loop, range, scope)) return;
        break;
      }
      if (const auto* used = dyn_cast<clang::CallExpr>(at)) {
        const auto* op = dyn_cast<clang::CXXOperatorCallExpr>(used);
        if (op != nullptr && op->isComparisonOp()) return;  // m.begin() == it
        if (IsHarmlessUse(*used, range, scope)) return;
        if (op == nullptr && ObjectOf(*used) == nullptr) break;
      } else if (const auto* built = dyn_cast<clang::CXXConstructExpr>(at)) {
        if (built->getNumArgs() >= 2) {
          if (IsHarmlessTarget(*built, range, scope)) return;
          break;
        }
      } else if (!isa<clang::Expr, clang::DeclStmt>(at)) {
        break;
      }
    }
    Report(call, range, scope);
  }

  static bool IsInsensitiveFor(const clang::ForStmt& loop,
                               const clang::Expr& range, FunctionScope& scope) {
    Visit visit{loop.getBody(), range.getType(), {}};
    const auto* init = dyn_cast_or_null<clang::DeclStmt>(loop.getInit());
    if (init == nullptr || visit.body == nullptr) return false;
    for (const clang::Decl* decl : init->decls()) {
      if (const auto* variable = dyn_cast<clang::VarDecl>(decl)) {
        visit.elements.insert(variable);
      }
    }
    return OrderJudge(visit, scope).IsInsensitive();
  }

  // An algorithm, or a method of another container, that gets the range.
  static bool IsHarmlessUse(const clang::CallExpr& call,
                            const clang::Expr& range, FunctionScope& scope) {
    const std::string name = AlgorithmName(call, scope);
    const std::vector<const clang::Expr*> arguments = WrittenArgumentsOf(call);
    if (IsOneOf(name, kOrderless)) return ArePure(arguments, scope);
    if (IsOneOf(name, kVisits)) return IsHarmlessVisit(call, range, scope);
    if (IsOneOf(name, kSums)) {
      return call.getType()->isIntegralOrEnumerationType() &&
             ArePlain(arguments, scope);
    }
    if (IsOneOf(name, kExtremes)) {
      const clang::Stmt* parent = scope.ParentOf(call);
      while (isa_and_nonnull<clang::ImplicitCastExpr,
                             clang::MaterializeTemporaryExpr,
                             clang::CXXBindTemporaryExpr>(parent)) {
        parent = scope.ParentOf(*parent);
      }
      const auto* star = dyn_cast_or_null<clang::CXXOperatorCallExpr>(parent);
      const bool value =
          call.getType()->isIntegralOrEnumerationType() ||
          (star != nullptr && star->getOperator() == clang::OO_Star &&
           star->getType()->isIntegralOrEnumerationType());
      return value && ArePlain(arguments, scope);
    }
    if (SortOf(call, scope).sorts) return true;
    const clang::Expr* object = ObjectOf(call);
    const ContainerModel* into =
        object == nullptr ? nullptr : ContainerOf(object->getType(), scope);
    if (into == nullptr || call.getDirectCallee() == nullptr) return false;
    const std::string method = call.getDirectCallee()->getNameAsString();
    if (method == "erase" && RootOf(*object) == RootOf(range)) return false;
    return IsHarmlessInto(object->getType(), RootOf(*object), range, scope);
  }

  // Callables among the arguments leave no trace.
  static bool ArePure(const std::vector<const clang::Expr*>& arguments,
                      FunctionScope& scope) {
    for (const clang::Expr* argument : arguments) {
      const clang::LambdaExpr* lambda = LambdaOf(*argument);
      if (lambda != nullptr && !IsPureLambda(*lambda, scope)) return false;
    }
    return true;
  }

  static bool IsPureLambda(const clang::LambdaExpr& lambda,
                           FunctionScope& scope) {
    const clang::FunctionDecl* body = Instantiated(*lambda.getCallOperator());
    return body != nullptr && IsPure(*body, scope);
  }

  static bool ArePlain(const std::vector<const clang::Expr*>& arguments,
                       FunctionScope& scope) {
    for (const clang::Expr* argument : arguments) {
      if (LambdaOf(*argument) != nullptr) return false;
      const auto* record = argument->getType()->getAsCXXRecordDecl();
      if (record != nullptr &&
          !scope.names().InLibrary(record->getLocation())) {
        return false;
      }
    }
    return true;
  }

  static bool IsHarmlessVisit(const clang::CallExpr& call,
                              const clang::Expr& range, FunctionScope& scope) {
    for (const clang::Expr* argument : ArgumentsOf(call)) {
      const clang::LambdaExpr* lambda = LambdaOf(*argument);
      if (lambda == nullptr) continue;
      Visit visit{lambda->getBody(), range.getType(), {}};
      for (const clang::ParmVarDecl* parameter :
           lambda->getCallOperator()->parameters()) {
        visit.elements.insert(parameter);
      }
      return OrderJudge(visit, scope).IsInsensitive();
    }
    return false;
  }

  static bool IsHarmlessInto(clang::QualType type,
                             const clang::ValueDecl* target,
                             const clang::Expr& range, FunctionScope& scope) {
    const ContainerModel* into = ContainerOf(type, scope);
    const ContainerModel* from = ContainerOf(range.getType(), scope);
    if (into == nullptr || from == nullptr) return false;
    if (ForgetsOrder(*into)) return !from->multi || into->function != 2;
    if (into->order == ContainerModel::Order::kUnordered) return true;
    return into->order == ContainerModel::Order::kInsertion &&
           target != nullptr && IsSortedAfter(*target, range, scope);
  }

  static bool IsSortedAfter(const clang::ValueDecl& variable,
                            const clang::Expr& range, FunctionScope& scope) {
    const Visit visit{&range, range.getType(), {}};
    return OrderJudge(visit, scope).IsSortedLater(variable);
  }

  static bool IsHarmlessTarget(const clang::CXXConstructExpr& built,
                               const clang::Expr& range, FunctionScope& scope) {
    const clang::ValueDecl* target = nullptr;
    for (const clang::Stmt* at = scope.ParentOf(built); at != nullptr;
         at = scope.ParentOf(*at)) {
      if (const auto* declared = dyn_cast<clang::DeclStmt>(at)) {
        target = declared->isSingleDecl()
                     ? dyn_cast<clang::ValueDecl>(declared->getSingleDecl())
                     : nullptr;
        break;
      }
      if (!isa<clang::Expr>(at)) break;
    }
    return IsHarmlessInto(built.getType(), target, range, scope);
  }

  // Algorithms of ranges, std::erase_if, views: the container as a whole.
  static void JudgeWholeRange(const clang::CallExpr& call,
                              FunctionScope& scope) {
    const clang::FunctionDecl* callee = call.getDirectCallee();
    if (callee == nullptr || !scope.names().InLibrary(callee->getLocation()) ||
        isa<clang::CXXMemberCallExpr>(call)) {
      return;
    }
    const std::string name = AlgorithmName(call, scope);
    const auto* op = dyn_cast<clang::CXXOperatorCallExpr>(&call);
    const bool algorithm = op != nullptr
                               ? op->getOperator() == clang::OO_Call ||
                                     op->getOperator() == clang::OO_Pipe
                               : name.starts_with("std::erase_if");
    if (!algorithm) return;
    for (const clang::Expr* argument : ArgumentsOf(call)) {
      if (!IsOpen(argument->getType(), scope) || !argument->isGLValue()) {
        continue;
      }
      if (IsHarmlessUse(call, *argument, scope)) return;
      if (name.find("::find") != std::string::npos) return;
      Report(call, *argument, scope);
      return;
    }
  }
};

}  // namespace

std::unique_ptr<Check> MakeUnorderedIterationCheck() {
  return std::make_unique<UnorderedIterationCheck>();
}

}  // namespace lockstep::lint
