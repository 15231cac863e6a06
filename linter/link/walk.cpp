#include "linter/link/walk.h"

#include <algorithm>

#include "linter/link/passed_hops.h"

namespace lockstep::lint {
namespace {

std::string EntryText(const Entry& entry) {
  const std::string name = "'" + entry.name + "'";
  std::string text;
  switch (entry.role) {
    case Role::kQuery:
      text = "query handler " + name + " starts here";
      break;
    case Role::kValidator:
      text = "validator " + name + " starts here";
      break;
    case Role::kWorkflow:
    case Role::kPredicate:
    case Role::kSideEffect:
    case Role::kActivity:
    case Role::kDetached:
    case Role::kNever:
    case Role::kMain:
      text = "workflow " + name + " starts here";
      break;
  }
  if (!entry.reason.empty()) text += " (" + entry.reason + ")";
  return text;
}

}  // namespace

Hop EntryHop(const Program& program, const Entry& entry) {
  return {program.At(entry.function).place, EntryText(entry)};
}

Walk::Walk(const StateGraph& states)
    : states_(states),
      seen_(states.Count(), false),
      judged_(states.Count(), false),
      origins_(states.Count()) {}

void Walk::Begin(Ways ways) {
  ways_ = ways;
  seen_.assign(states_.Count(), false);
}

void Walk::Start(const Entry& entry) {
  entry_ = entry;
  queue_.clear();
  fresh_.clear();
  Reach(states_.NodeOf(MakeState(entry.function, entry.role, Region::kAlways)),
        {});
  for (size_t i = 0; i < queue_.size(); ++i) {
    const Node node = queue_[i];
    for (const auto* step = states_.begin(node); step != states_.end(node);
         ++step) {
      if (ways_ == Ways::kSure && step->edge->unlikely) continue;
      Reach(step->to, {node, step->edge});
    }
  }
}

void Walk::Reach(Node node, const Origin& origin) {
  if (seen_[node]) return;
  seen_[node] = true;
  origins_[node] = origin;
  queue_.push_back(node);
  if (judged_[node]) return;
  judged_[node] = true;
  fresh_.push_back(states_.At(node));
}

const Edge* Walk::UnlikelyTo(State state) const {
  const Edge* first = nullptr;
  Node node = states_.NodeOf(state);
  for (; origins_[node].edge != nullptr; node = origins_[node].from) {
    if (origins_[node].edge->unlikely) first = origins_[node].edge;
  }
  return first;
}

std::vector<Hop> Walk::ChainTo(State state) const {
  std::vector<Hop> hops;
  const Program& program = graph().program();
  Node node = states_.NodeOf(state);
  for (; origins_[node].edge != nullptr; node = origins_[node].from) {
    const Edge& edge = *origins_[node].edge;
    if (edge.stored != nullptr && edge.stored->Known()) {
      hops.push_back(
          {*edge.stored, "'" + program.At(edge.to).name + "' is stored here"});
    }
    if (edge.kind == Edge::Kind::kPassed) {
      const std::vector<Hop> within = PassedHops(program, edge);
      hops.insert(hops.end(), within.rbegin(), within.rend());
    }
    hops.push_back({edge.At(), HopText(program, edge)});
  }
  hops.push_back(EntryHop(program, entry_));
  std::reverse(hops.begin(), hops.end());
  return hops;
}

}  // namespace lockstep::lint
