// Runs the collector over source text, for tests.
#pragma once

#include <string>

#include "linter/facts/facts.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

// Facts of `code`, which must compile; with the built-in rules.
Unit CollectText(const std::string& code);

// One line a call: "Run -> Helper", "Run ~> Base::Go" (virtual),
// "Run => slot f", "Run & Helper" (address taken); then what is implicit.
// Calls of modelled functions are left out.
std::string CallsOf(const Unit& unit);

}  // namespace lockstep::lint
