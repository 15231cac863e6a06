#include "linter/link/walk.h"

#include <algorithm>

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

Walk::Walk(const Graph& graph, const std::vector<Id>& activities)
    : graph_(graph), activities_(activities) {
  const size_t states = size_t{graph.program().Count()} * kRoles * kRegions;
  seen_.assign(states, 0);
  steps_.resize(states);
}

bool Walk::IsActivity(Id function) const {
  return std::binary_search(activities_.begin(), activities_.end(), function);
}

bool Walk::Follows(State state, const Edge& edge) const {
  if (edge.role == int(Role::kNever)) return false;
  const Role role = RoleOf(state);
  if (Replayed(role)) {
    if (edge.role == ParameterUse::kInherit && IsActivity(edge.to)) {
      return false;
    }
    if (graph_.program().IsInitialiser(edge.to)) return false;
    const std::string& says = graph_.program().At(edge.to).annotation;
    if (!says.empty()) return false;
    // What only a replay does, only live does: nobody does.
    const Region region = RegionOf(state);
    return region == Region::kAlways || edge.region == Region::kAlways ||
           edge.region == region;
  }
  return true;
}

void Walk::Start(const Entry& entry) {
  entry_ = entry;
  ++round_;
  states_.clear();
  const State first = MakeState(entry.function, entry.role, Region::kAlways);
  seen_[first] = round_;
  steps_[first] = {};
  states_.push_back(first);
  std::vector<Step> unlikely;
  Spread(0, &unlikely);
  const size_t sure = states_.size();
  for (const Step& step : unlikely) Reach(step);
  Spread(sure, nullptr);
}

void Walk::Reach(const Step& step) {
  const State next = Next(step.from, *step.edge);
  if (seen_[next] == round_) return;
  seen_[next] = round_;
  steps_[next] = step;
  states_.push_back(next);
}

// Visits the states from the `first` on. `later` takes the unlikely steps;
// without it they are taken at once.
void Walk::Spread(size_t first, std::vector<Step>* later) {
  for (size_t i = first; i < states_.size(); ++i) {
    const State state = states_[i];
    for (const Edge& edge : graph_.From(FunctionOf(state))) {
      if (!Follows(state, edge)) continue;
      if (edge.unlikely && later != nullptr) {
        later->push_back({state, &edge});
      } else {
        Reach({state, &edge});
      }
    }
  }
}

const Edge* Walk::UnlikelyTo(State state) const {
  const Edge* first = nullptr;
  for (; steps_[state].edge != nullptr; state = steps_[state].from) {
    if (steps_[state].edge->unlikely) first = steps_[state].edge;
  }
  return first;
}

std::vector<Hop> Walk::ChainTo(State state) const {
  std::vector<Hop> hops;
  const Program& program = graph_.program();
  for (; steps_[state].edge != nullptr; state = steps_[state].from) {
    const Edge& edge = *steps_[state].edge;
    if (edge.stored != nullptr && edge.stored->Known()) {
      hops.push_back(
          {*edge.stored, "'" + program.At(edge.to).name + "' is stored here"});
    }
    hops.push_back({edge.At(), HopText(program, edge)});
  }
  hops.push_back({program.At(entry_.function).place, EntryText(entry_)});
  std::reverse(hops.begin(), hops.end());
  return hops;
}

}  // namespace lockstep::lint
