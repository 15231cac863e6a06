// The back half: facts of all units in, findings out. Pure: no files, no Clang,
// no order of units in the answer.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "linter/facts/facts.h"
#include "linter/findings/finding.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

enum class UnknownPolicy : uint8_t { kIgnore, kNote, kError };

struct LinkOptions {
  UnknownPolicy unknown = UnknownPolicy::kNote;
  // All workers run one build and one standard library; on one architecture:
  // findings of that horizon fall to notes.
  bool one_toolchain = false;
  bool one_architecture = false;
  // Slug -> severity, from the configuration; absent: the rule's own.
  std::map<std::string, Severity> severities;
};

struct Linked {
  std::vector<Finding> findings;  // sorted: place, rule, entry
  Coverage coverage;              // all but what only the driver knows
};

// Units in any order; the answer does not depend on it.
Linked Link(const std::vector<Unit>& units, const RuleBook& book,
            const LinkOptions& options);

}  // namespace lockstep::lint
