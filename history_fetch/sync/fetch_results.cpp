#include "history_fetch/sync/fetch_results.h"

#include <iterator>

#include "history_fetch/select/query.h"

namespace lockstep::fetch {

void FetchResults::Add(uint64_t number, const Pick& pick, const Done& done) {
  AddTo(rows[pick.stratum], done);
  const bool left_out =
      done.ending == Ending::kTooLong || done.ending == Ending::kOverBytes;
  if (left_out && IsOpen(pick.status)) {
    ++rows[pick.stratum].running_left_out;
  }
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
