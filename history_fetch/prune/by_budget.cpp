#include "history_fetch/prune/by_budget.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace lockstep::fetch {
namespace {

struct Sum {
  int64_t histories = 0;
  int64_t bytes = 0;

  void Add(const Candidate& candidate) {
    ++histories;
    bytes += candidate.bytes;
  }
  bool FitsInto(const Budget& budget) const {
    return (budget.histories == 0 || histories <= budget.histories) &&
           (budget.bytes == 0 || bytes <= budget.bytes);
  }
};

std::string Shown(const Budget& budget) {
  std::string text;
  if (budget.histories > 0) {
    text = fmt::format("--max-histories {}", budget.histories);
  }
  if (budget.bytes > 0) {
    text += fmt::format("{}--max-bytes {}", text.empty() ? "" : " and ",
                        budget.bytes);
  }
  return text;
}

class Selection {
 public:
  Selection(const BudgetRule& rule, std::vector<Decision>& decisions)
      : rule_(rule) {
    for (Decision& decision : decisions) {
      if (Stays(decision.why)) candidates_.push_back(&decision);
    }
    stays_.resize(candidates_.size());
  }

  bool Fits() const {
    Sum sum;
    for (const Decision* decision : candidates_) sum.Add(decision->candidate);
    return sum.FitsInto(rule_.budget);
  }

  Outcome<void> KeepWhatMust() {
    if (rule_.running == Running::kStays) {
      for (size_t i = 0; i < candidates_.size(); ++i) {
        if (!Of(i).closed) Keep(i);
      }
    }
    if (rule_.plan != nullptr) {
      for (const Stratum& stratum : rule_.plan->strata) KeepMinimaOf(stratum);
    }
    if (sum_.FitsInto(rule_.budget)) return {};
    return Fail(
        ExitCode::kUsage,
        fmt::format("{} is too little for what must stay, running histories "
                    "and minima of a plan: {} histories of {} bytes; raise it, "
                    "pass --include-running, or lower the minima",
                    Shown(rule_.budget), sum_.histories, sum_.bytes));
  }

  Outcome<void> KeepWhatCovers(const ReadFeatures& read) {
    std::vector<Choice> choices;
    std::vector<size_t> indices;
    std::vector<Features> kept;
    uint32_t highest = 0;
    for (size_t i = 0; i < candidates_.size(); ++i) {
      Outcome<Features> features = read(Of(i));
      if (!features) return tl::unexpected(features.error());
      if (!features->empty()) highest = std::max(highest, features->back());
      if (stays_[i]) {
        kept.push_back(*std::move(features));
        continue;
      }
      choices.push_back({*std::move(features), Of(i).bytes});
      indices.push_back(i);
    }
    std::vector<bool> covered(size_t{highest} + 1);
    for (const Features& features : kept) {
      for (const uint32_t feature : features) covered[feature] = true;
    }
    if (IsFull()) return {};
    for (const size_t choice : GreedyCover(choices, Left(), covered)) {
      Keep(indices[choice]);
    }
    return {};
  }

  void Fill() {
    std::set<std::string> shapes;
    std::vector<size_t> rest;
    for (size_t i = 0; i < candidates_.size(); ++i) {
      if (stays_[i]) {
        shapes.insert(Of(i).shape);
      } else {
        rest.push_back(i);
      }
    }
    std::sort(rest.begin(), rest.end(), [&](size_t a, size_t b) {
      return std::tie(Of(b).start_ns, Of(b).fetched_ns, a) <
             std::tie(Of(a).start_ns, Of(a).fetched_ns, b);
    });
    for (const size_t i : rest) {
      if (!shapes.contains(Of(i).shape) && KeepIfItFits(i)) {
        shapes.insert(Of(i).shape);
      }
    }
    for (const size_t i : rest) {
      if (!stays_[i]) KeepIfItFits(i);
    }
  }

  void LetGo() {
    for (size_t i = 0; i < candidates_.size(); ++i) {
      if (!stays_[i]) candidates_[i]->why = Why::kOverBudget;
    }
  }

 private:
  const Candidate& Of(size_t index) const {
    return candidates_[index]->candidate;
  }

  void Keep(size_t index) {
    if (stays_[index]) return;
    stays_[index] = true;
    sum_.Add(Of(index));
  }

  bool KeepIfItFits(size_t index) {
    Sum with = sum_;
    with.Add(Of(index));
    if (!with.FitsInto(rule_.budget)) return false;
    Keep(index);
    return true;
  }

  // 0 stands for no limit.
  bool IsFull() const {
    const Budget& budget = rule_.budget;
    return (budget.histories > 0 && sum_.histories >= budget.histories) ||
           (budget.bytes > 0 && sum_.bytes >= budget.bytes);
  }
  Budget Left() const {
    const Budget& budget = rule_.budget;
    return {budget.histories > 0 ? budget.histories - sum_.histories : 0,
            budget.bytes > 0 ? budget.bytes - sum_.bytes : 0};
  }

  // The smallest that do.
  void KeepMinimaOf(const Stratum& stratum) {
    std::vector<size_t> of_it;
    for (size_t i = 0; i < candidates_.size(); ++i) {
      if (CountsFor(*rule_.plan, stratum, Counted(Of(i)))) of_it.push_back(i);
    }
    std::sort(of_it.begin(), of_it.end(), [&](size_t a, size_t b) {
      return std::tie(Of(a).bytes, a) < std::tie(Of(b).bytes, b);
    });
    int64_t histories = 0;
    int64_t running = 0;
    std::set<std::string> shapes;
    const auto count = [&](size_t i) {
      ++histories;
      running += Of(i).closed ? 0 : 1;
      shapes.insert(Of(i).shape);
    };
    for (const size_t i : of_it) {
      if (stays_[i]) count(i);
    }
    for (const size_t i : of_it) {
      const bool new_shape =
          static_cast<int64_t>(shapes.size()) < stratum.min_distinct_shapes &&
          !shapes.contains(Of(i).shape);
      const bool runs = running < stratum.min_running && !Of(i).closed;
      if (stays_[i] || (!new_shape && !runs)) continue;
      Keep(i);
      count(i);
    }
    for (const size_t i : of_it) {
      if (histories >= stratum.min_histories) return;
      if (stays_[i]) continue;
      Keep(i);
      count(i);
    }
  }

  const BudgetRule& rule_;
  std::vector<Decision*> candidates_;  // which the shapes let stay
  std::vector<bool> stays_;
  Sum sum_;  // of those that stay
};

}  // namespace

Outcome<void> KeepWithinBudget(const BudgetRule& rule, const ReadFeatures& read,
                               std::vector<Decision>& decisions) {
  Selection selection(rule, decisions);
  if (selection.Fits()) return {};
  Outcome<void> done = selection.KeepWhatMust();
  if (done) done = selection.KeepWhatCovers(read);
  if (!done) return done;
  selection.Fill();
  selection.LetGo();
  return {};
}

}  // namespace lockstep::fetch
