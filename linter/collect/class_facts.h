// Facts of polymorphic classes.
#pragma once

#include <set>

#include "linter/collect/function_scope.h"

namespace lockstep::lint {

class ClassCollector {
 public:
  explicit ClassCollector(const UnitScope& unit) : unit_(unit) {}

  // Of the class and its bases, each once; nothing if it is not polymorphic.
  void Add(const clang::CXXRecordDecl& record);

 private:
  const UnitScope unit_;
  std::set<const clang::CXXRecordDecl*> seen_;
};

}  // namespace lockstep::lint
