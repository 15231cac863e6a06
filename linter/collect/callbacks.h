// The user's code that a library function runs: comparators, hashes, copy
// constructors, to_json ... Bodies of libraries are walked for this only, and
// only where their template arguments mention a type of the user's.
#pragma once

#include <unordered_map>
#include <vector>

#include "linter/collect/function_scope.h"

namespace lockstep::lint {

struct Callback {
  const clang::FunctionDecl* function = nullptr;
  bool is_virtual = false;
};

class Callbacks {
 public:
  explicit Callbacks(const UnitScope& unit) : unit_(unit) {}

  // Of an instance of a library template; in source order of the walk.
  const std::vector<Callback>& Of(const clang::FunctionDecl& library);

 private:
  const UnitScope unit_;
  std::unordered_map<const clang::FunctionDecl*, std::vector<Callback>> known_;
};

// Whether the template arguments of the function, or of the class around it,
// mention a class, enumeration or closure that is not a library's.
bool MentionsUserType(const clang::FunctionDecl& function,
                      const UnitScope& unit);

}  // namespace lockstep::lint
