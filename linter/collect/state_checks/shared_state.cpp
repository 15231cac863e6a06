// Uses of variables with static storage, and what is to be known of them: the
// facts behind LS304, LS206 and LS701 to LS704, which link puts together.
#include <algorithm>
#include <set>

#include "clang/AST/Attr.h"
#include "linter/collect/state_checks/factories.h"
#include "linter/collect/state_checks/library_methods.h"
#include "linter/collect/state_checks/lock_types.h"
#include "linter/collect/state_checks/place_use.h"
#include "linter/collect/state_checks/shapes.h"
#include "linter/collect/state_checks/written_before.h"

namespace lockstep::lint {
namespace {

using namespace clang;

bool HasMutableMember(const CXXRecordDecl& record, const Names& names) {
  const CXXRecordDecl* definition = record.getDefinition();
  if (definition == nullptr || names.InLibrary(definition->getLocation())) {
    return false;
  }
  for (const FieldDecl* field : definition->fields()) {
    if (field->isMutable()) return true;
    const CXXRecordDecl* inner =
        field->getType()->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    if (inner != nullptr && HasMutableMember(*inner, names)) return true;
  }
  for (const CXXBaseSpecifier& base : definition->bases()) {
    const CXXRecordDecl* record_of_base = base.getType()->getAsCXXRecordDecl();
    if (record_of_base != nullptr && HasMutableMember(*record_of_base, names)) {
      return true;
    }
  }
  return false;
}

// What smart pointers and pointers lead to; null if the type is neither.
QualType Pointee(QualType type, Names& names) {
  if (type->isPointerType()) return type->getPointeeType();
  if (!IsPointerClass(names.ClassName(type))) return {};
  const auto* owner = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      type->getAsCXXRecordDecl());
  if (owner == nullptr || owner->getTemplateArgs().size() == 0) return {};
  const TemplateArgument& argument = owner->getTemplateArgs()[0];
  return argument.getKind() == TemplateArgument::Type ? argument.getAsType()
                                                      : QualType();
}

// Const all through: nobody can change what it says.
bool IsConstant(QualType type, const ASTContext& context, Names& names) {
  if (type->isReferenceType()) type = type.getNonReferenceType();
  type = context.getBaseElementType(type);
  if (!type.isConstQualified()) return false;
  const QualType pointee = Pointee(type, names);
  if (!pointee.isNull()) {
    return pointee.isConstQualified() || pointee->isFunctionType();
  }
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  return record == nullptr || !HasMutableMember(*record, names);
}

bool InitialisedAtCompileTime(const VarDecl& variable) {
  const VarDecl* definition = variable.getInitializingDeclaration();
  if (definition != nullptr) return definition->hasConstantInitialization();
  return variable.getDefinition() != nullptr;
}

VariableFacts FactsOf(const VarDecl& variable, FunctionScope& scope) {
  const VarDecl* definition = variable.getDefinition();
  if (definition == nullptr) definition = &variable;
  VariableFacts facts;
  facts.key = scope.names().KeyOf(variable);
  facts.name = scope.names().ShownName(variable);
  facts.place = scope.PlaceOf(definition->getLocation());
  using Storage = VariableFacts::Storage;
  facts.storage = variable.isStaticLocal()        ? Storage::kStaticLocal
                  : variable.isStaticDataMember() ? Storage::kStaticMember
                                                  : Storage::kGlobal;
  facts.thread_local_storage = variable.getTLSKind() != VarDecl::TLS_None;
  facts.constant =
      IsConstant(variable.getType(), scope.context(), scope.names());
  facts.random_engine =
      IsRandomEngine(scope.names().ClassName(variable.getType()));
  facts.initialised_at_compile_time = InitialisedAtCompileTime(variable);
  return facts;
}

class SharedStateCheck : public Check {
 public:
  void OnStatement(const Stmt& statement, FunctionScope& scope) override {
    const VarDecl* variable = nullptr;
    if (const auto* ref = dyn_cast<DeclRefExpr>(&statement)) {
      variable = dyn_cast<VarDecl>(ref->getDecl());
    } else if (const auto* member = dyn_cast<MemberExpr>(&statement)) {
      variable = dyn_cast<VarDecl>(member->getMemberDecl());
    }
    if (variable == nullptr || !variable->hasGlobalStorage()) return;
    if (variable->isConstexpr() ||
        scope.names().InLibrary(variable->getLocation()) ||
        InSdk(scope.book(), scope.names().QualifiedName(*variable))) {
      return;
    }
    // Locks are the business of LS303.
    if (IsMutex(scope.names().ClassName(variable->getType()))) return;
    const auto* name = cast<Expr>(&statement);
    if (seen_.insert(name).second) uses_.push_back({variable, name});
  }

  void OnFunctionEnd(FunctionScope& scope) override {
    if (!uses_.empty()) {
      PlaceUses places(scope);
      for (const auto& [variable, name] : uses_) {
        Record(*variable, *name, places, scope);
      }
    }
    NoteScratchBuffers(scope);
    uses_.clear();
    seen_.clear();
    resets_.clear();
    reads_.clear();
  }

 private:
  struct Read {
    const VarDecl* variable;
    const Expr* name;
    size_t access;  // in FunctionFacts
  };

  void Record(const VarDecl& variable, const Expr& name, PlaceUses& places,
              FunctionScope& scope) {
    VariableFacts facts = FactsOf(variable, scope);
    if (facts.constant && facts.initialised_at_compile_time) return;
    if (known_.insert(facts.key).second) scope.variables().push_back(facts);
    PlaceUse use = places.Of(name);
    using Kind = PlaceUse::Kind;
    switch (use.kind) {
      case Kind::kNone:
        return;
      case Kind::kRead:
        Add(Access::Kind::kRead, variable, name, use, scope);
        return;
      case Kind::kEscape:
        Add(Access::Kind::kEscape, variable, name, use, scope);
        return;
      case Kind::kReadWrite:
      case Kind::kCall:
      case Kind::kWrite:
        Add(Access::Kind::kWrite, variable, name, use, scope);
        if (use.whole) resets_[&variable].insert(use.writer);
        if (use.kind != Kind::kWrite)
          AddReadOfResult(variable, name, use, scope);
        return;
    }
  }

  // `id = ++last` reads as well; `++calls;` alone does not matter.
  void AddReadOfResult(const VarDecl& variable, const Expr& name,
                       const PlaceUse& use, FunctionScope& scope) {
    if (use.value == nullptr || IsDiscarded(scope, *use.value)) return;
    Add(Access::Kind::kRead, variable, name, use, scope);
  }

  void Add(Access::Kind kind, const VarDecl& variable, const Expr& name,
           const PlaceUse& use, FunctionScope& scope) {
    Access access;
    access.variable = scope.names().KeyOf(variable);
    access.kind = kind;
    access.place = scope.PlaceOf(name.getBeginLoc());
    access.guard = scope.GuardOf(name);
    std::vector<Access>& accesses = scope.facts().accesses;
    if (kind == Access::Kind::kRead) {
      access.flow = scope.FlowOf(use.value != nullptr ? *use.value : name);
      reads_.push_back({&variable, &name, accesses.size()});
    } else if (kind == Access::Kind::kEscape && use.returned) {
      access.flow.Add(Sink::kReturned);
    }
    accesses.push_back(std::move(access));
  }

  void NoteScratchBuffers(FunctionScope& scope) {
    for (const auto& [variable, writers] : resets_) {
      std::set<const Stmt*> names;
      for (const Read& read : reads_) {
        if (read.variable == variable) names.insert(read.name);
      }
      if (names.empty()) continue;
      const std::set<const Stmt*> fresh = WrittenBefore(scope, writers, names);
      for (const Read& read : reads_) {
        if (!fresh.contains(read.name)) continue;
        scope.facts().accesses[read.access].written_before = true;
      }
    }
  }

  std::vector<std::pair<const VarDecl*, const Expr*>> uses_;
  std::set<const Expr*> seen_;
  std::map<const VarDecl*, std::set<const Stmt*>> resets_;
  std::vector<Read> reads_;
  std::set<Key> known_;  // of the unit
};

}  // namespace

std::unique_ptr<Check> MakeSharedStateCheck() {
  return std::make_unique<SharedStateCheck>();
}

}  // namespace lockstep::lint
