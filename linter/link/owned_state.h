// Whose state a write in a query handler, validator or predicate changes: the
// workflow's, or that of an object which the handler made for itself.
#pragma once

#include <vector>

#include "linter/link/summary.h"

namespace lockstep::lint {

class OwnedState {
 public:
  OwnedState(const Graph& graph, const Usage& usage, const Entries& entries);

  // The write, in a function that runs in such a role, is seen afterwards.
  bool Outlives(Id function, const Action& write) const;

 private:
  // What is the workflow's, in some call of the function.
  static constexpr uint8_t kReached = 1, kFields = 2, kCaptures = 4;

  void Spread(const Graph& graph);

  std::vector<uint8_t> owned_;  // by function
  std::vector<Id> work_;
};

}  // namespace lockstep::lint
