// Calls by kind of callee: the user's functions, libraries, the SDK, values.
#include <algorithm>
#include <sstream>

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "linter/collect/body_collector.h"
#include "linter/collect/callables.h"
#include "linter/collect/fixes.h"
#include "linter/collect/flow/value_flow.h"
#include "linter/collect/registrations.h"

namespace lockstep::lint {
namespace {

using clang::CXXMethodDecl;
using clang::Expr;
using clang::FunctionDecl;
using llvm::dyn_cast;

// The method that runs if the type of the object is known exactly; null if
// the call is decided at run time.
const CXXMethodDecl* Devirtualised(const CXXMethodDecl& method,
                                   const Expr* object, const Expr& at) {
  const auto* call = dyn_cast<clang::CallExpr>(&at);
  const auto* member =
      call ? dyn_cast<clang::MemberExpr>(call->getCallee()->IgnoreParens())
           : nullptr;
  if (member && member->hasQualifier()) return &method;
  if (!object) return nullptr;
  return method.getDevirtualizedMethod(object, /*IsAppleKext=*/false);
}

// The object inside of which this one lies, or from which it was taken; null
// at the bottom.
const Expr* Outside(const Expr& e) {
  if (const auto* member = dyn_cast<clang::MemberExpr>(&e)) {
    const bool field = llvm::isa<clang::FieldDecl>(member->getMemberDecl());
    return field ? member->getBase() : nullptr;
  }
  if (const auto* unary = dyn_cast<clang::UnaryOperator>(&e)) {
    return unary->getSubExpr();
  }
  if (const auto* element = dyn_cast<clang::ArraySubscriptExpr>(&e)) {
    return element->getBase();
  }
  if (const auto* call = dyn_cast<clang::CXXMemberCallExpr>(&e)) {
    return call->getImplicitObjectArgument();
  }
  if (const auto* op = dyn_cast<clang::CXXOperatorCallExpr>(&e)) {
    return op->getNumArgs() > 0 ? op->getArg(0) : nullptr;
  }
  const auto* ref = dyn_cast<clang::DeclRefExpr>(&e);
  const auto* variable =
      ref ? dyn_cast<clang::VarDecl>(ref->getDecl()) : nullptr;
  if (!variable || !variable->hasLocalStorage()) return nullptr;
  const clang::QualType type = variable->getType();
  const bool refers = type->isReferenceType() || type->isPointerType() ||
                      variable->isImplicit();
  return refers ? variable->getInit() : nullptr;
}

// See Call::on_this.
bool IsOnThis(const Expr* object) {
  for (int depth = 0; object && depth < 16; ++depth) {
    object = object->IgnoreParenImpCasts();
    if (llvm::isa<clang::CXXThisExpr>(object)) return true;
    const auto* ref = dyn_cast<clang::DeclRefExpr>(object);
    if (ref && ref->refersToEnclosingVariableOrCapture()) return true;
    object = Outside(*object);
  }
  return false;
}

// Methods of library classes keep callables, but for these.
bool MethodCalls(const FunctionDecl& callee) {
  static constexpr llvm::StringLiteral kNames[] = {
      "sort",    "remove_if", "unique",          "merge",  "transform",
      "or_else", "and_then",  "transform_error", "visit",  "for_each",
      "wait",    "wait_for",  "wait_until",      "splice", "erase_if"};
  const std::string name = callee.getNameAsString();
  return std::find(std::begin(kNames), std::end(kNames), name) !=
         std::end(kNames);
}

bool Calls(const FunctionDecl& callee, const std::string& name) {
  if (llvm::isa<clang::CXXConstructorDecl>(callee)) return false;
  const auto* method = dyn_cast<CXXMethodDecl>(&callee);
  // std::ranges::sort and its like are objects.
  const bool object = callee.getOverloadedOperator() == clang::OO_Call;
  if (method && !method->isStatic() && !object) return MethodCalls(callee);
  return !PassesOn(name);
}

// The object's type says which class it calls (a bound functor); else it may
// be any callable that was put in.
bool CallsByType(const Expr& object) {
  const auto* record = dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      object.getType().getNonReferenceType()->getAsCXXRecordDecl());
  if (!record || record->getTemplateArgs().size() == 0) return false;
  const clang::TemplateArgument& first = record->getTemplateArgs()[0];
  if (first.getKind() != clang::TemplateArgument::Type) return false;
  clang::QualType type = first.getAsType();
  const auto* signature = type->getAs<clang::FunctionProtoType>();
  // std::_Bind<Functor(Bound...)> has the functor as the result of a type.
  if (signature && record->getName() == "_Bind") {
    type = signature->getReturnType();
  }
  return type->isRecordType();
}

bool HasNamespace(const std::string& name) {
  return name.find("::") != std::string::npos;
}

}  // namespace

Call& BodyCollector::AddCall(const clang::Stmt& at) {
  Call call;
  call.place = scope_.PlaceOf(at);
  call.guard = scope_.GuardOf(at);
  scope_.facts().calls.push_back(std::move(call));
  return scope_.facts().calls.back();
}

void BodyCollector::CallFunction(const CallSite& site, const Expr& at) {
  const FunctionDecl& callee = *site.callee;
  if (callee.isDependentContext()) return;
  const std::string& name = scope_.names().QualifiedName(callee);
  const SdkMeaning meaning = scope_.sdk().Find(name);
  if (meaning.Any() || scope_.sdk().OwnsName(name)) {
    CallSdk(site, at, meaning);
    return;
  }
  if (IsBuiltin(callee) || scope_.names().InLibrary(callee.getLocation())) {
    CallLibrary(site, at);
    return;
  }
  // A library that is part of the user's tree (third_party/absl).
  if (HasNamespace(name)) {
    const ClangCallView view(site, scope_.context(), scope_.names());
    const Model* model = scope_.book().models.Find(name, view);
    if (model) {
      CallLibrary(site, at);
      return;
    }
  }
  CallUser(site, at);
}

std::vector<Argument> BodyCollector::ArgumentsOf(const CallSite& site) {
  std::vector<Argument> found;
  for (uint32_t i = 0; i < site.arguments.size(); ++i) {
    for (Callable& callable : CallablesOf(*site.arguments[i], scope_)) {
      found.push_back({i, std::move(callable)});
    }
  }
  return found;
}

void BodyCollector::CallUser(const CallSite& site, const Expr& at) {
  const FunctionDecl& callee = *site.callee;
  scope_.Discover(callee);
  const auto* method = dyn_cast<CXXMethodDecl>(&callee);
  const FunctionDecl* target = &callee;
  bool is_virtual = false;
  if (method && method->isVirtual() &&
      !llvm::isa<clang::CXXConstructExpr>(at)) {
    const CXXMethodDecl* exact = Devirtualised(*method, site.object, at);
    if (exact) target = exact;
    is_virtual = !exact;
  }
  if (llvm::isa<clang::CXXConstructExpr>(at) && callee.isTrivial()) return;
  std::vector<Argument> arguments = ArgumentsOf(site);
  Call& call = AddCall(at);
  call.kind = is_virtual ? Call::Kind::kVirtual : Call::Kind::kDirect;
  call.target = scope_.names().KeyOf(*target);
  call.shown = scope_.names().ShownName(*target);
  if (scope_.region()) {
    call.implicit = scope_.region()->text;
  } else if (llvm::isa<clang::CXXConstructExpr>(at)) {
    call.implicit = "constructor of '" +
                    scope_.names().ShownName(
                        *llvm::cast<CXXMethodDecl>(target)->getParent()) +
                    "'";
  } else if (llvm::isa<clang::CXXOperatorCallExpr>(at)) {
    call.implicit = callee.getNameAsString();
  } else if (llvm::isa<clang::CXXConversionDecl>(callee)) {
    call.implicit = "conversion '" + callee.getNameAsString() + "'";
  }
  call.arguments = std::move(arguments);
  call.awaited = awaited_ == at.IgnoreParenImpCasts();
  call.noreturn = callee.isNoReturn();
  call.on_this = IsOnThis(site.object);
  if (!callee.getReturnType()->isVoidType()) call.result = scope_.FlowOf(at);
  if (target != &callee) scope_.Discover(*target);
}

void BodyCollector::ImplicitCall(const FunctionDecl& function, bool is_virtual,
                                 const clang::Stmt& at,
                                 const std::string& why) {
  scope_.Discover(function);
  if (const auto* made = dyn_cast<clang::CXXConstructorDecl>(&function)) {
    Constructs(*made->getParent());
  }
  Call& call = AddCall(at);
  call.kind = is_virtual ? Call::Kind::kVirtual : Call::Kind::kDirect;
  call.target = scope_.names().KeyOf(function);
  call.shown = scope_.names().ShownName(function);
  call.implicit = why;
}

void BodyCollector::CallCallable(const Callable& callable,
                                 const clang::Stmt& at,
                                 const std::string& implicit) {
  Call& call = AddCall(at);
  call.implicit = implicit;
  call.shown = callable.shown;
  if (callable.kind == Callable::Kind::kFunction) {
    call.target = callable.key;
  } else {
    call.kind = Call::Kind::kSlot;
    call.callable = callable;
  }
}

void BodyCollector::CallSlot(const Expr& callee, const Expr& at,
                             const std::vector<const Expr*>& arguments) {
  CallSite site;
  site.arguments = arguments;
  for (const Callable& callable : CallablesOf(callee, scope_)) {
    const size_t before = scope_.facts().calls.size();
    CallCallable(callable, at, "");
    Call& call = scope_.facts().calls[before];
    call.arguments = ArgumentsOf(site);
    if (!at.getType()->isVoidType()) call.result = scope_.FlowOf(at);
  }
}

// The user's code that the library runs because of its types.
void BodyCollector::CallBack(const FunctionDecl& library, const clang::Stmt& at,
                             bool closures) {
  for (const Callback& back : callbacks_.Of(library)) {
    const auto* method = dyn_cast<CXXMethodDecl>(back.function);
    if (!closures && method && method->getParent()->isLambda()) continue;
    ImplicitCall(*back.function, back.is_virtual, at,
                 "'" + scope_.names().QualifiedName(library) + "' calls '" +
                     scope_.names().ShownName(*back.function) + "'");
  }
}

void BodyCollector::AddModelled(const std::string& name) {
  for (const Call& call : scope_.facts().calls) {
    if (call.modelled && call.shown == name) return;
  }
  Call call;
  call.modelled = true;
  call.shown = name;
  scope_.facts().calls.push_back(std::move(call));
}

bool BodyCollector::JudgeByModel(const Model& model, const std::string& name,
                                 const Expr& at) {
  AddModelled(name);
  // Several gates stand with spaces between them.
  std::istringstream gates(model.arms);
  for (std::string gate; gates >> gate;) {
    Action arms;
    arms.kind = Action::Kind::kArmsGate;
    arms.what = std::move(gate);
    arms.place = scope_.PlaceOf(at);
    scope_.facts().actions.push_back(std::move(arms));
  }
  if (model.rule.empty()) return model.verdict != "unknown";
  Effect& effect = scope_.Report(model.rule, at, name);
  effect.flow = FlowOfCall(at, scope_);
  effect.detail = model.note;
  effect.severity = model.severity;
  effect.gate = model.only_if_it_matters ? "matters" : model.gate;
  effect.fix = FixOf(model, at, scope_);
  return true;
}

void BodyCollector::CallLibrary(const CallSite& site, const Expr& at) {
  const FunctionDecl& callee = *site.callee;
  const std::string& name = scope_.names().QualifiedName(callee);
  const auto* method = dyn_cast<CXXMethodDecl>(&callee);
  if (site.object && callee.getOverloadedOperator() == clang::OO_Call &&
      IsCallableWrapper(scope_.names().ClassName(site.object->getType()))) {
    AddModelled(name);
    if (CallsByType(*site.object)) {
      CallBack(callee, at, true);
    } else {
      CallSlot(*site.object, at, site.arguments);
    }
    return;
  }
  const ClangCallView view(site, scope_.context(), scope_.names());
  const Model* model = scope_.book().models.Find(name, view);
  const auto* made = dyn_cast<clang::CXXConstructorDecl>(&callee);
  const bool copies = made && made->isCopyOrMoveConstructor();
  bool known = copies || (model && JudgeByModel(*model, name, at));
  if (!known && method && method->isImplicit()) known = true;
  if (!known) {
    Call& call = AddCall(at);
    call.target = scope_.names().KeyOf(callee);
    call.shown = name;
    call.library = scope_.names().LibraryOf(callee.getLocation());
    if (call.library.empty()) call.library = name;
  }
  LibraryArguments(site, at, model);
}

// Callables that are given to a library function are called by it, unless a
// model knows better; a constructor keeps them.
void BodyCollector::LibraryArguments(const CallSite& site, const Expr& at,
                                     const Model* model) {
  const FunctionDecl& callee = *site.callee;
  const std::string mode = model ? model->callables : std::string();
  const std::string shown = scope_.names().QualifiedName(callee);
  const bool calls = mode == "called" || (mode.empty() && Calls(callee, shown));
  for (const Expr* argument : site.arguments) {
    const std::vector<Callable> found = CallablesOf(*argument, scope_);
    if (found.empty()) continue;
    if (mode == "detached") {
      AddRole(Role::kDetached, *argument, shown, scope_);
    } else if (calls) {
      for (const Callable& callable : found) {
        CallCallable(callable, at,
                     "'" + shown + "' calls '" + callable.shown + "'");
      }
    }
  }
  if (mode != "detached" && mode != "never") {
    CallBack(callee, at, mode != "stored");
  }
}

void BodyCollector::CallSdk(const CallSite& site, const Expr& at,
                            const SdkMeaning& meaning) {
  const std::string& name = scope_.names().QualifiedName(*site.callee);
  AddModelled(name);
  Action action;
  action.place = scope_.PlaceOf(at);
  action.what = name;
  if (meaning.command || meaning.draw) {
    action.kind =
        meaning.command ? Action::Kind::kCommand : Action::Kind::kRandomDraw;
    action.guard = scope_.GuardOf(at);
    scope_.facts().actions.push_back(action);
  }
  if (meaning.blocking) scope_.Report("blocking-wait", at, name, &at);
  if (meaning.client) scope_.Report("direct-activity-call", at, name, &at);
  const std::vector<const Expr*> registered =
      AddRegistrations(site, at, meaning, scope_);
  for (const Expr* argument : site.arguments) {
    if (std::find(registered.begin(), registered.end(), argument) !=
        registered.end()) {
      continue;
    }
    for (const Callable& callable : CallablesOf(*argument, scope_)) {
      if (callable.kind == Callable::Kind::kUnknown) continue;
      CallCallable(callable, at,
                   "'" + name + "' calls '" + callable.shown + "'");
    }
  }
  CallBack(*site.callee, at, false);
}

}  // namespace lockstep::lint
