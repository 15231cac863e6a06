// A baseline: findings that a project lives with for now. It holds
// fingerprints, not counts and not lines, so moved code is the same code.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "linter/findings/outcome.h"

namespace lockstep::lint {

struct BaselineEntry {
  std::string fingerprint;
  std::string rule;   // "lockstep-wall-clock"; this and the rest for people
  std::string file;   // relative to the folder of the baseline
  std::string entry;  // workflow
  std::string symbol;
};

struct Baseline {
  std::map<std::string, BaselineEntry> entries;  // by fingerprint
};

Result<Baseline> ReadBaseline(const std::string& path);
Result<Baseline> ParseBaseline(const std::string& path,
                               const std::string& text);

// `folder`: of the file; absolute.
std::string BaselineText(const std::vector<Finding>& findings,
                         const std::string& folder);

// Moves the findings that the baseline has to `silenced`; gives the entries
// that nothing matched.
std::vector<BaselineEntry> Apply(const Baseline& baseline,
                                 std::vector<Finding>& findings,
                                 std::vector<Silenced>& silenced);

}  // namespace lockstep::lint
