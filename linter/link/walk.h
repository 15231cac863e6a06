// Breadth-first walks from the entries, one after the other in the order of
// their names, over states that no earlier entry reached. So the first way to a
// state is a shortest one from the first entry that reaches it, and each state
// is visited once. Ties go to the earlier call in the source.
#pragma once

#include <vector>

#include "linter/findings/finding.h"
#include "linter/link/state_graph.h"

namespace lockstep::lint {

// kSure: without steps that may never be taken (an overrider whose class
// nobody constructs). Whatever only kAll reaches is worth less.
enum class Ways : uint8_t { kSure, kAll };

class Walk {
 public:
  explicit Walk(const StateGraph& states);

  // Forgets what earlier entries reached.
  void Begin(Ways ways);
  void Start(const Entry& entry);
  // That the last Start reached first, and no Start of other ways before.
  const std::vector<State>& States() const { return fresh_; }

  Ways ways() const { return ways_; }
  // The first step to the state that may never be taken; null if all are sure.
  const Edge* UnlikelyTo(State state) const;
  // From the entry to the function of the state, the entry's own hop first.
  std::vector<Hop> ChainTo(State state) const;
  const StateGraph& states() const { return states_; }
  const Graph& graph() const { return states_.graph(); }

 private:
  using Node = StateGraph::Node;
  struct Origin {
    Node from = 0;
    const Edge* edge = nullptr;
  };
  void Reach(Node node, const Origin& origin);

  const StateGraph& states_;
  Ways ways_ = Ways::kSure;
  Entry entry_;
  std::vector<bool> seen_, judged_;  // by node
  std::vector<Origin> origins_;      // by node
  std::vector<Node> queue_;
  std::vector<State> fresh_;
};

// "workflow 'Checkout' starts here".
Hop EntryHop(const Program& program, const Entry& entry);

}  // namespace lockstep::lint
