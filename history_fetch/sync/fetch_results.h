// What a round of fetching came to. It is counted as it comes: there may be a
// million runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "history_fetch/select/pick.h"
#include "history_fetch/select/run_set.h"
#include "history_fetch/sync/ending.h"
#include "history_fetch/sync/leads.h"
#include "history_fetch/sync/report.h"

namespace lockstep::fetch {

// More would say nothing new.
inline constexpr size_t kMostTroubles = 1000;

struct FetchResults {
  struct Failed {
    uint32_t row = 0;  // Pick::stratum
    Trouble trouble;   // its stratum is not set
  };

  std::vector<StratumTally> rows;     // by Pick::stratum; their counts only
  std::map<uint64_t, Failed> failed;  // by number, the first ones
  int64_t broken = 0;                 // of all that failed
  RunSet gone;                        // the server has them no more
  Leads leads;

  // The run that was begun as number `number`, in any order of numbers. Its row
  // is there.
  void Add(uint64_t number, const Pick& pick, const Done& done);
};

}  // namespace lockstep::fetch
