#include "history_fetch/sync/relatives.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "history_fetch/select/query.h"

namespace lockstep::fetch {

void Relatives::Know(const std::vector<Job>& jobs) {
  for (const Job& job : jobs) known_.insert(job.pick.execution.run_id);
}

std::vector<Job> Relatives::Next(const std::vector<Job>& jobs,
                                 const std::vector<Done>& done) {
  // Those of a chain were counted when they were asked for.
  for (size_t i = 0; i < jobs.size(); ++i) {
    if (jobs[i].pick.why == Why::kChain || !InCorpus(done[i].ending)) continue;
    ++chained_[done[i].first_run_id];
  }
  std::vector<Job> next;
  for (size_t i = 0; i < jobs.size(); ++i) {
    if (!InCorpus(done[i].ending)) continue;
    if (jobs[i].chains) AddChain(jobs[i], done[i], next);
    if (jobs[i].children) AddChildren(jobs[i], done[i], next);
  }
  std::sort(next.begin(), next.end(),
            [](const Job& a, const Job& b) { return a.pick < b.pick; });
  return next;
}

void Relatives::AddChain(const Job& job, const Done& done,
                         std::vector<Job>& next) {
  const int64_t most = setting_.plan->strata[job.pick.stratum].max_per_chain;
  // The run before ended when this one started.
  const bool before_is_gone =
      done.start_time_ns != 0 && done.start_time_ns < setting_.oldest_ns;
  for (const std::string* run_id : {&done.links.after, &done.links.before}) {
    if (run_id->empty() || known_.contains(*run_id)) continue;
    if (run_id == &done.links.before && before_is_gone) continue;
    int64_t& count = chained_[done.first_run_id];
    if (most > 0 && count >= most) return;
    ++count;
    Add(job, Why::kChain, {job.pick.execution.workflow_id, *run_id}, next);
  }
}

void Relatives::AddChildren(const Job& job, const Done& done,
                            std::vector<Job>& next) {
  // Of a fan-out only as many as of any other cell.
  const int64_t want = setting_.plan->strata[job.pick.stratum].want;
  std::map<std::string, std::vector<const StartedChild*>> by_type;
  for (const StartedChild& child : done.links.children) {
    const bool here =
        child.name_space.empty() || child.name_space == setting_.name_space;
    if (here) by_type[child.workflow_type].push_back(&child);
  }
  const auto rank = [&](const StartedChild* child) {
    return std::pair(RankOf(setting_.plan->seed, child->execution.run_id),
                     child->execution.run_id);
  };
  for (auto& [type, children] : by_type) {
    std::sort(children.begin(), children.end(),
              [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    if (std::ssize(children) > want) {
      children.resize(static_cast<size_t>(want));
    }
    for (const StartedChild* child : children) {
      Add(job, Why::kChild, child->execution, next);
    }
  }
}

void Relatives::Add(const Job& origin, Why why, rpc::Execution execution,
                    std::vector<Job>& next) {
  if (execution.run_id.empty()) return;
  if (!known_.insert(execution.run_id).second) return;
  Job job = origin;
  job.pick = Pick();
  job.pick.why = why;
  job.pick.stratum = origin.pick.stratum;
  job.pick.rank = RankOf(setting_.plan->seed, execution.run_id);
  job.pick.query =
      fmt::format("{} {}", why == Why::kChain ? "chain of" : "child of",
                  origin.pick.execution.run_id);
  job.pick.execution = std::move(execution);
  job.pick.archived = origin.pick.archived;
  next.push_back(std::move(job));
}

}  // namespace lockstep::fetch
