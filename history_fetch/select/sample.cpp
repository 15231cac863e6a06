#include "history_fetch/select/sample.h"

#include <string>
#include <utility>

namespace lockstep::fetch {

Sample::Sample(const Stratum& stratum, PickQueue all,
               std::vector<int64_t> limits)
    : stratum_(&stratum), all_(std::move(all)), left_(std::move(limits)) {}

std::optional<Pick> Sample::Next() {
  while (std::optional<Pick> pick = all_.Next()) {
    if (Takes(*pick)) return pick;
  }
  return std::nullopt;
}

bool Sample::Takes(const Pick& pick) {
  int64_t& limit = left_[pick.cell];
  if (limit == 0) return false;
  // A run that another cell gave counts for this one too.
  const bool taken_before = taken_.Contains(pick.execution.run_id);
  if (!taken_before && !Allows(pick)) return false;
  --limit;
  return taken_.Insert(pick.execution.run_id);
}

bool Sample::Allows(const Pick& pick) {
  // Without a first run id the workflow id is the best guess.
  const std::string& chain = pick.first_run_id.empty()
                                 ? pick.execution.workflow_id
                                 : pick.first_run_id;
  const std::string& schedule = pick.scheduled_by;
  const bool by_chain = stratum_->max_per_chain > 0;
  const bool by_schedule = stratum_->max_per_schedule > 0 && !schedule.empty();
  if (by_chain && chains_[chain] >= stratum_->max_per_chain) return false;
  if (by_schedule && schedules_[schedule] >= stratum_->max_per_schedule) {
    return false;
  }
  if (by_chain) ++chains_[chain];
  if (by_schedule) ++schedules_[schedule];
  return true;
}

}  // namespace lockstep::fetch
