#include "linter/collect/collect_unit.h"

#include <algorithm>
#include <deque>
#include <set>

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Frontend/CompilerInstance.h"
#include "linter/collect/body_collector.h"
#include "linter/collect/class_facts.h"
#include "linter/collect/entries.h"
#include "linter/collect/flow/guards.h"

namespace lockstep::lint {
namespace {

using clang::CXXRecordDecl;
using clang::Decl;
using clang::DeclContext;
using clang::FunctionDecl;
using clang::VarDecl;
using llvm::dyn_cast;

// Everything of one unit that is alive while its AST is.
class UnitCollector {
 public:
  UnitCollector(clang::ASTContext& context, const RuleBook& book, Unit& unit)
      : names_(context),
        sdk_(book),
        scope_{context, book, sdk_,
               names_,  unit, [this](const FunctionDecl& f) { Discover(f); }},
        callbacks_(scope_),
        classes_(scope_),
        checks_(MakeChecks()) {
    discoveries_.initialiser = [this](const VarDecl& v) { Discover(v); };
    discoveries_.constructed = [this](const CXXRecordDecl& r) {
      Constructed(r);
    };
  }

  // A declaration of the user's, at namespace scope or within.
  void Add(const Decl& decl) {
    if (names_.InLibrary(decl.getLocation())) return;
    if (const auto* function = dyn_cast<FunctionDecl>(&decl)) {
      if (IsRoot(decl)) Discover(*function);
    } else if (const auto* variable = dyn_cast<VarDecl>(&decl)) {
      if (IsRoot(decl) && variable->isThisDeclarationADefinition()) {
        Discover(*variable);
      }
    } else if (const auto* record = dyn_cast<CXXRecordDecl>(&decl)) {
      if (record->isDependentContext()) return;
      classes_.Add(*record);
      AddAll(*record);
    } else if (const auto* space = dyn_cast<clang::NamespaceDecl>(&decl)) {
      AddAll(*space);
    } else if (const auto* linkage = dyn_cast<clang::LinkageSpecDecl>(&decl)) {
      AddAll(*linkage);
    }
  }

  void Run() {
    while (!functions_.empty() || !variables_.empty()) {
      while (!functions_.empty()) {
        const FunctionDecl* next = functions_.front();
        functions_.pop_front();
        Collect(*next);
      }
      if (variables_.empty()) break;
      const VarDecl* next = variables_.front();
      variables_.pop_front();
      CollectInitialiser(*next);
    }
    Finish();
  }

 private:
  void AddAll(const DeclContext& context) {
    for (const Decl* child : context.decls()) Add(*child);
  }

  // In the file that is compiled, or in one that is included like a part of
  // it; functions of headers are collected when something calls them.
  bool IsRoot(const Decl& decl) const {
    const clang::SourceManager& sources = scope_.context.getSourceManager();
    const clang::SourceLocation at =
        sources.getExpansionLoc(decl.getLocation());
    if (sources.isInMainFile(at)) return true;
    const llvm::StringRef name = sources.getFilename(at);
    return name.ends_with(".cpp") || name.ends_with(".cc") ||
           name.ends_with(".cxx") || name.ends_with(".inc");
  }

  void Discover(const FunctionDecl& function) {
    if (function.isDependentContext()) return;
    const FunctionDecl* definition = nullptr;
    if (!function.isDefined(definition)) {
      const bool destructor = llvm::isa<clang::CXXDestructorDecl>(function);
      const bool defaulted = destructor && function.isDefaulted();
      if (!defaulted && !IsAnnotated(function)) return;
      definition = &function;
    }
    if (seen_.insert(definition->getCanonicalDecl()).second) {
      functions_.push_back(definition);
    }
  }

  void Discover(const VarDecl& variable) {
    if (variable.getDeclContext()->isDependentContext() ||
        !variable.hasInit()) {
      return;
    }
    if (seen_.insert(variable.getCanonicalDecl()).second) {
      variables_.push_back(&variable);
    }
  }

  // Calls that nobody sees may reach its virtual methods.
  void Constructed(const CXXRecordDecl& record) {
    if (!seen_.insert(&record).second) return;
    classes_.Add(record);
    for (const clang::CXXMethodDecl* method : record.methods()) {
      if (method->isVirtual() && !names_.InLibrary(method->getLocation())) {
        Discover(*method);
      }
    }
    for (const clang::CXXBaseSpecifier& base : record.bases()) {
      const auto* parent = base.getType()->getAsCXXRecordDecl();
      if (parent && parent->hasDefinition()) Constructed(*parent);
    }
  }

  Key EnclosingOf(const FunctionDecl& function) {
    const auto* method = dyn_cast<clang::CXXMethodDecl>(&function);
    if (!method || !method->getParent()->isLambda()) return {};
    const auto* outer =
        dyn_cast<FunctionDecl>(method->getParent()->getDeclContext());
    return outer ? names_.KeyOf(*outer) : Key();
  }

  FunctionFacts FactsOf(const FunctionDecl& function) {
    FunctionFacts facts;
    facts.key = names_.KeyOf(function);
    facts.name = names_.ShownName(function);
    facts.place = names_.PlaceOf(function.getLocation());
    if (!function.isExternallyVisible()) facts.unit = facts.place.file;
    facts.coroutine =
        llvm::isa_and_nonnull<clang::CoroutineBodyStmt>(function.getBody());
    facts.constructor = llvm::isa<clang::CXXConstructorDecl>(function);
    facts.destructor = llvm::isa<clang::CXXDestructorDecl>(function);
    facts.enclosing = EnclosingOf(function);
    const bool in_header =
        !scope_.context.getSourceManager().isInMainFile(function.getLocation());
    const bool declared_only = !function.hasBody() && !facts.destructor;
    if (in_header && function.isExternallyVisible() && !declared_only) {
      facts.body_hash = const_cast<FunctionDecl&>(function).getODRHash();
    }
    FindEntry(function, scope_, facts);
    return facts;
  }

  void Collect(const FunctionDecl& function) {
    const std::string& name = names_.QualifiedName(function);
    if (names_.InLibrary(function.getLocation()) || sdk_.OwnsName(name)) {
      return;
    }
    FunctionFacts facts = FactsOf(function);
    clang::Stmt* body = function.getBody();
    if (auto* coroutine = dyn_cast_or_null<clang::CoroutineBodyStmt>(body)) {
      body = coroutine->getBody();
    }
    clang::CompoundStmt* empty = nullptr;
    if (!body) {
      empty = clang::CompoundStmt::CreateEmpty(scope_.context, 0, false);
      body = empty;
    }
    FunctionScope scope(function, *body, scope_, facts);
    facts.replay_predicate = ReplayPredicateOf(scope);
    BodyCollector(scope, callbacks_, discoveries_, checks_).Collect();
    scope_.unit.functions.push_back(std::move(facts));
  }

  void CollectInitialiser(const VarDecl& variable) {
    FunctionFacts facts;
    facts.key = "init:" + names_.KeyOf(variable);
    facts.name = "initialiser of '" + names_.ShownName(variable) + "'";
    facts.place = names_.PlaceOf(variable.getLocation());
    if (!variable.isExternallyVisible()) facts.unit = facts.place.file;
    const clang::Expr& init = *variable.getInit();
    FunctionScope scope(Nobody(), init, scope_, facts);
    BodyCollector collector(scope, callbacks_, discoveries_, checks_);
    collector.CollectInitialiser(variable, init);
    scope_.unit.functions.push_back(std::move(facts));
  }

  // Stands for the function around initialisers of global variables.
  const FunctionDecl& Nobody() {
    if (nobody_) return *nobody_;
    clang::ASTContext& context = scope_.context;
    const clang::QualType type = context.getFunctionType(
        context.VoidTy, {}, clang::FunctionProtoType::ExtProtoInfo());
    nobody_ = FunctionDecl::Create(
        context, context.getTranslationUnitDecl(), {}, {},
        clang::DeclarationName(&context.Idents.get("initialiser")), type,
        nullptr, clang::SC_Static);
    return *nobody_;
  }

  void Finish() {
    Unit& unit = scope_.unit;
    const auto by_key = [](const auto& a, const auto& b) {
      return a.key < b.key;
    };
    std::sort(unit.functions.begin(), unit.functions.end(), by_key);
    std::sort(unit.classes.begin(), unit.classes.end(), by_key);
    std::sort(unit.variables.begin(), unit.variables.end(), by_key);
    const auto same = [](const VariableFacts& a, const VariableFacts& b) {
      return a.key == b.key;
    };
    unit.variables.erase(
        std::unique(unit.variables.begin(), unit.variables.end(), same),
        unit.variables.end());
  }

  Names names_;
  SdkIndex sdk_;
  UnitScope scope_;
  Callbacks callbacks_;
  ClassCollector classes_;
  std::vector<std::unique_ptr<Check>> checks_;
  Discoveries discoveries_;
  std::set<const void*> seen_;
  std::deque<const FunctionDecl*> functions_;
  std::deque<const VarDecl*> variables_;
  FunctionDecl* nobody_ = nullptr;
};

// Declarations are kept as they come: walking the translation unit would read
// all of a precompiled header.
class Collector : public clang::ASTConsumer {
 public:
  Collector(const RuleBook& book, Unit& unit) : book_(book), unit_(unit) {}

  bool HandleTopLevelDecl(clang::DeclGroupRef group) override {
    for (const Decl* decl : group) decls_.push_back(decl);
    return true;
  }

  void HandleTranslationUnit(clang::ASTContext& context) override {
    UnitCollector collector(context, book_, unit_);
    for (const Decl* decl : decls_) collector.Add(*decl);
    collector.Run();
  }

 private:
  const RuleBook& book_;
  Unit& unit_;
  std::vector<const Decl*> decls_;
};

}  // namespace

std::unique_ptr<clang::ASTConsumer> MakeCollector(clang::CompilerInstance&,
                                                  const RuleBook& book,
                                                  Unit& unit) {
  return std::make_unique<Collector>(book, unit);
}

}  // namespace lockstep::lint
