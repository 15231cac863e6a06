#include "linter/collect/function_scope.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "linter/collect/call_view.h"
#include "linter/collect/flow/function_cache.h"
#include "linter/collect/flow/guards.h"
#include "linter/collect/flow/value_flow.h"

namespace lockstep::lint {

struct FunctionScope::Lazy {
  std::unique_ptr<clang::ParentMap> parents;
  std::unique_ptr<clang::CFG> cfg;
  bool cfg_tried = false;
  FunctionCache flow;
};

FunctionScope::FunctionScope(const clang::FunctionDecl& function,
                             const clang::Stmt& body, const UnitScope& unit,
                             FunctionFacts& facts)
    : function_(function),
      body_(body),
      unit_(unit),
      facts_(facts),
      lazy_(std::make_unique<Lazy>()) {}

FunctionScope::~FunctionScope() = default;

const clang::Stmt* FunctionScope::ParentOf(const clang::Stmt& child) const {
  if (!lazy_->parents) {
    lazy_->parents =
        std::make_unique<clang::ParentMap>(const_cast<clang::Stmt*>(&body_));
  }
  return lazy_->parents->getParent(&child);
}

clang::CFG* FunctionScope::Cfg() {
  if (lazy_->cfg_tried) return lazy_->cfg.get();
  lazy_->cfg_tried = true;
  clang::CFG::BuildOptions options;
  options.AddEHEdges = true;
  options.AddImplicitDtors = true;
  options.AddInitializers = true;
  options.setAllAlwaysAdd();
  lazy_->cfg = clang::CFG::buildCFG(
      &function_, const_cast<clang::Stmt*>(&body_), &unit_.context, options);
  return lazy_->cfg.get();
}

bool FunctionScope::IsForeign(const clang::NamedDecl& decl) const {
  return IsBuiltin(decl) || names().InLibrary(decl.getLocation()) ||
         sdk().OwnsName(names().QualifiedName(decl));
}

Effect& FunctionScope::Report(const std::string& rule, const clang::Stmt& at,
                              const std::string& symbol,
                              const clang::Expr* value) {
  Effect effect;
  effect.rule = rule;
  effect.symbol = symbol;
  effect.place = PlaceOf(at);
  if (region_)
    effect.notes.push_back({region_->written, "in a " + region_->text});
  effect.macro = names().MacroAt(at.getBeginLoc());
  if (!effect.macro.empty()) {
    effect.spelling = names().SpellingOf(at.getBeginLoc());
  }
  effect.guard = GuardOf(at);
  if (value) {
    effect.flow = FlowOf(*value);
  } else {
    effect.flow.Add(Sink::kNoValue);
  }
  facts_.effects.push_back(std::move(effect));
  return facts_.effects.back();
}

Place FunctionScope::PlaceOf(clang::SourceLocation location) const {
  return names().PlaceOf(location);
}

Place FunctionScope::PlaceOf(const clang::Stmt& statement) const {
  return region_ ? region_->used : PlaceOf(statement.getBeginLoc());
}

Guard FunctionScope::GuardOf(const clang::Stmt& statement) {
  return lint::GuardOf(statement, *this);
}

ValueFlow FunctionScope::FlowOf(const clang::Expr& value) {
  return lint::FlowOf(value, *this);
}

FunctionCache& FunctionScope::Cache() { return lazy_->flow; }

namespace {

// A parameter, or a member of the class, that is a context.
template <class Range>
const clang::ValueDecl* ContextAmong(const Range& declared,
                                     const FunctionScope& scope) {
  for (const clang::ValueDecl* decl : declared) {
    const std::string type = scope.names().ClassName(decl->getType());
    if (scope.sdk().IsContext(type)) return decl;
  }
  return nullptr;
}

const clang::ValueDecl* FindContext(const FunctionScope& scope) {
  const clang::ValueDecl* found =
      ContextAmong(scope.function().parameters(), scope);
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&scope.function());
  if (found || !method) return found;
  const clang::CXXRecordDecl* record = method->getParent();
  if (!record->isLambda()) {
    return method->isInstance() ? ContextAmong(record->fields(), scope)
                                : nullptr;
  }
  // A lambda: what it captures.
  for (const clang::LambdaCapture& capture : record->captures()) {
    if (!capture.capturesVariable()) continue;
    const clang::ValueDecl* variable = capture.getCapturedVar();
    const std::string type = scope.names().ClassName(variable->getType());
    if (scope.sdk().IsContext(type)) return variable;
  }
  return nullptr;
}

}  // namespace

std::string FunctionScope::ContextName() {
  const clang::ValueDecl* context = FindContext(*this);
  if (!context || context->getName().empty()) return "";
  const std::string name = context->getNameAsString();
  return context->getType()->isPointerType() ? "(*" + name + ")" : name;
}

const SdkProfile* FunctionScope::Sdk() {
  const clang::ValueDecl* context = FindContext(*this);
  const clang::QualType type =
      context ? context->getType() : function_.getReturnType();
  return sdk().ProfileOf(names().ClassName(type));
}

}  // namespace lockstep::lint
