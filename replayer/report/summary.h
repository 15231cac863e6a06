// The counts below a list of results, and the exit code they mean.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/exit_code.h"
#include "replayer/engine/result.h"
#include "replayer/report/tier_counts.h"

namespace lockstep::replay {

struct Summary {
  size_t histories = 0;
  std::map<Verdict, size_t> verdicts;  // in the order of kVerdicts
  size_t open = 0;                     // of the ok ones
  size_t untested = 0;       // ok, but without a completed workflow task
  size_t findings = 0;       // target and value differences of all histories
  TierCounts differences{};  // of all histories, also those that end a replay
  size_t not_selected = 0;   // left out by --type or --workflow-id
  size_t not_run = 0;        // left out after a failure by --fail-fast
  bool operator==(const Summary&) const = default;
};

void Count(const ReplayResult& result, Summary& summary);

// The first that applies of 1, 5, 3 and 4 (architecture.md section 4).
ExitCode ExitCodeOf(const Summary& summary);

// "2 histories: 1 ok (1 open), 1 nondeterminism".
std::string SummaryText(const Summary& summary);

}  // namespace lockstep::replay
