#include "linter/collect/flow/expressions.h"

#include <array>

#include "linter/collect/call_view.h"

namespace lockstep::lint {

using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;

namespace {

const clang::Expr* StripOne(const clang::Expr& expr) {
  const clang::Expr* inner = expr.IgnoreParenCasts()->IgnoreImplicit();
  if (const auto* built = dyn_cast<clang::CXXConstructExpr>(inner);
      built != nullptr && built->getNumArgs() == 1 &&
      built->getConstructor()->isCopyOrMoveConstructor()) {
    inner = built->getArg(0);
  }
  return inner;
}

std::vector<const clang::Expr*> AllArgumentsOf(const clang::Stmt& call) {
  std::vector<const clang::Expr*> arguments;
  if (const auto* built = dyn_cast<clang::CXXConstructExpr>(&call)) {
    arguments.assign(built->arg_begin(), built->arg_end());
  } else if (const auto* plain = dyn_cast<clang::CallExpr>(&call)) {
    arguments.assign(plain->arg_begin(), plain->arg_end());
    if (isa<clang::CXXOperatorCallExpr>(plain) && ObjectOf(call) != nullptr &&
        !arguments.empty()) {
      arguments.erase(arguments.begin());
    }
  }
  return arguments;
}

}  // namespace

const clang::Expr& Bare(const clang::Expr& expr) {
  const clang::Expr* at = &expr;
  for (const clang::Expr* next = StripOne(*at); next != at;
       next = StripOne(*at)) {
    at = next;
  }
  return *at;
}

const clang::FunctionDecl* CalleeOf(const clang::Stmt& call) {
  if (const auto* plain = dyn_cast<clang::CallExpr>(&call)) {
    return plain->getDirectCallee();
  }
  if (const auto* built = dyn_cast<clang::CXXConstructExpr>(&call)) {
    return built->getConstructor();
  }
  return nullptr;
}

std::string CalleeName(const clang::Stmt& call, FunctionScope& scope) {
  const clang::FunctionDecl* callee = CalleeOf(call);
  return callee == nullptr ? std::string()
                           : scope.names().QualifiedName(*callee);
}

const clang::Expr* ObjectOf(const clang::Stmt& call) {
  if (const auto* member = dyn_cast<clang::CXXMemberCallExpr>(&call)) {
    return member->getImplicitObjectArgument();
  }
  if (const auto* op = dyn_cast<clang::CXXOperatorCallExpr>(&call)) {
    const auto* callee = op->getDirectCallee();
    if (callee != nullptr && isa<clang::CXXMethodDecl>(callee) &&
        op->getNumArgs() > 0) {
      return op->getArg(0);
    }
  }
  return nullptr;
}

std::vector<const clang::Expr*> ArgumentsOf(const clang::Stmt& call) {
  return AllArgumentsOf(call);
}

std::vector<const clang::Expr*> WrittenArgumentsOf(const clang::Stmt& call) {
  std::vector<const clang::Expr*> arguments = AllArgumentsOf(call);
  while (!arguments.empty() &&
         isa<clang::CXXDefaultArgExpr>(arguments.back())) {
    arguments.pop_back();
  }
  return arguments;
}

const Model* ModelOf(const clang::Stmt& call, FunctionScope& scope) {
  const clang::FunctionDecl* callee = CalleeOf(call);
  if (callee == nullptr) return nullptr;
  const auto* plain = dyn_cast<clang::CallExpr>(&call);
  const CallSite site = plain != nullptr
                            ? SiteOf(*plain)
                            : SiteOf(cast<clang::CXXConstructExpr>(call));
  const ClangCallView view(site, scope.context(), scope.names());
  return scope.book().models.Find(scope.names().QualifiedName(*callee), view);
}

const clang::VarDecl* VariableOf(const clang::Expr& expr) {
  const auto* name = dyn_cast<clang::DeclRefExpr>(&Bare(expr));
  return name == nullptr ? nullptr : dyn_cast<clang::VarDecl>(name->getDecl());
}

const clang::ValueDecl* RootOf(const clang::Expr& expr) {
  const clang::Expr* at = &Bare(expr);
  for (;;) {
    const clang::Expr* inner = nullptr;
    if (const auto* name = dyn_cast<clang::DeclRefExpr>(at)) {
      return name->getDecl();
    }
    if (const auto* member = dyn_cast<clang::MemberExpr>(at)) {
      if (isa<clang::CXXThisExpr>(Bare(*member->getBase()))) {
        return member->getMemberDecl();
      }
      inner = member->getBase();
    } else if (const auto* index = dyn_cast<clang::ArraySubscriptExpr>(at)) {
      inner = index->getBase();
    } else if (const auto* unary = dyn_cast<clang::UnaryOperator>(at)) {
      inner = unary->getSubExpr();
    } else if (isa<clang::CallExpr>(at)) {
      inner = ObjectOf(*at);
    }
    if (inner == nullptr) return nullptr;
    at = &Bare(*inner);
  }
}

bool MatchesAny(std::string_view name,
                const std::vector<std::string>& patterns) {
  if (name.empty()) return false;
  for (const std::string& pattern : patterns) {
    if (MatchesPattern(name, pattern)) return true;
  }
  return false;
}

bool IsAddressType(clang::QualType type, FunctionScope& scope) {
  if (type.isNull()) return false;
  type = type.getNonReferenceType().getCanonicalType();
  if (type->isPointerType()) return !type->isFunctionPointerType();
  if (!type->isRecordType()) return false;
  static constexpr std::array kAddressClasses = {
      "std::shared_ptr",       "std::unique_ptr",   "std::weak_ptr",
      "std::coroutine_handle", "boost::shared_ptr", "boost::intrusive_ptr"};
  const std::string name = scope.names().ClassName(type);
  return std::find(kAddressClasses.begin(), kAddressClasses.end(), name) !=
         kAddressClasses.end();
}

clang::QualType TypeArgument(clang::QualType type, unsigned index) {
  if (type.isNull()) return {};
  const auto* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  const auto* instance =
      dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(record);
  if (instance == nullptr) return {};
  const clang::TemplateArgumentList& arguments = instance->getTemplateArgs();
  if (index >= arguments.size()) return {};
  const clang::TemplateArgument& argument = arguments[index];
  return argument.getKind() == clang::TemplateArgument::Type
             ? argument.getAsType()
             : clang::QualType();
}

}  // namespace lockstep::lint
