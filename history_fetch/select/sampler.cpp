#include "history_fetch/select/sampler.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <string_view>
#include <utility>

#include "history_fetch/text_set.h"

namespace lockstep::fetch {
namespace {

// With caps for chains and schedules a cell needs more than it gives: those
// that stand above the caps.
constexpr int64_t kSpare = 8;

bool ByAge(const Pick& a, const Pick& b) {
  return std::tie(a.start_time_ns, a.execution.run_id) <
         std::tie(b.start_time_ns, b.execution.run_id);
}

bool ByLength(const Pick& a, const Pick& b) {
  return std::tie(b.history_length, a.execution.run_id) <
         std::tie(a.history_length, b.execution.run_id);
}

// Keeps the first `most`. A run that is there stays as it is.
template <class Cell>
void Insert(Cell& cell, int64_t most, const Pick& pick) {
  if (most <= 0) return;
  const bool full = std::ssize(cell) >= most;
  if (full && !cell.key_comp()(pick, *cell.rbegin())) return;
  const bool added = cell.insert(pick).second;
  if (added && full) cell.erase(std::prev(cell.end()));
}

}  // namespace

uint64_t RankOf(uint64_t seed, const std::string& run_id) {
  return HashOf(seed, run_id);
}

std::vector<AgeRange> AgeRanges(const Stratum& stratum) {
  std::vector<AgeRange> ranges;
  int64_t younger = 0;
  for (const std::optional<int64_t>& older : stratum.age_buckets) {
    ranges.push_back({younger, older});
    younger = older.value_or(younger);
  }
  if (ranges.empty()) ranges.push_back({});
  return ranges;
}

namespace {

// Of these a server knows the names, and a run need not have them.
bool IsBuiltIn(const std::string& attribute) {
  constexpr std::array<std::string_view, 6> kBuiltIn = {
      "TemporalChangeVersion", "BuildIds",  "TemporalWorkerDeploymentVersion",
      "TemporalScheduledById", "TaskQueue", "ParentWorkflowId"};
  return std::find(kBuiltIn.begin(), kBuiltIn.end(), attribute) !=
         kBuiltIn.end();
}

}  // namespace

std::vector<std::string> ValuesOf(const rpc::ExecutionInfo& run,
                                  const std::string& attribute) {
  std::vector<std::string> values;
  if (attribute == "TemporalChangeVersion") {
    values = run.change_versions;
  } else if (attribute == "BuildIds") {
    values = run.build_ids;
  } else if (attribute == "TemporalWorkerDeploymentVersion") {
    values = {run.deployment_version};
  } else if (attribute == "TemporalScheduledById") {
    values = {run.scheduled_by};
  } else if (attribute == "TaskQueue") {
    values = {run.task_queue};
  } else if (attribute == "ParentWorkflowId") {
    values = {run.parent.workflow_id};
  } else if (const auto found = run.search_attributes.find(attribute);
             found != run.search_attributes.end()) {
    values = found->second;
  }
  if (values.empty()) values.emplace_back();
  return values;
}

Sampler::Sampler(const Setting& setting)
    : setting_(setting),
      stratum_(*setting.stratum),
      ages_(AgeRanges(*setting.stratum)),
      oldest_(ByAge),
      longest_open_(ByLength),
      longest_closed_(ByLength),
      unmeasured_(ByAge) {}

Pick Sampler::ToPick(const rpc::ExecutionInfo& run, uint32_t query) const {
  Pick pick;
  pick.status = ParseStatus(run.status);
  pick.why = IsOpen(pick.status) ? Why::kRunning : Why::kClosed;
  pick.stratum = static_cast<uint32_t>(setting_.index);
  pick.query = query;
  pick.rank = RankOf(setting_.seed, run.execution.run_id);
  pick.execution = run.execution;
  pick.start_time_ns = run.start_time_ns;
  pick.history_length = run.history_length;
  if (stratum_.max_per_chain > 0) pick.first_run_id = run.first_run_id;
  if (stratum_.max_per_schedule > 0) pick.scheduled_by = run.scheduled_by;
  return pick;
}

void Sampler::Offer(const RankedCells::Key& key, const Pick& pick) {
  const bool capped =
      stratum_.max_per_chain > 0 || stratum_.max_per_schedule > 0;
  const int64_t most = stratum_.want * (capped ? kSpare : 1);
  cells_.Offer(key, most, pick);
}

void Sampler::OfferExtreme(const Pick& pick) {
  if (!IsOpen(pick.status)) {
    Insert(longest_closed_, stratum_.longest, pick);
    return;
  }
  Insert(oldest_, stratum_.oldest, pick);
  if (pick.history_length > 0) {
    Insert(longest_open_, stratum_.longest, pick);
  } else if (stratum_.longest > 0) {
    Insert(unmeasured_, kMostUnmeasured, pick);
  }
}

size_t Sampler::StatusIndex(Status status) const {
  const auto& known = stratum_.statuses;
  auto found = std::find(known.begin(), known.end(), NameOf(status));
  // Whoever wants runs that are open wants those that are paused too.
  if (found == known.end() && IsOpen(status)) {
    found = std::find(known.begin(), known.end(), "Running");
  }
  return static_cast<size_t>(found - known.begin());
}

void Sampler::Add(const rpc::ExecutionInfo& run, uint32_t query,
                  bool archived) {
  const size_t status = StatusIndex(ParseStatus(run.status));
  if (status == stratum_.statuses.size()) return;
  if (run.workflow_type != stratum_.workflow_type) return;
  ++matching_;
  Pick pick = ToPick(run, query);
  pick.archived = archived;
  OfferExtreme(pick);
  for (size_t age = 0; age < ages_.size(); ++age) {
    if (!StartedIn(ages_[age], setting_.now_s, run.start_time_ns)) continue;
    if (stratum_.split_by.empty()) Offer({pick.why, status, age, 0, ""}, pick);
    ++split_;
    for (size_t i = 0; i < stratum_.split_by.size(); ++i) {
      for (std::string& value : ValuesOf(run, stratum_.split_by[i])) {
        if (!value.empty()) set_.insert(stratum_.split_by[i]);
        Offer({pick.why, status, age, i, std::move(value)}, pick);
      }
    }
  }
}

std::optional<Pick> Sampler::Wanted(const rpc::ExecutionInfo& run) const {
  const bool known =
      run.workflow_type == stratum_.workflow_type &&
      StatusIndex(ParseStatus(run.status)) < stratum_.statuses.size();
  const bool of_an_age =
      std::any_of(ages_.begin(), ages_.end(), [&](const AgeRange& range) {
        return StartedIn(range, setting_.now_s, run.start_time_ns);
      });
  if (!known || !of_an_age) return std::nullopt;
  return ToPick(run, 0);
}

void Sampler::AddIncluded(const rpc::ExecutionInfo& run, size_t include,
                          uint32_t query) {
  if (run.workflow_type != stratum_.workflow_type) return;
  Pick pick = ToPick(run, query);
  pick.why = Why::kIncluded;
  Offer({Why::kIncluded, include, 0, 0, ""}, pick);
}

std::vector<std::string> Sampler::Unset() const {
  std::vector<std::string> unset;
  if (split_ == 0) return unset;
  for (const std::string& attribute : stratum_.split_by) {
    if (!IsBuiltIn(attribute) && !set_.contains(attribute)) {
      unset.push_back(attribute);
    }
  }
  return unset;
}

std::vector<rpc::Execution> Sampler::Unmeasured() const {
  std::vector<rpc::Execution> runs;
  if (unmeasured_.size() + longest_open_.size() <=
      static_cast<size_t>(stratum_.longest)) {
    return runs;  // all of them are taken
  }
  for (const Pick& pick : unmeasured_) runs.push_back(pick.execution);
  return runs;
}

void Sampler::Measure(const rpc::Execution& run, int64_t history_length) {
  for (Pick pick : unmeasured_) {
    if (pick.execution != run) continue;
    pick.history_length = history_length;
    Insert(longest_open_, stratum_.longest, pick);
  }
}

Sample Sampler::Take() {
  PickQueue all;
  std::vector<int64_t> limits;  // how many each cell gives
  const auto add = [&](uint32_t turn, Pick pick) {
    pick.turn = turn;
    pick.cell = static_cast<uint32_t>(limits.size());
    all.Add(pick);
  };
  const auto add_all = [&](Cell& picks, int64_t limit) {
    uint32_t turn = 0;
    while (!picks.empty()) {
      add(turn++, std::move(picks.extract(picks.begin()).value()));
    }
    limits.push_back(limit);
  };
  // Where none was measured, each may be the longest: the oldest are.
  if (!longest_open_.empty()) unmeasured_.clear();
  add_all(oldest_, stratum_.oldest);
  add_all(longest_open_, stratum_.longest);
  add_all(longest_closed_, stratum_.longest);
  add_all(unmeasured_, stratum_.longest);
  cells_.ForEach(add, [&] { limits.push_back(stratum_.want); });
  cells_ = RankedCells();
  return {stratum_, std::move(all), std::move(limits)};
}

}  // namespace lockstep::fetch
