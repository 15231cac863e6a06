// How many differences of each tier a result holds.
#pragma once

#include <array>
#include <cstddef>

#include "replayer/engine/result.h"

namespace lockstep::replay {

// By Tier. A difference that ended the replay counts in its tier, too.
using TierCounts = std::array<size_t, 3>;

TierCounts CountDifferences(const ReplayResult& result);

// "1 compatible, 2 target"; tiers without any are left out. Empty if there are
// none at all.
std::string TierCountsText(const TierCounts& counts);

}  // namespace lockstep::replay
