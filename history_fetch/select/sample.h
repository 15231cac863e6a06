// The runs that a stratum's cells give.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "history_fetch/select/pick.h"
#include "history_fetch/select/pick_queue.h"
#include "history_fetch/select/plan.h"
#include "history_fetch/select/run_set.h"

namespace lockstep::fetch {

// Sorted; each run once; with the caps for chains and schedules.
class Sample {
 public:
  Sample() = default;
  // `all` picks of the cells, `limits` how many each cell gives. The stratum
  // outlives it.
  Sample(const Stratum& stratum, PickQueue all, std::vector<int64_t> limits);

  std::optional<Pick> Next();
  const std::optional<Failure>& broken() const { return all_.broken(); }

 private:
  bool Takes(const Pick& pick);
  // Whether its chain and its schedule have room for it.
  bool Allows(const Pick& pick);

  const Stratum* stratum_ = nullptr;
  PickQueue all_;
  std::vector<int64_t> left_;  // that a cell may still give
  RunSet taken_;
  TextCounts chains_;
  TextCounts schedules_;
};

}  // namespace lockstep::fetch
