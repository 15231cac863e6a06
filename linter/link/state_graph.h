// The states that the program can be in: a function, the role it runs in, and
// whether only a replay or only a live run gets there. Only those that some
// entry reaches, each with the steps that lead on.
#pragma once

#include <vector>

#include "linter/link/components.h"
#include "linter/link/entries.h"
#include "linter/link/graph.h"

namespace lockstep::lint {

using State = uint32_t;

inline State MakeState(Id function, Role role, Region region) {
  return (function * kRoles + uint32_t(role)) * kRegions + uint32_t(region);
}
inline Id FunctionOf(State state) { return state / (kRoles * kRegions); }
inline Role RoleOf(State state) {
  return Role(state / kRegions % uint32_t(kRoles));
}
inline Region RegionOf(State state) { return Region(state % kRegions); }

// Code in this role decides what the workflow does, so it must replay.
bool Replayed(Role role);

// Where the edge leads from the state.
State Next(State state, const Edge& edge);

// States have numbers of their own here: nodes, in the order of discovery.
class StateGraph {
 public:
  using Node = uint32_t;
  struct Step {
    Node to = 0;
    const Edge* edge = nullptr;
  };

  StateGraph(const Graph& graph, const Entries& entries);

  const Graph& graph() const { return graph_; }
  Node Count() const { return Node(states_.size()); }
  State At(Node node) const { return states_[node]; }
  Node NodeOf(State state) const {
    return nodes_[state];
  }  // kNoId: not reached
  const Step* begin(Node node) const { return &steps_[first_[node]]; }
  const Step* end(Node node) const { return &steps_[first_[node + 1]]; }

  // Whether code in the state goes along the edge at all.
  bool Follows(State state, const Edge& edge) const;
  // Registered as one: not entered by a plain call (LS909).
  bool IsActivity(Id function) const;

  // By component of nodes: a set of bits, one for each reported entry that
  // reaches it.
  struct Reach {
    std::vector<uint32_t> component;  // by node
    size_t words = 0;                 // for each component
    std::vector<uint64_t> bits;
    bool Has(Node node, size_t entry) const {
      return (bits[component[node] * words + entry / 64] >> (entry % 64)) & 1;
    }
  };
  Reach ReachOf(const std::vector<Entry>& entries) const;

 private:
  Node Discover(State state);

  const Graph& graph_;
  const std::vector<Id>& activities_;
  std::vector<Node> nodes_;  // by state
  std::vector<State> states_;
  std::vector<uint32_t> first_;
  std::vector<Step> steps_;
};

}  // namespace lockstep::lint
