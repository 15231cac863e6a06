// What follows from all calls together, whatever the entry: what a function
// makes the SDK do, and where its result goes.
#pragma once

#include <vector>

#include "linter/link/state_graph.h"

namespace lockstep::lint {

// What calling the function may do, itself or in what it calls.
struct Deeds {
  static constexpr uint8_t kCommand = 1, kDraw = 2, kSuspension = 4;
};

std::vector<uint8_t> SumDeeds(const Graph& graph);

// The first action, in `function` or nearest below it, with one of the deeds.
const Action* NearestDeed(const Graph& graph, Id function, uint8_t deeds);

// States that some entry reaches, and where the results of their functions go
// when they are called outside of replay guards.
class Usage {
 public:
  Usage(const StateGraph& states, const Entries& entries);

  bool Replays(Id function) const { return replays_[function]; }
  // Reached in a role other than one that replays, by kind.
  bool InRole(Id function, Role role) const;
  const ValueFlow& Results(Id function) const { return results_[function]; }
  // Calls that reach the function, from code that replays.
  uint32_t Callers(Id function) const { return callers_[function]; }

 private:
  void SumResults();

  const StateGraph& states_;
  std::vector<bool> replays_;  // by function
  std::vector<ValueFlow> results_;
  std::vector<uint32_t> callers_;
};

}  // namespace lockstep::lint
