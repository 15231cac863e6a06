// `explain`: the page of a rule, or which model judges a function.
#pragma once

#include <string>

#include "base/result.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

Result<std::string> Explain(const std::string& subject, const RuleBook& book);

}  // namespace lockstep::lint
