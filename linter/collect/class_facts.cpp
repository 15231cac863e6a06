#include "linter/collect/class_facts.h"

#include "clang/AST/DeclCXX.h"

namespace lockstep::lint {

void ClassCollector::Add(const clang::CXXRecordDecl& given) {
  const clang::CXXRecordDecl* record = given.getDefinition();
  if (!record || record->isDependentContext() || !record->isPolymorphic() ||
      !seen_.insert(record->getCanonicalDecl()).second) {
    return;
  }
  ClassFacts facts;
  facts.key = unit_.names.KeyOf(*record);
  facts.name = unit_.names.ShownName(*record);
  for (const clang::CXXBaseSpecifier& base : record->bases()) {
    const clang::CXXRecordDecl* parent = base.getType()->getAsCXXRecordDecl();
    if (!parent) continue;
    facts.bases.push_back(unit_.names.KeyOf(*parent));
    Add(*parent);
  }
  for (const clang::CXXMethodDecl* method : record->methods()) {
    if (!method->isVirtual()) continue;
    MethodFacts fact{unit_.names.KeyOf(*method), {}};
    for (const clang::CXXMethodDecl* over : method->overridden_methods()) {
      fact.overrides.push_back(unit_.names.KeyOf(*over));
    }
    facts.methods.push_back(std::move(fact));
  }
  unit_.unit.classes.push_back(std::move(facts));
}

}  // namespace lockstep::lint
