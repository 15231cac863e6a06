#include "linter/collect/entries.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"

namespace lockstep::lint {
namespace {

using clang::CXXMethodDecl;
using clang::CXXRecordDecl;
using clang::FunctionDecl;
using llvm::dyn_cast;

// "lockstep::nondeterministic" with its reason, "lockstep::deterministic".
constexpr llvm::StringRef kPrefix = "lockstep::";

std::string Argument(const clang::AnnotateAttr& attribute) {
  for (const clang::Expr* argument : attribute.args()) {
    const auto* text =
        dyn_cast<clang::StringLiteral>(argument->IgnoreParenImpCasts());
    if (text) return text->getString().str();
  }
  return {};
}

// Without the prefix; empty if there is none.
std::string FindAnnotation(const FunctionDecl& function) {
  for (const FunctionDecl* decl : function.redecls()) {
    for (const auto* a : decl->specific_attrs<clang::AnnotateAttr>()) {
      llvm::StringRef text = a->getAnnotation();
      if (!text.consume_front(kPrefix)) continue;
      if (text != "deterministic" && !text.starts_with("nondeterministic")) {
        continue;
      }
      const std::string reason = Argument(*a);
      return text.str() + (reason.empty() ? "" : ": " + reason);
    }
  }
  return {};
}

bool HasAnnotation(const FunctionDecl& function, const std::string& wanted) {
  for (const FunctionDecl* decl : function.redecls()) {
    for (const auto* a : decl->specific_attrs<clang::AnnotateAttr>()) {
      if (a->getAnnotation() == wanted) return true;
    }
  }
  return false;
}

bool DerivesFrom(const CXXRecordDecl& record, const std::string& base,
                 const UnitScope& unit) {
  for (const clang::CXXBaseSpecifier& b : record.bases()) {
    const CXXRecordDecl* parent = b.getType()->getAsCXXRecordDecl();
    if (!parent || !parent->hasDefinition()) continue;
    if (MatchesPattern(unit.names.QualifiedName(*parent), base)) return true;
    if (DerivesFrom(*parent->getDefinition(), base, unit)) return true;
  }
  return false;
}

// What is set must fit; a shape without anything fits nothing.
class Fit {
 public:
  void Require(bool set, bool holds) {
    if (!set) return;
    any_ = true;
    all_ = all_ && holds;
  }
  bool Holds() const { return any_ && all_; }

 private:
  bool any_ = false;
  bool all_ = true;
};

bool TakesFirst(const FunctionDecl& function, const std::string& wanted,
                const UnitScope& unit) {
  if (function.getNumParams() == 0) return false;
  const clang::QualType type = function.getParamDecl(0)->getType();
  return type->isReferenceType() && unit.names.ClassName(type) == wanted;
}

bool Overrides(const FunctionDecl& function, const EntryShape& shape,
               const UnitScope& unit) {
  const auto* method = dyn_cast<CXXMethodDecl>(&function);
  if (!method || llvm::isa<clang::CXXConstructorDecl>(method)) return false;
  const bool named =
      shape.method == "*" || method->getNameAsString() == shape.method;
  return named && DerivesFrom(*method->getParent(), shape.base_class, unit);
}

bool Fits(const FunctionDecl& function, const EntryShape& shape,
          const UnitScope& unit) {
  Fit fit;
  fit.Require(!shape.first_parameter.empty(),
              TakesFirst(function, shape.first_parameter, unit));
  fit.Require(!shape.returns.empty(),
              unit.names.ClassName(function.getReturnType()) == shape.returns);
  fit.Require(!shape.base_class.empty(), Overrides(function, shape, unit));
  fit.Require(!shape.annotation.empty(),
              HasAnnotation(function, shape.annotation));
  fit.Require(!shape.name.empty(),
              MatchesPattern(unit.names.QualifiedName(function), shape.name));
  return fit.Holds();
}

std::string Reason(const EntryShape& shape) {
  if (!shape.annotation.empty()) return "annotated " + shape.annotation;
  if (!shape.base_class.empty()) return "a method of a " + shape.base_class;
  if (!shape.first_parameter.empty()) {
    return "its first parameter is a " + shape.first_parameter;
  }
  if (!shape.returns.empty()) return "it returns a " + shape.returns;
  return "its name fits " + shape.name;
}

}  // namespace

bool IsAnnotated(const FunctionDecl& function) {
  return !FindAnnotation(function).empty();
}

void FindEntry(const FunctionDecl& function, const UnitScope& unit,
               FunctionFacts& facts) {
  facts.annotation = FindAnnotation(function);
  const auto* method = dyn_cast<CXXMethodDecl>(&function);
  if (method && method->getParent()->isLambda()) return;
  for (const SdkProfile& profile : unit.book.profiles) {
    for (const EntryShape& shape : profile.entries) {
      if (!Fits(function, shape, unit)) continue;
      facts.entry = shape.role;
      facts.entry_reason = Reason(shape);
      facts.entry_if_root = shape.only_if_root;
      return;
    }
  }
}

}  // namespace lockstep::lint
