// One breadth-first walk from an entry over states: a function, the role it
// runs in, and whether only a replay or only a live run gets there. The first
// way to a state is a shortest one; ties go to the earlier call in the source.
#pragma once

#include <vector>

#include "linter/findings/finding.h"
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

class Walk {
 public:
  // `activities` (sorted): not entered by a plain call (LS909).
  Walk(const Graph& graph, const std::vector<Id>& activities);

  // Forgets the last walk.
  void Start(const Entry& entry);
  // Whether the walk goes along the edge at all.
  bool Follows(State state, const Edge& edge) const;
  bool IsActivity(Id function) const;
  bool Reached(State state) const { return seen_[state] == round_; }

  const std::vector<State>& States() const { return states_; }
  // The first step to the state that may never be taken (a class that nobody
  // constructs); null when all are sure. Sure ways are walked first.
  const Edge* UnlikelyTo(State state) const;
  // From the entry to the function of the state, the entry's own hop first.
  std::vector<Hop> ChainTo(State state) const;
  const Graph& graph() const { return graph_; }

 private:
  struct Step {
    State from = 0;
    const Edge* edge = nullptr;
  };

  void Reach(const Step& step);
  void Spread(size_t first, std::vector<Step>* later);

  const Graph& graph_;
  const std::vector<Id>& activities_;
  Entry entry_;
  uint32_t round_ = 0;
  std::vector<uint32_t> seen_;  // by state: the round that saw it
  std::vector<Step> steps_;     // by state: how this round got there
  std::vector<State> states_;
};

}  // namespace lockstep::lint
