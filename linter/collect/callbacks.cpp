#include "linter/collect/callbacks.h"

#include <set>

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "linter/collect/call_view.h"
#include "linter/collect/statement_walk.h"

namespace lockstep::lint {
namespace {

using clang::CXXMethodDecl;
using clang::CXXRecordDecl;
using clang::FunctionDecl;
using clang::QualType;
using clang::TemplateArgument;
using llvm::dyn_cast;

bool IsForeign(const clang::NamedDecl& decl, const UnitScope& unit) {
  return IsBuiltin(decl) || unit.names.InLibrary(decl.getLocation()) ||
         unit.sdk.OwnsName(unit.names.QualifiedName(decl));
}

bool Mentions(const TemplateArgument& argument, const UnitScope& unit,
              int depth);

bool Mentions(QualType type, const UnitScope& unit, int depth) {
  if (depth > 6 || type.isNull()) return false;
  type = type.getNonReferenceType();
  while (type->isPointerType()) type = type->getPointeeType();
  if (const auto* function = type->getAs<clang::FunctionProtoType>()) {
    for (const QualType parameter : function->param_types()) {
      if (Mentions(parameter, unit, depth + 1)) return true;
    }
    return Mentions(function->getReturnType(), unit, depth + 1);
  }
  const clang::TagDecl* tag = type->getAsTagDecl();
  if (!tag) return false;
  const auto* record = dyn_cast<CXXRecordDecl>(tag);
  if ((record && record->isLambda()) || !IsForeign(*tag, unit)) return true;
  const auto* instance = dyn_cast<clang::ClassTemplateSpecializationDecl>(tag);
  if (!instance) return false;
  for (const TemplateArgument& a : instance->getTemplateArgs().asArray()) {
    if (Mentions(a, unit, depth + 1)) return true;
  }
  return false;
}

bool Mentions(const TemplateArgument& argument, const UnitScope& unit,
              int depth) {
  switch (argument.getKind()) {
    case TemplateArgument::Type:
      return Mentions(argument.getAsType(), unit, depth);
    case TemplateArgument::Declaration:
      return !IsForeign(*argument.getAsDecl(), unit);
    case TemplateArgument::Pack:
      for (const TemplateArgument& part : argument.pack_elements()) {
        if (Mentions(part, unit, depth)) return true;
      }
      return false;
    default:
      return false;
  }
}

// One search, from one library function.
class Search : public WalkHandler {
 public:
  Search(const UnitScope& unit, std::vector<Callback>& found)
      : unit_(unit), found_(found), walk_(unit.context, *this) {}

  void From(const FunctionDecl& root) {
    Visit(root, false);
    for (size_t i = 0; i < queue_.size(); ++i) Body(*queue_[i]);
  }

  void OnStatement(const clang::Stmt& statement) override {
    if (const auto* call = dyn_cast<clang::CallExpr>(&statement)) {
      const FunctionDecl* callee = call->getDirectCallee();
      const auto* method = dyn_cast_or_null<CXXMethodDecl>(callee);
      if (callee) Visit(*callee, method && method->isVirtual());
    } else if (const auto* made =
                   dyn_cast<clang::CXXConstructExpr>(&statement)) {
      Visit(*made->getConstructor(), false);
      PolymorphicMade(*made->getConstructor()->getParent());
    } else if (const auto* gone = dyn_cast<clang::CXXDeleteExpr>(&statement)) {
      const auto* record = gone->getDestroyedType()->getAsCXXRecordDecl();
      if (record && record->hasDefinition()) Destroyed(*record);
    }
  }

  void OnDestructor(const CXXRecordDecl& record, clang::SourceLocation,
                    const std::string&, const clang::Stmt&) override {
    Destroyed(record);
  }

 private:
  void Destroyed(const CXXRecordDecl& record) {
    const clang::CXXDestructorDecl* destructor = record.getDestructor();
    if (destructor) Visit(*destructor, destructor->isVirtual());
  }

  // Its virtual methods are called by code that cannot be seen
  // (the deleter of a shared_ptr).
  void PolymorphicMade(const CXXRecordDecl& record) {
    if (!record.isPolymorphic() || !IsForeign(record, unit_)) return;
    for (const CXXMethodDecl* method : record.methods()) {
      if (method->isVirtual() && !llvm::isa<clang::CXXDestructorDecl>(method)) {
        Visit(*method, false);
      }
    }
  }

  void Visit(const FunctionDecl& function, bool is_virtual) {
    const FunctionDecl& canonical = *function.getCanonicalDecl();
    if (!seen_.insert(&canonical).second) return;
    if (function.getBuiltinID() != 0 && !function.isDefined()) return;
    if (!IsForeign(function, unit_)) {
      if (!function.isTrivial()) found_.push_back({&function, is_virtual});
      return;
    }
    if (MentionsUserType(function, unit_)) queue_.push_back(&function);
  }

  void Body(const FunctionDecl& function) {
    const FunctionDecl* definition = nullptr;
    if (function.isDefined(definition) && definition->hasBody()) {
      walk_.Walk(definition->getBody());
    }
    if (const auto* made =
            dyn_cast_or_null<clang::CXXConstructorDecl>(definition)) {
      for (const auto* init : made->inits()) walk_.Walk(init->getInit());
    }
    const auto* gone = dyn_cast<clang::CXXDestructorDecl>(&function);
    if (gone) Members(*gone->getParent());
  }

  void Members(const CXXRecordDecl& record) {
    if (record.isUnion()) return;
    for (const clang::FieldDecl* field : record.fields()) {
      MemberGone(field->getType());
    }
    for (const clang::CXXBaseSpecifier& base : record.bases()) {
      MemberGone(base.getType());
    }
  }

  void MemberGone(QualType type) {
    const auto* record =
        unit_.context.getBaseElementType(type)->getAsCXXRecordDecl();
    if (!record || !record->hasDefinition()) return;
    if (const auto* destructor = record->getDestructor()) {
      Visit(*destructor, false);
    }
  }

  const UnitScope& unit_;
  std::vector<Callback>& found_;
  StatementWalk walk_;
  std::set<const FunctionDecl*> seen_;
  std::vector<const FunctionDecl*> queue_;
};

}  // namespace

bool MentionsUserType(const FunctionDecl& function, const UnitScope& unit) {
  if (const auto* list = function.getTemplateSpecializationArgs()) {
    for (const TemplateArgument& a : list->asArray()) {
      if (Mentions(a, unit, 0)) return true;
    }
  }
  for (const clang::DeclContext* c = function.getDeclContext(); c;
       c = c->getParent()) {
    const auto* instance = dyn_cast<clang::ClassTemplateSpecializationDecl>(c);
    if (!instance) continue;
    for (const TemplateArgument& a : instance->getTemplateArgs().asArray()) {
      if (Mentions(a, unit, 0)) return true;
    }
  }
  return false;
}

const std::vector<Callback>& Callbacks::Of(const FunctionDecl& library) {
  auto [it, inserted] = known_.try_emplace(library.getCanonicalDecl());
  if (inserted && MentionsUserType(library, unit_)) {
    std::vector<Callback> found;
    Search(unit_, found).From(library);
    known_[library.getCanonicalDecl()] = std::move(found);
  }
  return known_[library.getCanonicalDecl()];
}

}  // namespace lockstep::lint
