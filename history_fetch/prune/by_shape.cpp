#include "history_fetch/prune/by_shape.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace lockstep::fetch {
namespace {

const std::string& KeyOf(const Candidate& candidate, Level by) {
  switch (by) {
    case Level::kShape:
      return candidate.shape;
    case Level::kLoopShape:
      return candidate.loop_shape;
    case Level::kExact:
      return candidate.sha256;
  }
  return candidate.shape;
}

// Indices into the decisions, in the order of the manifest.
using Group = std::vector<size_t>;

// The newest first, of equals the first in the manifest.
void SortByAge(const std::vector<Decision>& decisions, Group& group) {
  std::sort(group.begin(), group.end(), [&](size_t a, size_t b) {
    const Candidate& one = decisions[a].candidate;
    const Candidate& other = decisions[b].candidate;
    return std::tie(other.start_ns, other.fetched_ns, a) <
           std::tie(one.start_ns, one.fetched_ns, b);
  });
}

void SortBySize(const std::vector<Decision>& decisions, Group& group) {
  std::sort(group.begin(), group.end(), [&](size_t a, size_t b) {
    return std::tie(decisions[a].candidate.bytes, a) <
           std::tie(decisions[b].candidate.bytes, b);
  });
}

void DecideGroup(Group group, const ShapeRule& rule,
                 std::vector<Decision>& decisions) {
  SortBySize(decisions, group);
  const size_t smallest = group.front();
  SortByAge(decisions, group);
  const int64_t newest = rule.by == Level::kExact ? 0 : rule.keep_newest;
  for (size_t i = 0; i < group.size(); ++i) {
    Decision& decision = decisions[group[i]];
    const bool running =
        !decision.candidate.closed && rule.running == Running::kStays;
    if (running) {
      decision.why = Why::kRunning;
    } else if (group[i] == smallest) {
      decision.why = Why::kSmallest;
    } else if (static_cast<int64_t>(i) < newest) {
      decision.why = Why::kNewest;
    } else {
      decision.why = Why::kSameShape;
      decision.instead = decisions[smallest].candidate.file;
    }
  }
}

// What a stratum has that stays, and what could come back for it.
class Stock {
 public:
  Stock(const Plan& plan, const Stratum& stratum,
        std::vector<Decision>& decisions)
      : stratum_(stratum), decisions_(decisions) {
    for (size_t i = 0; i < decisions.size(); ++i) {
      const Candidate& candidate = decisions[i].candidate;
      if (!CountsFor(plan, stratum, Counted(candidate))) continue;
      if (Stays(decisions[i].why)) {
        Count(decisions[i].candidate);
      } else {
        removed_.push_back(i);
      }
    }
  }

  void KeepMinima() {
    SortBySize(decisions_, removed_);
    for (const size_t i : removed_) {
      if (shapes() >= stratum_.min_distinct_shapes) break;
      if (!shapes_.contains(decisions_[i].candidate.shape)) TakeBack(i);
    }
    SortByAge(decisions_, removed_);
    for (const size_t i : removed_) {
      if (running_ >= stratum_.min_running) break;
      if (!decisions_[i].candidate.closed) TakeBack(i);
    }
    for (const size_t i : removed_) {
      if (histories_ >= stratum_.min_histories) break;
      TakeBack(i);
    }
  }

  bool HasMinima() const {
    return shapes() >= stratum_.min_distinct_shapes &&
           running_ >= stratum_.min_running &&
           histories_ >= stratum_.min_histories;
  }

 private:
  int64_t shapes() const { return static_cast<int64_t>(shapes_.size()); }

  void Count(const Candidate& candidate) {
    ++histories_;
    running_ += candidate.closed ? 0 : 1;
    shapes_.insert(candidate.shape);
  }

  void TakeBack(size_t index) {
    Decision& decision = decisions_[index];
    if (Stays(decision.why)) return;
    decision.why = Why::kMinimum;
    decision.instead.clear();
    Count(decision.candidate);
  }

  const Stratum& stratum_;
  std::vector<Decision>& decisions_;
  Group removed_;
  int64_t histories_ = 0;
  int64_t running_ = 0;
  std::set<std::string> shapes_;
};

}  // namespace

std::string_view Name(Why why) {
  switch (why) {
    case Why::kRunning:
      return "running";
    case Why::kSmallest:
      return "smallest";
    case Why::kNewest:
      return "newest";
    case Why::kMinimum:
      return "minimum";
    case Why::kSameShape:
      return "same-shape";
    case Why::kOverBudget:
      return "over-budget";
  }
  return "";
}

std::vector<Decision> DecideByShape(std::vector<Candidate> candidates,
                                    const ShapeRule& rule) {
  std::vector<Decision> decisions;
  std::map<std::string, Group> groups;
  for (Candidate& candidate : candidates) {
    groups[KeyOf(candidate, rule.by)].push_back(decisions.size());
    decisions.emplace_back().candidate = std::move(candidate);
  }
  for (auto& [key, group] : groups) {
    DecideGroup(std::move(group), rule, decisions);
  }
  return decisions;
}

void KeepMinima(const Plan& plan, std::vector<Decision>& decisions) {
  for (const Stratum& stratum : plan.strata) {
    Stock(plan, stratum, decisions).KeepMinima();
  }
}

bool HasMinima(const Plan& plan, std::vector<Decision>& decisions) {
  return std::all_of(plan.strata.begin(), plan.strata.end(),
                     [&](const Stratum& stratum) {
                       return Stock(plan, stratum, decisions).HasMinima();
                     });
}

}  // namespace lockstep::fetch
