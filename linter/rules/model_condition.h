// Whether a call is one that a model speaks of.
#pragma once

#include "linter/rules/model.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

bool HasCondition(const ModelCondition& when);
bool Holds(const ModelCondition& when, const CallView& call);

// `%p` is there if printf would see it, also as `%-20p`; `{:p}` if std::format
// would, also as `{0:>20p}`.
bool HasConversion(std::string_view format, std::string_view conversion);

}  // namespace lockstep::lint
