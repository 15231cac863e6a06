// One run of lockstep-lint: rules, units, link, suppressions, baseline,
// filters, reports, exit code. Everything of the machine comes in as a value.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linter/config/options.h"
#include "linter/facts/facts.h"
#include "linter/findings/finding.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

// The exit codes are part of the interface: hooks and CI jobs branch on them.
enum class ExitCode : int {
  kOk = 0,        // nothing, or notes only
  kFindings = 1,  // errors or warnings; stale entries of the baseline
  kUsage = 2,     // wrong command line, or a unit that could not be analysed
};

struct Collected {
  std::vector<Unit> units;
  std::vector<UnitFailure> failures;
  // Files that were asked for, if not all were: findings that have nothing to
  // do with them are not shown.
  std::vector<std::string> named;
  uint32_t left_out = 0;             // units of the database
  std::vector<std::string> remarks;  // sentences for standard error
};

struct World {
  std::string folder;   // the current one, absolute
  std::string today;    // "2026-11-22"
  bool colour = false;  // stdout is a terminal that wants them
  std::function<Result<Collected>(const UnitOptions&, const RuleBook&)> collect;
  // Lines about database, compiler headers and cache, for `doctor`.
  std::function<std::vector<std::string>(const UnitOptions&)> examine;
  std::function<void(std::string_view)> out, err;
};

ExitCode Run(const Command& command, const World& world);

}  // namespace lockstep::lint
