// What a check sees of the function that is being collected: its declaration,
// its body, and services that several checks need. Lives for one function.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/ParentMap.h"
#include "clang/Analysis/CFG.h"
#include "linter/collect/names.h"
#include "linter/collect/sdk_index.h"
#include "linter/facts/facts.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

struct FunctionCache;

// What all functions of a unit share.
struct UnitScope {
  clang::ASTContext& context;
  const RuleBook& book;
  const SdkIndex& sdk;
  Names& names;
  Unit& unit;
  // The function is to be collected too: something may call it.
  std::function<void(const clang::FunctionDecl&)> discover;
};

// Code that runs because of what stands elsewhere: a default argument.
struct ImplicitRegion {
  Place used;
  Place written;
  std::string text;
};

class FunctionScope {
 public:
  FunctionScope(const clang::FunctionDecl& function, const clang::Stmt& body,
                const UnitScope& unit, FunctionFacts& facts);
  ~FunctionScope();

  const clang::FunctionDecl& function() const { return function_; }
  // Of a coroutine: what the author wrote between the braces.
  const clang::Stmt& body() const { return body_; }
  clang::ASTContext& context() const { return unit_.context; }
  const RuleBook& book() const { return unit_.book; }
  const SdkIndex& sdk() const { return unit_.sdk; }
  Names& names() const { return unit_.names; }
  FunctionFacts& facts() { return facts_; }
  // Facts of variables that are used; doubles are removed later.
  std::vector<VariableFacts>& variables() { return unit_.unit.variables; }

  // The statement around `child` within the body; null at the top. Sees
  // through nothing: implicit casts and cleanups are parents too.
  const clang::Stmt* ParentOf(const clang::Stmt& child) const;
  // Of the body; null if Clang cannot build it.
  clang::CFG* Cfg();

  // Code of a library or of an SDK: models and profiles say what it does.
  bool IsForeign(const clang::NamedDecl& decl) const;

  void Discover(const clang::FunctionDecl& function) const {
    unit_.discover(function);
  }

  // An effect of the rule at the statement, with guard, macro and places
  // filled in; the flow is that of `value` (null: there is no value).
  Effect& Report(const std::string& rule, const clang::Stmt& at,
                 const std::string& symbol, const clang::Expr* value = nullptr);
  Place PlaceOf(clang::SourceLocation location) const;  // of the expansion
  // Where the statement counts as standing: where it is used, if it is part of
  // a default argument.
  Place PlaceOf(const clang::Stmt& statement) const;
  const ImplicitRegion* region() const { return region_; }
  void SetRegion(const ImplicitRegion* region) { region_ = region; }
  Guard GuardOf(const clang::Stmt& statement);  // guards.h
  ValueFlow FlowOf(const clang::Expr& value);   // value_flow.h
  // What flow/ remembers about this function (function_cache.h).
  FunctionCache& Cache();
  // The name of a variable, parameter or member of a context type that is
  // visible in the whole body ("ctx"); empty if there is none.
  std::string ContextName();
  // The SDK of that context, else of the task that the function returns; null
  // if there is neither.
  const SdkProfile* Sdk();

 private:
  struct Lazy;
  const clang::FunctionDecl& function_;
  const clang::Stmt& body_;
  UnitScope unit_;
  FunctionFacts& facts_;
  const ImplicitRegion* region_ = nullptr;
  std::unique_ptr<Lazy> lazy_;
};

}  // namespace lockstep::lint
