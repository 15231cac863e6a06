#include "linter/collect/registrations.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "linter/collect/callables.h"
#include "linter/collect/state_checks/state_checks.h"

namespace lockstep::lint {
namespace {

using clang::CXXMethodDecl;
using clang::CXXRecordDecl;
using clang::Expr;
using clang::FunctionDecl;
using llvm::dyn_cast;
using llvm::isa;

std::string LiteralIn(const clang::Stmt* statement,
                      const clang::ASTContext& context) {
  if (!statement) return {};
  if (const auto* expression = dyn_cast<Expr>(statement)) {
    const auto text = LiteralText(*expression, context);
    if (text && *text != "null") return *text;
  }
  for (const clang::Stmt* child : statement->children()) {
    std::string found = LiteralIn(child, context);
    if (!found.empty()) return found;
  }
  return {};
}

std::string NameOf(const CallSite& site, int index,
                   const clang::ASTContext& context) {
  if (index < 0 || static_cast<size_t>(index) >= site.arguments.size()) {
    return {};
  }
  return LiteralIn(site.arguments[index], context);
}

Callable FunctionOf(const FunctionDecl& function, FunctionScope& scope) {
  scope.Discover(function);
  return {Callable::Kind::kFunction, scope.names().KeyOf(function), 0,
          scope.names().ShownName(function)};
}

void AddMethods(const CXXRecordDecl& record, const std::string& method,
                Registration registration, FunctionScope& scope) {
  for (const CXXMethodDecl* candidate : record.methods()) {
    const auto* made = dyn_cast<clang::CXXConstructorDecl>(candidate);
    const bool construct = made && !made->isCopyOrMoveConstructor();
    if (!construct && (made || candidate->getNameAsString() != method)) {
      continue;
    }
    if (candidate->isTrivial() || candidate->isDeleted()) continue;
    registration.callable = FunctionOf(*candidate, scope);
    scope.facts().registrations.push_back(registration);
  }
}

void AddTemplateArgument(const CallSite& site, const RegistrationCall& call,
                         const Registration& registration,
                         FunctionScope& scope) {
  const auto* list = site.callee->getTemplateSpecializationArgs();
  const auto* method = dyn_cast<CXXMethodDecl>(site.callee);
  const auto* owner = method ? dyn_cast<clang::ClassTemplateSpecializationDecl>(
                                   method->getParent())
                             : nullptr;
  if (!list && owner) list = &owner->getTemplateArgs();
  const auto index = static_cast<unsigned>(call.template_argument);
  if (!list || index >= list->size()) return;
  const clang::TemplateArgument& argument = list->get(index);
  if (argument.getKind() == clang::TemplateArgument::Type) {
    const CXXRecordDecl* record = argument.getAsType()->getAsCXXRecordDecl();
    if (record) AddMethods(*record, call.method, registration, scope);
  } else if (argument.getKind() == clang::TemplateArgument::Declaration) {
    const auto* function = dyn_cast<FunctionDecl>(argument.getAsDecl());
    if (!function) return;
    Registration added = registration;
    added.callable = FunctionOf(*function, scope);
    scope.facts().registrations.push_back(std::move(added));
  }
}

void AddCallables(const Expr& expression, Registration registration,
                  FunctionScope& scope) {
  registration.captures = CapturesOf(expression);
  for (Callable& callable : CallablesOf(expression, scope)) {
    registration.callable = std::move(callable);
    scope.facts().registrations.push_back(registration);
  }
}

Registration Prepare(Role role, const std::string& how, const Expr& at,
                     FunctionScope& scope) {
  Registration registration;
  registration.role = role;
  registration.how = how;
  registration.place = scope.PlaceOf(at);
  return registration;
}

}  // namespace

std::vector<const Expr*> AddRegistrations(const CallSite& site, const Expr& at,
                                          const SdkMeaning& meaning,
                                          FunctionScope& scope) {
  std::vector<const Expr*> registered;
  const std::string& how = scope.names().QualifiedName(*site.callee);
  for (const RegistrationCall* call : meaning.registrations) {
    Registration registration = Prepare(call->role, how, at, scope);
    registration.name = NameOf(site, call->name_argument, scope.context());
    if (call->callable < 0) {
      AddTemplateArgument(site, *call, registration, scope);
    } else if (static_cast<size_t>(call->callable) < site.arguments.size()) {
      const Expr* argument = site.arguments[call->callable];
      AddCallables(*argument, std::move(registration), scope);
      registered.push_back(argument);
    }
  }
  for (const CallableRole* role : meaning.callables) {
    for (size_t i = 0; i < site.arguments.size(); ++i) {
      if (role->argument >= 0 && static_cast<size_t>(role->argument) != i) {
        continue;
      }
      AddCallables(*site.arguments[i], Prepare(role->role, how, at, scope),
                   scope);
      registered.push_back(site.arguments[i]);
    }
  }
  return registered;
}

void AddRole(Role role, const Expr& callable, const std::string& how,
             FunctionScope& scope) {
  AddCallables(callable, Prepare(role, how, callable, scope), scope);
}

bool AddressGoesSomewhere(const clang::DeclRefExpr& reference,
                          FunctionScope& scope) {
  const clang::Stmt* at = &reference;
  for (int depth = 0; depth < 16; ++depth) {
    at = scope.ParentOf(*at);
    if (!at) return true;  // an initialiser of a member or a variable
    if (isa<clang::CallExpr, clang::CXXConstructExpr, clang::InitListExpr,
            clang::DeclStmt, clang::ReturnStmt, clang::CoreturnStmt,
            clang::LambdaExpr, clang::CXXNewExpr>(at)) {
      return true;
    }
    const auto* binary = dyn_cast<clang::BinaryOperator>(at);
    if (binary) return true;  // assigned, or compared
    if (!isa<Expr>(at)) return false;
  }
  return false;
}

}  // namespace lockstep::lint
