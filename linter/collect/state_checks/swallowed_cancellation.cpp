// LS905: a handler that stops the cancellation of the run, and branches on the
// text of exceptions, which libraries and the system decide.
//
// C++ has no co_await in handlers: a correct saga sets a flag there, leaves the
// handler, compensates, and throws later. So the paths after it count.
#include <algorithm>
#include <set>

#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/shapes.h"

namespace lockstep::lint {
namespace {

using namespace clang;

constexpr char kRule[] = "swallowed-cancellation";

std::vector<const CXXRecordDecl*> CancellationsOf(const FunctionScope& scope) {
  std::vector<const CXXRecordDecl*> classes;
  for (const SdkProfile& profile : scope.book().profiles) {
    for (const std::string& name : profile.cancellations) {
      const CXXRecordDecl* record = FindClass(scope.context(), name);
      if (record != nullptr) classes.push_back(record);
    }
  }
  return classes;
}

enum class Catches { kNothing, kCancellation, kMore };

Catches WhatIsCaught(const CXXCatchStmt& handler,
                     const std::vector<const CXXRecordDecl*>& cancellations) {
  if (handler.getCaughtType().isNull()) return Catches::kMore;
  const CXXRecordDecl* caught =
      handler.getCaughtType().getNonReferenceType()->getAsCXXRecordDecl();
  if (caught == nullptr) return Catches::kNothing;
  for (const CXXRecordDecl* cancellation : cancellations) {
    if (caught->getCanonicalDecl() == cancellation->getCanonicalDecl()) {
      return Catches::kCancellation;
    }
    if (cancellation->isDerivedFrom(caught)) return Catches::kMore;
  }
  return Catches::kNothing;
}

bool MentionsCancel(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return text.find("cancel") != text.npos;
}

// Ends the run as failed, where it should end as cancelled.
bool FailsTheRun(const CXXThrowExpr& thrown, const FunctionScope& scope) {
  if (thrown.getSubExpr() == nullptr) return false;
  const std::string name =
      scope.names().ClassName(thrown.getSubExpr()->getType());
  return scope.sdk().IsFailure(name) && !scope.sdk().IsCancellation(name);
}

// Throws, or treats the cancellation in some other way.
bool LetsPass(const Stmt& stmt, const FunctionScope& scope) {
  if (isa<CXXThrowExpr>(stmt)) return true;
  if (const auto* ref = dyn_cast<DeclRefExpr>(&stmt)) {
    return MentionsCancel(ref->getDecl()->getNameAsString());
  }
  if (const auto* text = dyn_cast<StringLiteral>(&stmt)) {
    return text->isOrdinary() && MentionsCancel(text->getString().str());
  }
  if (const auto* member = dyn_cast<MemberExpr>(&stmt)) {
    return MentionsCancel(member->getMemberDecl()->getNameAsString());
  }
  const auto* call = dyn_cast<CallExpr>(&stmt);
  if (call == nullptr || Callee(*call) == nullptr) return false;
  const std::string name = CalleeName(scope, *call);
  return Callee(*call)->isNoReturn() || name == "std::rethrow_exception" ||
         name == "std::current_exception";
}

bool Mentions(const Stmt& root, const FunctionScope& scope) {
  bool found = false;
  Visit(&root, [&](const Stmt& stmt) {
    found = found || LetsPass(stmt, scope);
    return !found;
  });
  return found;
}

class SwallowedCancellationCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    if (!seen_.insert(&statement).second) return;
    if (const auto* attempt = dyn_cast<CXXTryStmt>(&statement)) {
      OnTry(*attempt, scope);
    } else if (const auto* call = dyn_cast<CXXMemberCallExpr>(&statement)) {
      OnText(*call, scope);
    }
  }

  void OnFunctionEnd(FunctionScope& /*scope*/) override { seen_.clear(); }

 private:
  void OnTry(const CXXTryStmt& attempt, FunctionScope& scope) {
    if (!MayBeCancelled(*attempt.getTryBlock(), scope)) return;
    const auto cancellations = CancellationsOf(scope);
    if (cancellations.empty()) return;
    for (unsigned i = 0; i < attempt.getNumHandlers(); ++i) {
      const CXXCatchStmt& handler = *attempt.getHandler(i);
      const Catches caught = WhatIsCaught(handler, cancellations);
      if (caught == Catches::kCancellation) return;  // knows what it does
      if (caught == Catches::kNothing) continue;
      if (!PassesOn(handler, scope)) Report(handler, scope);
      return;
    }
  }

  // Ends the run, or waits inside: SDKs without co_await.
  static bool Waits(const CallExpr& call, const FunctionScope& scope) {
    const CommandCall* command = CommandOf(scope, call);
    if (command != nullptr) {
      return command->kind == "continue-as-new" ||
             (call.getType()->isVoidType() &&
              (command->kind == "timer" || command->kind == "await"));
    }
    const auto* member = dyn_cast<CXXMemberCallExpr>(&call);
    if (member == nullptr || member->getMethodDecl() == nullptr) return false;
    const std::string name = member->getMethodDecl()->getNameAsString();
    return (name == "Get" || name == "get") &&
           IsClassOf(scope, &SdkProfile::awaitables,
                     member->getImplicitObjectArgument()->getType());
  }

  static bool MayBeCancelled(const Stmt& block, const FunctionScope& scope) {
    bool found = false;
    Visit(&block, [&](const Stmt& stmt) {
      const auto* call = dyn_cast<CallExpr>(&stmt);
      found = found || isa<CoawaitExpr>(stmt) ||
              (call != nullptr && Waits(*call, scope));
      return !found;
    });
    return found;
  }

  static bool InLoop(const Stmt& inner, const FunctionScope& scope) {
    for (const Stmt* s = &inner; s != nullptr; s = scope.ParentOf(*s)) {
      if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(s)) return true;
    }
    return false;
  }

  // On some path from the handler to the end of the function.
  static bool PassesOn(const CXXCatchStmt& handler, FunctionScope& scope) {
    if (Mentions(*handler.getHandlerBlock(), scope)) return true;
    const CFG* cfg = scope.Cfg();
    if (cfg == nullptr) return true;
    std::vector<const CFGBlock*> open;
    std::set<const CFGBlock*> reached;
    for (const CFGBlock* block : *cfg) {
      if (block->getLabel() == &handler) open.push_back(block);
    }
    if (open.empty()) return true;
    // An attempt that is made again goes on as if nothing had happened.
    const bool again = InLoop(handler, scope);
    while (!open.empty()) {
      const CFGBlock* block = open.back();
      open.pop_back();
      if (!reached.insert(block).second) continue;
      for (const CFGElement& element : *block) {
        const auto statement = element.getAs<CFGStmt>();
        if (!statement) continue;
        const auto* thrown = dyn_cast<CXXThrowExpr>(statement->getStmt());
        if (again && thrown && FailsTheRun(*thrown, scope)) continue;
        if (LetsPass(*statement->getStmt(), scope)) return true;
      }
      for (const CFGBlock* next : block->succs()) {
        if (next != nullptr) open.push_back(next);
      }
    }
    return false;
  }

  static void Report(const CXXCatchStmt& handler, FunctionScope& scope) {
    const QualType type = handler.getCaughtType();
    const std::string symbol =
        type.isNull()
            ? "catch (...)"
            : "catch (" +
                  type.getAsString(scope.context().getPrintingPolicy()) + ")";
    scope.Report(kRule, handler, symbol).detail =
        "no path after it throws again or ends the run as cancelled";
  }

  // what() and message() of the standard library's classes.
  static void OnText(const CXXMemberCallExpr& call, FunctionScope& scope) {
    const CXXMethodDecl* method = call.getMethodDecl();
    if (method == nullptr) return;
    const std::string name = method->getNameAsString();
    const std::string owner =
        scope.names().ClassName(call.getImplicitObjectArgument()->getType());
    const bool text = name == "what" ||
                      (name == "message" && owner.starts_with("std::error"));
    if (!text || !owner.starts_with("std::")) return;
    const ValueFlow flow = scope.FlowOf(call);
    if (!flow.Has(Sink::kBranch) && !flow.Has(Sink::kCommand)) return;
    scope.Report(kRule, call, owner + "::" + name, &call).detail =
        "its text is up to the library and the system; decide by the type or "
        "the code";
  }

  std::set<const Stmt*> seen_;
};

}  // namespace

std::unique_ptr<Check> MakeSwallowedCancellationCheck() {
  return std::make_unique<SwallowedCancellationCheck>();
}

}  // namespace lockstep::lint
