#include "history_fetch/sync/closed_runs.h"

#include <map>
#include <string>

#include "base/check.h"
#include "history_fetch/select/listing.h"
#include "history_fetch/select/query.h"

namespace lockstep::fetch {
namespace {

// Lists are slower than what they save here, and keep to a rate.
constexpr size_t kFewestListed = 20;

}  // namespace

void NoteClosed(rpc::Service& service, std::vector<Pick>& picks) {
  LOCKSTEP_CHECK(picks.size() <= kMostListed, "callers go by batches");
  if (picks.size() < kFewestListed) return;
  std::map<std::string, Pick*> by_run;
  std::string ids;
  for (Pick& pick : picks) {
    const std::string& run_id = pick.execution.run_id;
    by_run[run_id] = &pick;
    ids += (ids.empty() ? "" : ", ") + QuoteForQuery(run_id);
  }
  const RunQuery closed{
      .query = "RunId IN (" + ids + ") AND ExecutionStatus != \"Running\"",
      .most = static_cast<int64_t>(kMostListed)};
  // What fails here says so again where it matters.
  (void)ListRuns(service, closed, [&](const auto& runs, bool) {
    for (const rpc::ExecutionInfo& run : runs) {
      const auto found = by_run.find(run.execution.run_id);
      const Status status = ParseStatus(run.status);
      if (found == by_run.end() || status == Status::kUnknown) continue;
      if (!IsOpen(status)) found->second->status = status;
    }
  });
}

}  // namespace lockstep::fetch
