#include "history_fetch/sync/relatives.h"

#include <utility>

namespace lockstep::fetch {

PickQueue Relatives::Next(Leads& leads) {
  // Those of a chain were counted when they were asked for.
  leads.Rewind();
  while (const std::optional<Lead> lead = leads.Next()) {
    if (lead->why != Why::kChain) ++chained_[lead->first_run_id];
  }
  PickQueue next;
  leads.Rewind();
  while (const std::optional<Lead> lead = leads.Next()) {
    const Stratum& stratum = setting_.plan->strata[lead->stratum];
    if (stratum.chains) AddChain(*lead, next);
    if (stratum.children) AddChildren(*lead, next);
  }
  return next;
}

void Relatives::AddChain(const Lead& lead, PickQueue& next) {
  const int64_t most = setting_.plan->strata[lead.stratum].max_per_chain;
  // The run before ended when this one started.
  const bool before_is_gone =
      lead.start_time_ns != 0 && lead.start_time_ns < setting_.oldest_ns;
  const RunLinks& links = lead.links;
  for (const std::string* run_id : {&links.after, &links.before}) {
    if (run_id->empty() || known_.Contains(*run_id)) continue;
    if (run_id == &links.before && before_is_gone) continue;
    int64_t& count = chained_[lead.first_run_id];
    if (most > 0 && count >= most) return;
    ++count;
    Add(lead, Why::kChain, {lead.workflow_id, *run_id}, next);
  }
}

void Relatives::AddChildren(const Lead& lead, PickQueue& next) {
  for (const StartedChild& child : lead.links.children) {
    Add(lead, Why::kChild, child.execution, next);
  }
}

void Relatives::Add(const Lead& from, Why why, rpc::Execution execution,
                    PickQueue& next) {
  if (execution.run_id.empty()) return;
  if (!known_.Insert(execution.run_id)) return;
  Pick pick;
  pick.why = why;
  pick.stratum = from.stratum;
  pick.rank = RankOf(setting_.plan->seed, execution.run_id);
  pick.query = why == Why::kChain ? setting_.chain_query : setting_.child_query;
  pick.execution = std::move(execution);
  pick.archived = from.archived;
  next.Add(pick);
}

}  // namespace lockstep::fetch
