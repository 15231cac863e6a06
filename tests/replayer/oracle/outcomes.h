// Replays cases of the oracle on the workflow build `script`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tests/replayer/oracle/cases.h"

namespace lockstep::replay {

// What the engine said about one case. Verdicts by their names.
struct Outcome {
  std::string verdict;          // without options
  std::string strict_verdict;   // --strict
  std::string compat_verdict;   // --compat of the build's profile
  size_t findings = 0;          // without options: of any tier
  bool target_finding = false;  // one of them is of the target tier
  std::string difference;       // without options: its kind
  // --compat: its kind, and in the official engine's words; empty if none.
  std::string compat_difference;
  std::string compat_message;
  std::string message;  // without options: for people
};

// One for each case; nothing where the process that replayed it died. A build
// is only ever loaded in child processes: there are two.
std::vector<std::optional<Outcome>> ReplayCases(const CaseFolder& folder,
                                                const std::string& build,
                                                const std::string& scratch);

}  // namespace lockstep::replay
