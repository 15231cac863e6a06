// Which histories stay if not all can.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "history_fetch/failure.h"
#include "history_fetch/prune/by_shape.h"
#include "history_fetch/prune/cover.h"
#include "history_fetch/prune/decision.h"
#include "history_fetch/select/plan.h"

namespace lockstep::fetch {

// The features of a history, which are read only if they are needed.
using ReadFeatures =
    std::function<Outcome<Features>(const Candidate& candidate)>;

struct BudgetRule {
  Budget budget;
  Running running = Running::kStays;
  const Plan* plan = nullptr;  // its minima are kept
};

// Lets go what is over the budget: running runs and minima of the plan stay;
// then those that together cover most features; then, of each shape that is not
// there, the newest; then the newest. kUsage: what must stay does not fit.
Outcome<void> KeepWithinBudget(const BudgetRule& rule, const ReadFeatures& read,
                               std::vector<Decision>& decisions);

}  // namespace lockstep::fetch
