// What value_flow.h and guards.h remember about one function, so that many
// questions about it cost one walk. FunctionScope owns it.
#pragma once

#include <memory>

#include "linter/collect/flow/branches.h"
#include "linter/collect/flow/uses.h"

namespace lockstep::lint {

struct FunctionCache {
  std::unique_ptr<Uses> uses;
  std::unique_ptr<Branches> branches;
};

}  // namespace lockstep::lint
