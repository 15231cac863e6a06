// One translation unit: source in, facts out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "linter/collect/driver/arguments.h"
#include "linter/collect/driver/invocation.h"
#include "linter/collect/driver/umbrella.h"
#include "linter/facts/facts.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

struct ParsedUnit {
  Unit unit;
  // All files that were read, headers of libraries and of the umbrella too:
  // absolute and sorted.
  std::vector<std::string> inputs;
  std::optional<FirstError> error;
  bool complete = false;  // the collector saw the end of the unit
  bool umbrella = false;  // it was parsed with one
};

// With the umbrella if it is given; once more without if that goes wrong or
// would show the unit more than its own includes do.
ParsedUnit ParseUnit(const ClangCommand& command, const RuleBook& book,
                     const Umbrella* umbrella);

}  // namespace lockstep::lint
