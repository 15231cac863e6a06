// When a status report is bad news for a job.
#pragma once

#include <cstdint>
#include <optional>

#include "history_fetch/status/report.h"

namespace lockstep::fetch {

struct Conditions {
  std::optional<int64_t> older_s = {};  // --fail-if-older
  bool missing_type = false;            // --fail-if-missing-type
};

// Fills the report's failures: that the corpus is empty or incomplete, and the
// conditions that hold, a sentence each.
void Judge(const Conditions& conditions, StatusReport& report);

}  // namespace lockstep::fetch
