#include "linter/collect/call_view.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

namespace lockstep::lint {
namespace {

using clang::Expr;
using clang::TemplateArgument;
using llvm::dyn_cast;

void AddWritten(CallSite& site, const Expr* argument) {
  if (!llvm::isa<clang::CXXDefaultArgExpr>(argument)) {
    site.arguments.push_back(argument);
  }
}

// Of the function, else of its class.
std::vector<TemplateArgument> TemplateArguments(
    const clang::FunctionDecl& callee) {
  if (const auto* list = callee.getTemplateSpecializationArgs()) {
    return {list->asArray().begin(), list->asArray().end()};
  }
  const auto* method = dyn_cast<clang::CXXMethodDecl>(&callee);
  const auto* record = method
                           ? dyn_cast<clang::ClassTemplateSpecializationDecl>(
                                 method->getParent())
                           : nullptr;
  if (!record) return {};
  const auto list = record->getTemplateArgs().asArray();
  return {list.begin(), list.end()};
}

bool IsPointerLike(clang::QualType type, Names& names) {
  if (type->isPointerType()) return true;
  const std::string name = names.ClassName(type);
  return name == "std::shared_ptr" || name == "std::unique_ptr" ||
         name == "std::weak_ptr" || name == "std::coroutine_handle";
}

bool HasVaryingWidth(clang::QualType type) {
  const auto* builtin = type->getAs<clang::BuiltinType>();
  if (!builtin) return false;
  switch (builtin->getKind()) {
    case clang::BuiltinType::Long:
    case clang::BuiltinType::ULong:
    case clang::BuiltinType::WChar_S:
    case clang::BuiltinType::WChar_U:
    case clang::BuiltinType::LongDouble:
      return true;
    default:
      return false;
  }
}

bool IsKind(const TemplateArgument& argument, std::string_view kind,
            Names& names) {
  if (argument.getKind() == TemplateArgument::Pack) {
    for (const TemplateArgument& part : argument.pack_elements()) {
      if (IsKind(part, kind, names)) return true;
    }
    return false;
  }
  if (argument.getKind() != TemplateArgument::Type) return false;
  const clang::QualType type = argument.getAsType();
  if (kind == "pointer") return IsPointerLike(type, names);
  if (kind == "floating") return type->isFloatingType();
  if (kind == "wide") return HasVaryingWidth(type);
  return false;
}

const Expr* Inner(const Expr& e) {
  if (const auto* t = dyn_cast<clang::MaterializeTemporaryExpr>(&e)) {
    return t->getSubExpr();
  }
  if (const auto* t = dyn_cast<clang::CXXBindTemporaryExpr>(&e)) {
    return t->getSubExpr();
  }
  if (const auto* t = dyn_cast<clang::ExprWithCleanups>(&e)) {
    return t->getSubExpr();
  }
  const auto* made = dyn_cast<clang::CXXConstructExpr>(&e);
  if (made && made->getNumArgs() > 0) return made->getArg(0);
  const auto* ref = dyn_cast<clang::DeclRefExpr>(&e);
  const auto* variable =
      ref ? dyn_cast<clang::VarDecl>(ref->getDecl()) : nullptr;
  if (variable && variable->getAnyInitializer() &&
      variable->getType().getNonReferenceType().isConstQualified()) {
    return variable->getAnyInitializer();
  }
  return nullptr;
}

}  // namespace

bool IsBuiltin(const clang::NamedDecl& decl) {
  const auto* function = dyn_cast<clang::FunctionDecl>(&decl);
  return function && function->getBuiltinID() != 0 && !function->isDefined();
}

CallSite SiteOf(const clang::CallExpr& call) {
  CallSite site;
  site.callee = call.getDirectCallee();
  unsigned first = 0;
  if (const auto* member = dyn_cast<clang::CXXMemberCallExpr>(&call)) {
    site.object = member->getImplicitObjectArgument();
  } else if (llvm::isa<clang::CXXOperatorCallExpr>(call) && site.callee &&
             llvm::isa<clang::CXXMethodDecl>(site.callee) &&
             call.getNumArgs() > 0) {
    site.object = call.getArg(0);
    first = 1;
  }
  for (unsigned i = first; i < call.getNumArgs(); ++i) {
    AddWritten(site, call.getArg(i));
  }
  return site;
}

CallSite SiteOf(const clang::CXXConstructExpr& construct) {
  CallSite site;
  site.callee = construct.getConstructor();
  for (const Expr* argument : construct.arguments()) AddWritten(site, argument);
  return site;
}

std::optional<std::string> LiteralText(const Expr& expression,
                                       const clang::ASTContext& context) {
  const Expr* e = expression.IgnoreParenImpCasts();
  for (int depth = 0; e && depth < 12; ++depth) {
    if (e->isNullPointerConstant(const_cast<clang::ASTContext&>(context),
                                 Expr::NPC_ValueDependentIsNotNull) !=
        Expr::NPCK_NotNull) {
      return "null";
    }
    if (const auto* text = dyn_cast<clang::StringLiteral>(e)) {
      return text->getCharByteWidth() == 1 ? text->getString().str() : "wide";
    }
    clang::Expr::EvalResult value;
    if (!e->isValueDependent() && e->getType()->isIntegralOrEnumerationType() &&
        e->EvaluateAsInt(value, context)) {
      llvm::SmallString<24> digits;
      value.Val.getInt().toString(digits, 10);
      return digits.str().str();
    }
    const auto* call = dyn_cast<clang::CallExpr>(e);
    const clang::FunctionDecl* made = call ? call->getDirectCallee() : nullptr;
    if (made && made->getQualifiedNameAsString() == "std::locale::classic") {
      return "classic";
    }
    const Expr* inner = Inner(*e);
    e = inner ? inner->IgnoreParenCasts() : nullptr;
  }
  return std::nullopt;
}

std::optional<std::string> ClangCallView::Literal(uint32_t index) const {
  if (index >= site_.arguments.size()) return std::nullopt;
  return LiteralText(*site_.arguments[index], context_);
}

bool ClangCallView::HasTemplateArgument(std::string_view kind,
                                        int index) const {
  const auto all = TemplateArguments(*site_.callee);
  for (size_t i = 0; i < all.size(); ++i) {
    if (index >= 0 && i != static_cast<size_t>(index)) continue;
    if (IsKind(all[i], kind, names_)) return true;
  }
  return false;
}

std::string ClangCallView::FirstArgumentType() const {
  const Expr* first = site_.object              ? site_.object
                      : site_.arguments.empty() ? nullptr
                                                : site_.arguments.front();
  if (!first) return {};
  const clang::QualType type =
      first->getType().getNonReferenceType().getCanonicalType();
  if (!type->isBuiltinType()) return names_.ClassName(type);
  return type.getUnqualifiedType().getAsString(context_.getPrintingPolicy());
}

}  // namespace lockstep::lint
