// Chooses few things that together have many features.
#pragma once

#include <cstdint>
#include <vector>

#include "history_fetch/prune/features.h"

namespace lockstep::fetch {

struct Budget {
  int64_t histories = 0;  // 0: no limit
  int64_t bytes = 0;      // 0: no limit
};

struct Choice {
  Features features;
  int64_t bytes = 0;
};

// Indices into `choices`, in the order in which they were chosen. Each time the
// one that adds most features, for its bytes if the budget is in bytes; of
// equals the smaller one, then the first. None that adds nothing, and none that
// does not fit any more. `covered` has the features that are there already, and
// those of the chosen ones afterwards.
std::vector<size_t> GreedyCover(const std::vector<Choice>& choices,
                                const Budget& budget,
                                std::vector<bool>& covered);

}  // namespace lockstep::fetch
