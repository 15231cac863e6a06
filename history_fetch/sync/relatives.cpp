#include "history_fetch/sync/relatives.h"

#include <algorithm>
#include <utility>

namespace lockstep::fetch {

void Relatives::Know(const std::vector<Pick>& picks) {
  for (const Pick& pick : picks) known_.Insert(pick.execution.run_id);
}

std::vector<Pick> Relatives::Next(const std::vector<Pick>& picks,
                                  const std::vector<Done>& done) {
  std::vector<size_t> leading;  // those that name others
  for (size_t i = 0; i < picks.size(); ++i) {
    if (InCorpus(done[i].ending) && done[i].details) leading.push_back(i);
  }
  // Those of a chain were counted when they were asked for.
  for (const size_t i : leading) {
    if (picks[i].why == Why::kChain) continue;
    ++chained_[done[i].details->first_run_id];
  }
  std::vector<Pick> next;
  for (const size_t i : leading) {
    const Stratum& stratum = setting_.plan->strata[picks[i].stratum];
    if (stratum.chains) AddChain(picks[i], *done[i].details, next);
    if (stratum.children) AddChildren(picks[i], *done[i].details, next);
  }
  std::sort(next.begin(), next.end());
  return next;
}

void Relatives::AddChain(const Pick& pick, const Details& details,
                         std::vector<Pick>& next) {
  const int64_t most = setting_.plan->strata[pick.stratum].max_per_chain;
  // The run before ended when this one started.
  const bool before_is_gone =
      details.start_time_ns != 0 && details.start_time_ns < setting_.oldest_ns;
  const RunLinks& links = details.links;
  for (const std::string* run_id : {&links.after, &links.before}) {
    if (run_id->empty() || known_.Contains(*run_id)) continue;
    if (run_id == &links.before && before_is_gone) continue;
    int64_t& count = chained_[details.first_run_id];
    if (most > 0 && count >= most) return;
    ++count;
    Add(pick, Why::kChain, {pick.execution.workflow_id, *run_id}, next);
  }
}

void Relatives::AddChildren(const Pick& pick, const Details& details,
                            std::vector<Pick>& next) {
  for (const StartedChild& child : details.links.children) {
    Add(pick, Why::kChild, child.execution, next);
  }
}

void Relatives::Add(const Pick& from, Why why, rpc::Execution execution,
                    std::vector<Pick>& next) {
  if (execution.run_id.empty()) return;
  if (!known_.Insert(execution.run_id)) return;
  Pick pick;
  pick.why = why;
  pick.stratum = from.stratum;
  pick.rank = RankOf(setting_.plan->seed, execution.run_id);
  pick.query = why == Why::kChain ? setting_.chain_query : setting_.child_query;
  pick.execution = std::move(execution);
  pick.archived = from.archived;
  next.push_back(std::move(pick));
}

}  // namespace lockstep::fetch
