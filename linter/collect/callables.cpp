#include "linter/collect/callables.h"

#include <algorithm>
#include <array>

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

namespace lockstep::lint {
namespace {

using clang::CXXMethodDecl;
using clang::CXXRecordDecl;
using clang::Expr;
using clang::FunctionDecl;
using llvm::dyn_cast;
using llvm::isa;

using Found = std::vector<Callable>;

class Follow {
 public:
  explicit Follow(FunctionScope& scope) : scope_(scope) {}

  Found Of(const Expr& given) {
    const Expr& e = *given.IgnoreParenCasts();
    if (depth_ > 12) return {Callable{}};
    ++depth_;
    Found found = OfAny(e);
    --depth_;
    return found;
  }

 private:
  Found OfAny(const Expr& e) {
    Found found = OfType(e.getType());
    if (!found.empty()) return found;
    if (const auto* wrapped = Inner(e)) return Of(*wrapped);
    if (const auto* ref = dyn_cast<clang::DeclRefExpr>(&e)) {
      return OfDecl(*ref->getDecl(), e);
    }
    if (const auto* member = dyn_cast<clang::MemberExpr>(&e)) {
      return OfDecl(*member->getMemberDecl(), e);
    }
    if (const auto* choice = dyn_cast<clang::ConditionalOperator>(&e)) {
      return Both(*choice->getTrueExpr(), *choice->getFalseExpr());
    }
    if (const auto* call = dyn_cast<clang::CallExpr>(&e)) return OfCall(*call);
    if (const auto* list = dyn_cast<clang::InitListExpr>(&e)) {
      return OfAll({list->inits().begin(), list->inits().end()});
    }
    if (const auto* made = dyn_cast<clang::CXXConstructExpr>(&e)) {
      return OfAll({made->arguments().begin(), made->arguments().end()});
    }
    return Unknown(e);
  }

  // Casts, temporaries, operators that keep the object.
  static const Expr* Inner(const Expr& e) {
    if (const auto* t = dyn_cast<clang::MaterializeTemporaryExpr>(&e)) {
      return t->getSubExpr();
    }
    if (const auto* t = dyn_cast<clang::CXXBindTemporaryExpr>(&e)) {
      return t->getSubExpr();
    }
    if (const auto* t = dyn_cast<clang::ExprWithCleanups>(&e)) {
      return t->getSubExpr();
    }
    if (const auto* t = dyn_cast<clang::CXXStdInitializerListExpr>(&e)) {
      return t->getSubExpr();
    }
    if (const auto* t = dyn_cast<clang::CXXDefaultArgExpr>(&e)) {
      return t->getExpr();
    }
    if (const auto* t = dyn_cast<clang::ArraySubscriptExpr>(&e)) {
      return t->getBase();
    }
    const auto* unary = dyn_cast<clang::UnaryOperator>(&e);
    if (unary && (unary->getOpcode() == clang::UO_AddrOf ||
                  unary->getOpcode() == clang::UO_Deref)) {
      return unary->getSubExpr();
    }
    const auto* binary = dyn_cast<clang::BinaryOperator>(&e);
    if (binary && binary->isPtrMemOp()) return binary->getRHS();
    return nullptr;
  }

  // A closure says by its type what it calls; so does a class of the user's
  // with a call operator.
  Found OfType(clang::QualType type) {
    type = type.getNonReferenceType();
    if (type->isPointerType()) type = type->getPointeeType();
    const CXXRecordDecl* record = type->getAsCXXRecordDecl();
    if (!record || !record->hasDefinition()) return {};
    if (record->isLambda()) return OfClosure(*record);
    if (scope_.IsForeign(*record)) return {};
    Found found;
    for (const CXXMethodDecl* method : record->methods()) {
      if (method->getOverloadedOperator() == clang::OO_Call) {
        found.push_back(Function(*method));
      }
    }
    return found;
  }

  Found OfClosure(const CXXRecordDecl& closure) {
    const CXXMethodDecl* op = closure.getLambdaCallOperator();
    if (!op) return {};
    const auto* generic = op->getDescribedFunctionTemplate();
    if (!generic) return {Function(*op)};
    Found found;
    for (const FunctionDecl* instance : generic->specializations()) {
      found.push_back(Function(*instance));
    }
    return found;
  }

  Callable Function(const FunctionDecl& function) {
    if (!scope_.IsForeign(function)) scope_.Discover(function);
    return {Callable::Kind::kFunction, scope_.names().KeyOf(function), 0,
            scope_.names().ShownName(function)};
  }

  Found OfDecl(const clang::ValueDecl& decl, const Expr& e) {
    if (const auto* function = dyn_cast<FunctionDecl>(&decl)) {
      return {Function(*function)};
    }
    const auto* parameter = dyn_cast<clang::ParmVarDecl>(&decl);
    if (parameter && parameter->getDeclContext()->getPrimaryContext() ==
                         scope_.function().getPrimaryContext()) {
      if (!MayHold(decl.getType())) return {};
      return {Callable{Callable::Kind::kParameter,
                       {},
                       parameter->getFunctionScopeIndex(),
                       decl.getNameAsString()}};
    }
    if (!isa<clang::VarDecl, clang::FieldDecl>(decl)) return Unknown(e);
    if (!MayHold(decl.getType())) return {};
    return {Callable{Callable::Kind::kSlot, SlotOf(decl, scope_), 0,
                     decl.getNameAsString()}};
  }

  // The type, or what a container or struct of it holds, can be called.
  bool MayHold(clang::QualType type, int depth = 0) {
    if (depth > 3) return false;
    if (HoldsCallables(type, scope_.names())) return true;
    type = type.getNonReferenceType();
    if (const auto* array = type->getAsArrayTypeUnsafe()) {
      return MayHold(array->getElementType(), depth + 1);
    }
    if (type->isPointerType()) {
      return MayHold(type->getPointeeType(), depth + 1);
    }
    const auto* record =
        dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
            type->getAsCXXRecordDecl());
    if (!record ||
        scope_.sdk().OwnsName(scope_.names().QualifiedName(*record))) {
      return false;
    }
    for (const clang::TemplateArgument& a :
         record->getTemplateArgs().asArray()) {
      if (a.getKind() == clang::TemplateArgument::Type &&
          MayHold(a.getAsType(), depth + 1)) {
        return true;
      }
    }
    return false;
  }

  Found OfCall(const clang::CallExpr& call) {
    const FunctionDecl* callee = call.getDirectCallee();
    if (!callee) return Unknown(call);
    Names& names = scope_.names();
    // A lambda that becomes a pointer.
    const auto* conversion = dyn_cast<clang::CXXConversionDecl>(callee);
    if (conversion && conversion->getParent()->isLambda()) {
      return OfClosure(*conversion->getParent());
    }
    if (!scope_.IsForeign(*callee)) {
      if (!MayHold(call.getType())) return {};
      return {Callable{Callable::Kind::kReturned, names.KeyOf(*callee), 0,
                       names.ShownName(*callee)}};
    }
    if (PassesOn(names.QualifiedName(*callee)) && call.getNumArgs() > 0) {
      return OfAll({call.arguments().begin(), call.arguments().end()});
    }
    if (!MayHold(call.getType())) return {};
    // An accessor of a container: what the container holds.
    if (const auto* member = dyn_cast<clang::CXXMemberCallExpr>(&call)) {
      return Of(*member->getImplicitObjectArgument());
    }
    if (isa<clang::CXXOperatorCallExpr>(call)) return Of(*call.getArg(0));
    return Unknown(call);
  }

  Found Both(const Expr& a, const Expr& b) {
    Found found = Of(a);
    const Found more = Of(b);
    found.insert(found.end(), more.begin(), more.end());
    return found;
  }

  Found OfAll(const std::vector<const Expr*>& parts) {
    Found found;
    for (const Expr* part : parts) {
      for (Callable& c : Of(*part)) {
        if (c.kind != Callable::Kind::kUnknown) found.push_back(std::move(c));
      }
    }
    return found;
  }

  Found Unknown(const Expr& e) {
    if (isa<clang::CXXNullPtrLiteralExpr, clang::GNUNullExpr>(e)) return {};
    if (!HoldsCallables(e.getType(), scope_.names())) return {};
    return {Callable{}};
  }

  FunctionScope& scope_;
  int depth_ = 0;
};

}  // namespace

bool IsCallableWrapper(std::string_view name) {
  static constexpr std::array<std::string_view, 14> kNames = {
      "std::function",     "std::move_only_function", "std::copyable_function",
      "std::function_ref", "std::reference_wrapper",  "std::packaged_task",
      "std::_Bind",        "std::_Bind_front",        "std::_Not_fn",
      "std::_Mem_fn",      "absl::AnyInvocable",      "absl::FunctionRef",
      "folly::Function",   "boost::function"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool PassesOn(std::string_view name) {
  static constexpr std::array<std::string_view, 22> kNames = {
      "std::move",          "std::forward",
      "std::ref",           "std::cref",
      "std::bind",          "std::bind_front",
      "std::mem_fn",        "std::not_fn",
      "std::as_const",      "std::addressof",
      "std::get",           "absl::bind_front",
      "boost::bind",        "boost::ref",
      "std::make_shared",   "std::make_unique",
      "std::make_optional", "std::make_pair",
      "std::make_tuple",    "std::exchange",
      "std::bind_back",     "std::move_if_noexcept"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool HoldsCallables(clang::QualType type, Names& names) {
  type = type.getNonReferenceType();
  if (type->isFunctionPointerType() || type->isMemberFunctionPointerType() ||
      type->isFunctionType()) {
    return true;
  }
  return IsCallableWrapper(names.ClassName(type));
}

std::vector<Callable> CallablesOf(const Expr& expression,
                                  FunctionScope& scope) {
  return Follow(scope).Of(expression);
}

Key SlotOf(const clang::ValueDecl& variable, FunctionScope& scope) {
  Names& names = scope.names();
  const auto* parameter = dyn_cast<clang::ParmVarDecl>(&variable);
  if (parameter) {
    const auto* owner = dyn_cast<FunctionDecl>(parameter->getDeclContext());
    return "parameter:" + (owner ? names.KeyOf(*owner) : Key()) + ":" +
           std::to_string(parameter->getFunctionScopeIndex());
  }
  const auto* local = dyn_cast<clang::VarDecl>(&variable);
  if (!local || !local->isLocalVarDecl() || local->isStaticLocal()) {
    return names.KeyOf(variable);
  }
  const auto* owner = dyn_cast<FunctionDecl>(local->getDeclContext());
  const Place place = names.SpellingOf(local->getLocation());
  return "local:" + (owner ? names.KeyOf(*owner) : Key()) + ":" +
         local->getNameAsString() + ":" + std::to_string(place.line) + ":" +
         std::to_string(place.column);
}

Key ReturnSlot(const Key& function) { return "return:" + function; }

}  // namespace lockstep::lint
