#include "linter/collect/body_collector.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "linter/collect/callables.h"
#include "linter/collect/registrations.h"

namespace lockstep::lint {
namespace {

using clang::CXXRecordDecl;
using clang::Expr;
using clang::FunctionDecl;
using clang::Stmt;
using clang::VarDecl;
using llvm::dyn_cast;

// Its initialiser runs code before or while the program runs.
bool HasDynamicInitialiser(const VarDecl& variable) {
  const VarDecl* definition = variable.getInitializingDeclaration();
  // Another unit has it, and may run code for it.
  if (!definition) return variable.hasDefinition() == VarDecl::DeclarationOnly;
  if (!definition->hasInit()) return false;
  const Expr* init = definition->getInit();
  if (init->isValueDependent()) return false;
  return !definition->hasConstantInitialization();
}

bool HasForeignPromise(const clang::CoroutineBodyStmt& coroutine,
                       const FunctionScope& scope) {
  const VarDecl* promise = coroutine.getPromiseDecl();
  const CXXRecordDecl* record =
      promise ? promise->getType()->getAsCXXRecordDecl() : nullptr;
  return record && scope.IsForeign(*record);
}

}  // namespace

void BodyCollector::Collect() {
  const FunctionDecl& function = scope_.function();
  if (const auto* made = dyn_cast<clang::CXXConstructorDecl>(&function)) {
    for (const clang::CXXCtorInitializer* init : made->inits()) {
      walk_.Walk(init->getInit());
      const clang::FieldDecl* field = init->getAnyMember();
      if (field && init->getInit()) {
        StoreInto(scope_.names().KeyOf(*field), *init->getInit());
      }
    }
  }
  const auto* coroutine =
      dyn_cast_or_null<clang::CoroutineBodyStmt>(function.getBody());
  // What an SDK's promise does is the SDK's affair.
  if (coroutine && !HasForeignPromise(*coroutine, scope_)) {
    for (const Stmt* part : coroutine->childrenExclBody()) {
      if (part != coroutine->getBody()) walk_.Walk(part);
    }
  }
  walk_.Walk(&scope_.body());
  if (llvm::isa<clang::CXXDestructorDecl>(function)) Members();
  for (const auto& check : checks_) check->OnFunctionEnd(scope_);
}

void BodyCollector::CollectInitialiser(const VarDecl& variable,
                                       const Expr& init) {
  StoreVariable(variable);
  walk_.Walk(&init);
  for (const auto& check : checks_) check->OnFunctionEnd(scope_);
}

void BodyCollector::OnStatement(const Stmt& statement) {
  for (const auto& check : checks_) check->OnStatement(statement, scope_);
  OnStore(statement);
  if (const auto* await = dyn_cast<clang::CoroutineSuspendExpr>(&statement)) {
    OnAwait(*await);
  } else if (const auto* call = dyn_cast<clang::CallExpr>(&statement)) {
    OnCall(*call);
  } else if (const auto* made = dyn_cast<clang::CXXConstructExpr>(&statement)) {
    OnConstruct(*made);
  } else if (const auto* inherited =
                 dyn_cast<clang::CXXInheritedCtorInitExpr>(&statement)) {
    OnInherited(*inherited);
  } else if (const auto* gone = dyn_cast<clang::CXXDeleteExpr>(&statement)) {
    OnDelete(*gone);
  } else if (const auto* fresh = dyn_cast<clang::CXXNewExpr>(&statement)) {
    const FunctionDecl* allocate = fresh->getOperatorNew();
    if (allocate && !scope_.IsForeign(*allocate)) {
      ImplicitCall(*allocate, false, statement, "operator new");
    }
  } else if (const auto* reference = dyn_cast<clang::DeclRefExpr>(&statement)) {
    OnReference(*reference);
  } else if (const auto* member = dyn_cast<clang::MemberExpr>(&statement)) {
    const auto* variable = dyn_cast<VarDecl>(member->getMemberDecl());
    if (variable) CallInitialiserOf(*variable, statement);
  } else if (const auto* lambda = dyn_cast<clang::LambdaExpr>(&statement)) {
    const FunctionDecl* op = lambda->getCallOperator();
    if (op && !op->isDependentContext()) scope_.Discover(*op);
  } else if (const auto* declared = dyn_cast<clang::DeclStmt>(&statement)) {
    for (const clang::Decl* decl : declared->decls()) {
      const auto* variable = dyn_cast<VarDecl>(decl);
      if (variable && variable->isStaticLocal()) {
        OnStaticLocal(*variable, statement);
      }
    }
  }
}

void BodyCollector::OnAwait(const clang::CoroutineSuspendExpr& await) {
  const auto* written = dyn_cast<clang::CoawaitExpr>(&await);
  if (written && written->isImplicit()) return;
  awaited_ = await.getOperand()->IgnoreParenImpCasts();
  Action action;
  action.kind = Action::Kind::kSuspension;
  action.what = "co_await";
  action.place = scope_.PlaceOf(await.getBeginLoc());
  action.guard = scope_.GuardOf(await);
  scope_.facts().actions.push_back(std::move(action));
}

void BodyCollector::OnCall(const clang::CallExpr& call) {
  const CallSite site = SiteOf(call);
  callees_.insert(call.getCallee()->IgnoreParenImpCasts());
  if (!site.callee) {
    if (!llvm::isa<clang::CXXPseudoDestructorExpr>(
            call.getCallee()->IgnoreParens())) {
      CallSlot(*call.getCallee(), call, site.arguments);
    }
    return;
  }
  CallFunction(site, call);
}

void BodyCollector::OnConstruct(const clang::CXXConstructExpr& made) {
  Constructs(*made.getConstructor()->getParent());
  CallFunction(SiteOf(made), made);
}

void BodyCollector::Constructs(const CXXRecordDecl& record) {
  if (!record.isPolymorphic()) return;
  scope_.facts().constructs.push_back(scope_.names().KeyOf(record));
  discoveries_.constructed(record);
}

void BodyCollector::EnterRegion(clang::SourceLocation used,
                                clang::SourceLocation written,
                                const std::string& text) {
  regions_.push_back({scope_.PlaceOf(used), scope_.PlaceOf(written), text});
  scope_.SetRegion(&regions_.front());
}

void BodyCollector::LeaveRegion() {
  regions_.pop_back();
  scope_.SetRegion(regions_.empty() ? nullptr : &regions_.front());
}

void BodyCollector::OnInherited(const clang::CXXInheritedCtorInitExpr& made) {
  CallSite site;
  site.callee = made.getConstructor();
  CallFunction(site, made);
}

void BodyCollector::OnDelete(const clang::CXXDeleteExpr& gone) {
  const FunctionDecl* release = gone.getOperatorDelete();
  if (release && !scope_.IsForeign(*release)) {
    ImplicitCall(*release, false, gone, "operator delete");
  }
  if (gone.getDestroyedType().isNull()) return;
  const CXXRecordDecl* record = gone.getDestroyedType()->getAsCXXRecordDecl();
  if (!record || !record->hasDefinition()) return;
  OnDestructor(*record, gone.getBeginLoc(), "the deleted object", gone);
}

void BodyCollector::OnDestructor(const CXXRecordDecl& record,
                                 clang::SourceLocation, const std::string& why,
                                 const Stmt& statement) {
  const clang::CXXDestructorDecl* destructor = record.getDestructor();
  if (!destructor || destructor->isTrivial()) return;
  if (record.isUnion() && !destructor->isUserProvided()) return;
  if (scope_.IsForeign(*destructor)) {
    CallBack(*destructor, statement, true);
    return;
  }
  const bool is_virtual =
      destructor->isVirtual() && llvm::isa<clang::CXXDeleteExpr>(statement);
  ImplicitCall(*destructor, is_virtual, statement, "destructor of " + why);
}

// Fields and bases end after the body of a destructor.
void BodyCollector::Members() {
  const auto& owner =
      *llvm::cast<clang::CXXDestructorDecl>(scope_.function()).getParent();
  if (owner.isUnion()) return;  // nobody knows which member is alive
  for (const clang::FieldDecl* field : owner.fields()) {
    const auto* record = scope_.context()
                             .getBaseElementType(field->getType())
                             ->getAsCXXRecordDecl();
    if (!record || !record->hasDefinition()) continue;
    const size_t known = scope_.facts().calls.size();
    OnDestructor(*record, field->getLocation(),
                 "'" + field->getNameAsString() + "'", scope_.body());
    PlaceCalls(known, field->getLocation());
  }
  for (const clang::CXXBaseSpecifier& base : owner.bases()) {
    const auto* record = base.getType()->getAsCXXRecordDecl();
    if (!record || !record->hasDefinition()) continue;
    const size_t known = scope_.facts().calls.size();
    OnDestructor(*record, base.getBeginLoc(), "the base class", scope_.body());
    PlaceCalls(known, base.getBeginLoc());
  }
}

// A destructor that nobody wrote stands nowhere.
void BodyCollector::PlaceCalls(size_t first, clang::SourceLocation location) {
  for (size_t i = first; i < scope_.facts().calls.size(); ++i) {
    Call& call = scope_.facts().calls[i];
    if (call.place.file.empty()) call.place = scope_.PlaceOf(location);
  }
}

void BodyCollector::OnStaticLocal(const VarDecl& variable, const Stmt& at) {
  CallInitialiserOf(variable, at);
}

void BodyCollector::CallInitialiserOf(const VarDecl& variable, const Stmt& at) {
  if (!variable.hasGlobalStorage() || scope_.IsForeign(variable) ||
      !HasDynamicInitialiser(variable)) {
    return;
  }
  const Key target = "init:" + scope_.names().KeyOf(variable);
  for (const Call& call : scope_.facts().calls) {
    if (call.target == target) return;
  }
  Call& call = AddCall(at);
  call.target = target;
  call.shown = scope_.names().ShownName(variable);
  call.implicit = "initialiser of '" + call.shown + "'";
  if (const VarDecl* definition = variable.getInitializingDeclaration()) {
    discoveries_.initialiser(*definition);
  }
}

void BodyCollector::OnReference(const clang::DeclRefExpr& reference) {
  const clang::ValueDecl& decl = *reference.getDecl();
  if (const auto* variable = dyn_cast<VarDecl>(&decl)) {
    CallInitialiserOf(*variable, reference);
    if (!scope_.names().InLibrary(variable->getLocation())) return;
    CallSite site;
    const std::string& name = scope_.names().QualifiedName(*variable);
    const ClangCallView view(site, scope_.context(), scope_.names());
    const Model* model = scope_.book().models.Find(name, view);
    if (model) JudgeByModel(*model, name, reference);
    return;
  }
  const auto* function = dyn_cast<FunctionDecl>(&decl);
  if (!function || callees_.contains(&reference)) return;
  if (!scope_.IsForeign(*function)) scope_.Discover(*function);
  // Where the address goes is what arguments and stores say; elsewhere
  // nobody knows.
  if (AddressGoesSomewhere(reference, scope_)) return;
  if (scope_.IsForeign(*function)) return;
  Call& call = AddCall(reference);
  call.kind = Call::Kind::kReference;
  call.target = scope_.names().KeyOf(*function);
  call.shown = scope_.names().ShownName(*function);
}

}  // namespace lockstep::lint
