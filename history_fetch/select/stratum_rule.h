// Which histories of a corpus count for a stratum's minima: one rule for what
// sync reports and for what prune leaves.
#pragma once

#include <string_view>

#include "history_fetch/select/plan.h"

namespace lockstep::fetch {

// What the manifest says of a history, as far as the rule asks.
struct CountedHistory {
  std::string_view name_space;
  std::string_view workflow_type;
  std::string_view source;
  std::string_view status;
  bool closed = false;
};

// Whether the stratum asked for it: Covers() holds, its status is one of the
// stratum's, and its namespace that of the stratum's source, as far as the plan
// says it.
bool CountsFor(const Plan& plan, const Stratum& stratum,
               const CountedHistory& history);

}  // namespace lockstep::fetch
