// Compile flags that make the same source compute other numbers (LS801).
#pragma once

#include <string>
#include <vector>

#include "linter/facts/facts.h"

namespace lockstep::lint {

// `arguments` as recorded. At most one effect: the flags that count, at the
// first line of the unit.
std::vector<Effect> BuildFlagEffects(const std::vector<std::string>& arguments,
                                     const std::string& file);

}  // namespace lockstep::lint
