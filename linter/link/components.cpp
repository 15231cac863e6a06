#include "linter/link/components.h"

#include <algorithm>
#include <utility>

namespace lockstep::lint {
namespace {

constexpr uint32_t kNone = ~uint32_t{0};

// Tarjan's algorithm without recursion: call graphs are deep.
class Tarjan {
 public:
  explicit Tarjan(const Successors& successors)
      : successors_(successors),
        order_(successors.Count(), 0),
        low_(successors.Count(), 0),
        component_(successors.Count(), kNone) {}

  std::vector<uint32_t> Run() {
    for (uint32_t node = 0; node < successors_.Count(); ++node) {
      if (order_[node] == 0) From(node);
    }
    return std::move(component_);
  }

 private:
  void Enter(uint32_t node) {
    order_[node] = low_[node] = next_++;
    stack_.push_back(node);
    frames_.push_back({node, successors_.first[node]});
  }

  void Leave(uint32_t node) {
    frames_.pop_back();
    if (!frames_.empty()) {
      const uint32_t parent = frames_.back().first;
      low_[parent] = std::min(low_[parent], low_[node]);
    }
    if (low_[node] != order_[node]) return;
    uint32_t member = kNone;
    do {
      member = stack_.back();
      stack_.pop_back();
      component_[member] = components_;
    } while (member != node);
    ++components_;
  }

  void From(uint32_t root) {
    Enter(root);
    while (!frames_.empty()) {
      const uint32_t node = frames_.back().first;
      if (frames_.back().second == successors_.first[node + 1]) {
        Leave(node);
        continue;
      }
      const uint32_t to = successors_.to[frames_.back().second++];
      if (order_[to] == 0) {
        Enter(to);
      } else if (component_[to] == kNone) {
        low_[node] = std::min(low_[node], order_[to]);
      }
    }
  }

  const Successors& successors_;
  std::vector<uint32_t> order_, low_, component_;
  std::vector<uint32_t> stack_;
  std::vector<std::pair<uint32_t, uint32_t>> frames_;  // node, next successor
  uint32_t next_ = 1;
  uint32_t components_ = 0;
};

}  // namespace

std::vector<uint32_t> ComponentsOf(const Successors& successors) {
  return Tarjan(successors).Run();
}

}  // namespace lockstep::lint
