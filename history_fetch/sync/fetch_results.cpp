#include "history_fetch/sync/fetch_results.h"

#include <iterator>

namespace lockstep::fetch {

void FetchResults::Add(uint64_t number, const Pick& pick, const Done& done) {
  AddTo(rows[pick.stratum], done);
  if (done.ending == Ending::kGone) gone.Insert(pick.execution.run_id);
  if (InCorpus(done.ending) && done.details) {
    leads.Add(number, pick, *done.details);
  }
  const bool integrity = done.ending == Ending::kBroken;
  if (!integrity && done.ending != Ending::kFailed) return;
  broken += integrity ? 1 : 0;
  failed[number] = {pick.stratum,
                    {.workflow_id = pick.execution.workflow_id,
                     .run_id = pick.execution.run_id,
                     .stratum = "",
                     .integrity = integrity,
                     .message = done.details->message}};
  if (failed.size() > kMostTroubles) failed.erase(std::prev(failed.end()));
}

}  // namespace lockstep::fetch
