// Loops that wait for something that cannot happen while they run (LS302), and
// those that compute for long without a suspension (LS910).
#include <vector>

#include "clang/AST/StmtCXX.h"
#include "linter/collect/checks/checks.h"
#include "linter/collect/checks/purity.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;
using llvm::isa;

// `st.paid` as its declarations, from the left.
using Path = std::vector<const clang::ValueDecl*>;

Path PathOf(const clang::Expr& expr) {
  Path path;
  const clang::Expr* at = &Bare(expr);
  while (const auto* member = dyn_cast<clang::MemberExpr>(at)) {
    if (isa<clang::FieldDecl>(member->getMemberDecl())) {
      path.insert(path.begin(), member->getMemberDecl());
    }
    at = &Bare(*member->getBase());
  }
  const clang::ValueDecl* root = RootOf(*at);
  if (root != nullptr && (path.empty() || path.front() != root)) {
    path.insert(path.begin(), root);
  }
  return path;
}

// One is a part of the other.
bool Overlap(const Path& a, const Path& b) {
  const size_t common = std::min(a.size(), b.size());
  return common > 0 && std::equal(a.begin(), a.begin() + common, b.begin());
}

struct Loop {
  const clang::Expr* condition = nullptr;  // null: for ever
  const clang::Stmt* body = nullptr;
  const clang::Stmt* step = nullptr;
};

class BusyLoopCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    Loop loop;
    if (const auto* plain = dyn_cast<clang::WhileStmt>(&statement)) {
      if (plain->getConditionVariable() != nullptr) return;
      loop = {plain->getCond(), plain->getBody(), nullptr};
    } else if (const auto* once = dyn_cast<clang::DoStmt>(&statement)) {
      loop = {once->getCond(), once->getBody(), nullptr};
    } else if (const auto* counted = dyn_cast<clang::ForStmt>(&statement)) {
      loop = {counted->getCond(), counted->getBody(), counted->getInc()};
    } else {
      return;
    }
    if (IsMacroIdiom(loop, scope) || Suspends(loop)) return;
    if (IsSpin(loop, scope)) {
      scope.Report("blocking-wait", statement, "this loop").detail =
          "what it waits for cannot happen while it runs";
    } else if (IsLong(loop, scope)) {
      scope.Report("busy-loop", statement, "this loop");
    }
  }

 private:
  // `do { ... } while (0)`.
  static bool IsMacroIdiom(const Loop& loop, FunctionScope& scope) {
    bool value = true;
    return loop.condition != nullptr && !loop.condition->isValueDependent() &&
           loop.condition->EvaluateAsBooleanCondition(value, scope.context()) &&
           !value;
  }

  static bool Suspends(const Loop& loop) {
    bool suspends = false;
    const auto look = [&](const clang::Stmt& statement) {
      suspends = suspends || isa<clang::CoroutineSuspendExpr>(statement);
    };
    ForEachStatement(*loop.body, look);
    if (loop.condition != nullptr) ForEachStatement(*loop.condition, look);
    if (loop.step != nullptr) ForEachStatement(*loop.step, look);
    return suspends;
  }

  // Nothing in the loop ends it.
  static bool IsSpin(const Loop& loop, FunctionScope& scope) {
    std::vector<Path> watched;
    if (loop.condition != nullptr &&
        !TakeWatched(*loop.condition, watched, scope)) {
      return false;
    }
    bool ends = false;
    const auto look = [&](const clang::Stmt& statement) {
      ends = ends || MayEnd(statement, watched, scope);
    };
    ForEachStatement(*loop.body, look);
    if (loop.step != nullptr) ForEachStatement(*loop.step, look);
    return !ends;
  }

  // What the condition reads; false if it may change by itself.
  static bool TakeWatched(const clang::Expr& condition,
                          std::vector<Path>& watched, FunctionScope& scope) {
    bool fixed = true;
    ForEachStatement(condition, [&](const clang::Stmt& statement) {
      if (const auto* call = dyn_cast<clang::CallExpr>(&statement)) {
        const auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(
            call->getDirectCallee());
        if (method == nullptr || !method->isConst()) fixed = false;
      } else if (const auto* unary =
                     dyn_cast<clang::UnaryOperator>(&statement)) {
        fixed = fixed && !unary->isIncrementDecrementOp();
      } else if (const auto* binary =
                     dyn_cast<clang::BinaryOperator>(&statement)) {
        fixed = fixed && !binary->isAssignmentOp();
      }
      if (!isa<clang::DeclRefExpr, clang::MemberExpr>(statement)) return;
      Path path = PathOf(llvm::cast<clang::Expr>(statement));
      // Only whole paths: of `st.paid`, not `st` as well.
      const clang::Stmt* parent = scope.ParentOf(statement);
      const auto* outer = llvm::dyn_cast_or_null<clang::MemberExpr>(parent);
      const bool inner =
          outer != nullptr && isa<clang::FieldDecl>(outer->getMemberDecl());
      if (!path.empty() && !inner) watched.push_back(std::move(path));
    });
    return fixed;
  }

  static bool Touches(const clang::Expr& target,
                      const std::vector<Path>& watched) {
    if (watched.empty()) return false;
    const Path path = PathOf(target);
    if (path.empty()) return true;
    // What a reference or a pointer stands for is not known.
    const clang::QualType type = path.front()->getType();
    if (path.size() > 1 && (type->isReferenceType() || type->isPointerType()) &&
        !IsAmongRoots(path.front(), watched)) {
      return true;
    }
    for (const Path& one : watched) {
      if (Overlap(path, one)) return true;
    }
    return false;
  }

  static bool IsAmongRoots(const clang::ValueDecl* root,
                           const std::vector<Path>& watched) {
    for (const Path& one : watched) {
      if (one.front() == root) return true;
    }
    return false;
  }

  static bool MayEnd(const clang::Stmt& statement,
                     const std::vector<Path>& watched, FunctionScope& scope) {
    if (isa<clang::BreakStmt, clang::ReturnStmt, clang::CoreturnStmt,
            clang::GotoStmt, clang::CXXThrowExpr, clang::AsmStmt>(statement)) {
      return true;
    }
    if (const auto* op = dyn_cast<clang::BinaryOperator>(&statement)) {
      return op->isAssignmentOp() && Touches(*op->getLHS(), watched);
    }
    if (const auto* op = dyn_cast<clang::UnaryOperator>(&statement)) {
      return op->isIncrementDecrementOp() &&
             Touches(*op->getSubExpr(), watched);
    }
    if (!isa<clang::CallExpr, clang::CXXConstructExpr>(statement)) return false;
    const clang::FunctionDecl* callee = CalleeOf(statement);
    if (callee == nullptr || callee->isNoReturn()) return true;
    if (!scope.names().InLibrary(callee->getLocation()) &&
        !scope.sdk().OwnsName(scope.names().QualifiedName(*callee)) &&
        !IsPure(*callee, scope)) {
      return true;
    }
    const auto* method = dyn_cast<clang::CXXMethodDecl>(callee);
    const clang::Expr* object = ObjectOf(statement);
    if (object != nullptr && method != nullptr && !method->isConst() &&
        Touches(*object, watched)) {
      return true;
    }
    const std::vector<const clang::Expr*> arguments = ArgumentsOf(statement);
    for (unsigned i = 0; i < arguments.size(); ++i) {
      const bool named = i < callee->getNumParams();
      const clang::QualType type =
          named ? callee->getParamDecl(i)->getType() : arguments[i]->getType();
      const bool open = (type->isReferenceType() || type->isPointerType()) &&
                        !type->getPointeeType().isConstQualified();
      if (open && RootOf(*arguments[i]) != nullptr &&
          Touches(*arguments[i], watched)) {
        return true;
      }
    }
    return false;
  }

  // `i < 10'000'000`.
  static bool IsLong(const Loop& loop, FunctionScope& scope) {
    const auto* test = llvm::dyn_cast_or_null<clang::BinaryOperator>(
        loop.condition == nullptr ? nullptr
                                  : loop.condition->IgnoreParenImpCasts());
    clang::Expr::EvalResult bound;
    if (loop.step == nullptr || test == nullptr || !test->isComparisonOp() ||
        test->getRHS()->isValueDependent() ||
        !test->getRHS()->EvaluateAsInt(bound, scope.context())) {
      return false;
    }
    constexpr int64_t kMany = 1'000'000;
    return bound.Val.getInt().isRepresentableByInt64() &&
           bound.Val.getInt().getExtValue() >= kMany;
  }
};

}  // namespace

std::unique_ptr<Check> MakeBusyLoopCheck() {
  return std::make_unique<BusyLoopCheck>();
}

}  // namespace lockstep::lint
