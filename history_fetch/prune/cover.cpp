#include "history_fetch/prune/cover.h"

#include <algorithm>
#include <queue>
#include <tuple>

namespace lockstep::fetch {
namespace {

// What a choice adds; at least what it still adds later on, since others only
// take from it.
struct Offer {
  int64_t gain = 0;
  int64_t cost = 1;
  int64_t bytes = 0;
  size_t index = 0;
};

// For a queue with the best offer on top.
struct IsWorse {
  bool operator()(const Offer& a, const Offer& b) const {
    const int64_t left = a.gain * b.cost;
    const int64_t right = b.gain * a.cost;
    if (left != right) return left < right;
    return std::tie(a.bytes, a.index) > std::tie(b.bytes, b.index);
  }
};

int64_t GainOf(const Features& features, const std::vector<bool>& covered) {
  return std::count_if(features.begin(), features.end(),
                       [&](uint32_t feature) { return !covered[feature]; });
}

}  // namespace

std::vector<size_t> GreedyCover(const std::vector<Choice>& choices,
                                const Budget& budget,
                                std::vector<bool>& covered) {
  std::priority_queue<Offer, std::vector<Offer>, IsWorse> offers;
  for (size_t i = 0; i < choices.size(); ++i) {
    const int64_t bytes = std::max<int64_t>(choices[i].bytes, 1);
    offers.push({GainOf(choices[i].features, covered),
                 budget.bytes > 0 ? bytes : 1, choices[i].bytes, i});
  }
  std::vector<size_t> chosen;
  int64_t left = budget.bytes;
  while (!offers.empty()) {
    if (budget.histories > 0 &&
        static_cast<int64_t>(chosen.size()) == budget.histories) {
      break;
    }
    Offer best = offers.top();
    offers.pop();
    if (budget.bytes > 0 && best.bytes > left) continue;
    const Features& features = choices[best.index].features;
    const int64_t gain = GainOf(features, covered);
    if (gain == 0) continue;
    if (gain < best.gain) {
      best.gain = gain;
      offers.push(best);
      continue;
    }
    for (const uint32_t feature : features) covered[feature] = true;
    chosen.push_back(best.index);
    left -= best.bytes;
  }
  return chosen;
}

}  // namespace lockstep::fetch
