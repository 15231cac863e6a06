// Findings and rules for the tests of what happens to them.
#pragma once

#include <string>

#include "linter/findings/finding.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

// The built-in rules.
const RuleBook& Book();

// A finding of the rule at /src/a.cpp:line, in workflow Checkout, which starts
// at /src/w.cpp:1.
Finding FindingAt(const std::string& rule, uint32_t line);

}  // namespace lockstep::lint
