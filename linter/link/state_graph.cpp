#include "linter/link/state_graph.h"

#include <algorithm>

namespace lockstep::lint {

bool Replayed(Role role) {
  return role == Role::kWorkflow || role == Role::kQuery ||
         role == Role::kValidator || role == Role::kPredicate;
}

State Next(State state, const Edge& edge) {
  Role role = RoleOf(state);
  // What begins outside of workflow code stays outside.
  if (edge.role != ParameterUse::kInherit && Replayed(role)) {
    role = Role(edge.role);
  }
  return MakeState(edge.to, role, Inside(RegionOf(state), edge.region));
}

StateGraph::StateGraph(const Graph& graph, const Entries& entries)
    : graph_(graph), activities_(entries.activities) {
  nodes_.assign(size_t{graph.program().Count()} * kRoles * kRegions, kNoId);
  for (const auto* list : {&entries.reported, &entries.outside}) {
    for (const Entry& entry : *list) {
      Discover(MakeState(entry.function, entry.role, Region::kAlways));
    }
  }
  for (Node node = 0; node < Count(); ++node) {
    first_.push_back(uint32_t(steps_.size()));
    const State state = states_[node];
    for (const Edge& edge : graph.From(FunctionOf(state))) {
      if (Follows(state, edge)) {
        steps_.push_back({Discover(Next(state, edge)), &edge});
      }
    }
  }
  first_.push_back(uint32_t(steps_.size()));
  steps_.emplace_back();  // so that end() of the last has an address
}

StateGraph::Node StateGraph::Discover(State state) {
  Node& node = nodes_[state];
  if (node == kNoId) {
    node = Count();
    states_.push_back(state);
  }
  return node;
}

bool StateGraph::IsActivity(Id function) const {
  return std::binary_search(activities_.begin(), activities_.end(), function);
}

bool StateGraph::Follows(State state, const Edge& edge) const {
  if (edge.role == int(Role::kNever)) return false;
  if (!Replayed(RoleOf(state))) return true;
  if (edge.role == ParameterUse::kInherit && IsActivity(edge.to)) return false;
  const Program& program = graph_.program();
  if (program.IsInitialiser(edge.to)) return false;
  if (!program.At(edge.to).annotation.empty()) return false;
  // What only a replay does, only live does: nobody does.
  const Region region = RegionOf(state);
  return region == Region::kAlways || edge.region == Region::kAlways ||
         edge.region == region;
}

StateGraph::Reach StateGraph::ReachOf(const std::vector<Entry>& entries) const {
  Successors successors{first_, {}};
  for (const Step& step : steps_) successors.to.push_back(step.to);
  Reach reach;
  reach.component = ComponentsOf(successors);
  uint32_t count = 0;
  for (uint32_t number : reach.component) count = std::max(count, number + 1);
  reach.words = entries.size() / 64 + 1;
  reach.bits.assign(count * reach.words, 0);
  for (size_t i = 0; i < entries.size(); ++i) {
    const Node node = NodeOf(
        MakeState(entries[i].function, entries[i].role, Region::kAlways));
    reach.bits[reach.component[node] * reach.words + i / 64] |= uint64_t{1}
                                                                << (i % 64);
  }
  std::vector<std::vector<Node>> members(count);
  for (Node node = 0; node < Count(); ++node) {
    members[reach.component[node]].push_back(node);
  }
  // Callers have the greater numbers.
  for (uint32_t from = count; from-- > 0;) {
    for (Node node : members[from]) {
      for (const Step* step = begin(node); step != end(node); ++step) {
        const uint32_t to = reach.component[step->to];
        if (to == from) continue;
        for (size_t word = 0; word < reach.words; ++word) {
          reach.bits[to * reach.words + word] |=
              reach.bits[from * reach.words + word];
        }
      }
    }
  }
  return reach;
}

}  // namespace lockstep::lint
