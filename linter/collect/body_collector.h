// Collects the facts of one body: what it calls, stores, registers.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "linter/collect/call_view.h"
#include "linter/collect/callbacks.h"
#include "linter/collect/check.h"
#include "linter/collect/statement_walk.h"

namespace lockstep::lint {

// Whom the collector tells what else is to be collected.
struct Discoveries {
  std::function<void(const clang::VarDecl&)> initialiser;
  std::function<void(const clang::CXXRecordDecl&)> constructed;
};

class BodyCollector : public WalkHandler {
 public:
  BodyCollector(FunctionScope& scope, Callbacks& callbacks,
                const Discoveries& discoveries,
                const std::vector<std::unique_ptr<Check>>& checks)
      : scope_(scope),
        callbacks_(callbacks),
        discoveries_(discoveries),
        checks_(checks),
        walk_(scope.context(), *this) {}

  // The body, member initialisers, members that end with a destructor, and
  // the coroutine's own statements.
  void Collect();
  // A variable's initialiser.
  void CollectInitialiser(const clang::VarDecl& variable,
                          const clang::Expr& init);

  void OnStatement(const clang::Stmt& statement) override;
  void OnDestructor(const clang::CXXRecordDecl& record,
                    clang::SourceLocation at, const std::string& why,
                    const clang::Stmt& statement) override;
  void EnterRegion(clang::SourceLocation used, clang::SourceLocation written,
                   const std::string& text) override;
  void LeaveRegion() override;

 private:
  // What runs code (body_collector.cpp).
  void OnCall(const clang::CallExpr& call);
  void OnConstruct(const clang::CXXConstructExpr& made);
  void Constructs(const clang::CXXRecordDecl& record);
  void OnInherited(const clang::CXXInheritedCtorInitExpr& made);
  void OnDelete(const clang::CXXDeleteExpr& gone);
  void OnReference(const clang::DeclRefExpr& reference);
  void OnStaticLocal(const clang::VarDecl& variable,
                     const clang::Stmt& statement);
  void OnAwait(const clang::CoroutineSuspendExpr& await);
  void CallInitialiserOf(const clang::VarDecl& variable, const clang::Stmt& at);
  void Members();
  void PlaceCalls(size_t first, clang::SourceLocation location);

  // Calls by kind of callee (calls.cpp).
  void CallFunction(const CallSite& site, const clang::Expr& at);
  void CallUser(const CallSite& site, const clang::Expr& at);
  void CallLibrary(const CallSite& site, const clang::Expr& at);
  void CallSdk(const CallSite& site, const clang::Expr& at,
               const SdkMeaning& meaning);
  void CallSlot(const clang::Expr& callee, const clang::Expr& at,
                const std::vector<const clang::Expr*>& arguments);
  void CallCallable(const Callable& callable, const clang::Stmt& at,
                    const std::string& implicit);
  void CallBack(const clang::FunctionDecl& library, const clang::Stmt& at,
                bool closures);
  void ImplicitCall(const clang::FunctionDecl& function, bool is_virtual,
                    const clang::Stmt& at, const std::string& why);
  void LibraryArguments(const CallSite& site, const clang::Expr& at,
                        const Model* model);
  bool JudgeByModel(const Model& model, const std::string& name,
                    const clang::Expr& at);
  void AddModelled(const std::string& name);
  Call& AddCall(const clang::Stmt& at);
  std::vector<Argument> ArgumentsOf(const CallSite& site);

  // What becomes of callables (stores.cpp).
  void OnStore(const clang::Stmt& statement);
  void StoreInto(const Key& slot, const clang::Expr& value);
  void StoreVariable(const clang::VarDecl& variable);
  void StoreAggregate(const clang::InitListExpr& list);
  void StoreCaptures(const clang::LambdaExpr& lambda);
  void StoreAssigned(const clang::Expr& target, const clang::Expr& value);
  void StoreReturned(const clang::Expr& value);

  FunctionScope& scope_;
  Callbacks& callbacks_;
  const Discoveries& discoveries_;
  const std::vector<std::unique_ptr<Check>>& checks_;
  StatementWalk walk_;
  std::deque<ImplicitRegion> regions_;  // the outermost counts
  const clang::Expr* awaited_ = nullptr;
  std::set<const clang::Stmt*> callees_;  // not references: they are called
};

}  // namespace lockstep::lint
