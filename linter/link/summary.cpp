#include "linter/link/summary.h"

#include <algorithm>

#include "linter/link/severity.h"

namespace lockstep::lint {
namespace {

uint8_t DeedOf(const Action& action) {
  switch (action.kind) {
    case Action::Kind::kCommand:
      return Deeds::kCommand;
    case Action::Kind::kRandomDraw:
      return Deeds::kDraw;
    case Action::Kind::kSuspension:
      return Deeds::kSuspension;
    case Action::Kind::kStateWrite:
    case Action::Kind::kArmsGate:
      return 0;
  }
  return 0;
}

bool Carries(const Edge& edge) {
  return edge.role == ParameterUse::kInherit ||
         edge.role == int(Role::kWorkflow);
}

}  // namespace

std::vector<uint8_t> SumDeeds(const Graph& graph) {
  const Id count = graph.program().Count();
  std::vector<uint8_t> deeds(count, 0);
  std::vector<std::vector<Id>> callers(count);
  std::vector<Id> work;
  for (Id id = 0; id < count; ++id) {
    for (const Action& action : graph.program().At(id).actions) {
      deeds[id] |= DeedOf(action);
    }
    for (const Edge& edge : graph.From(id)) {
      if (Carries(edge)) callers[edge.to].push_back(id);
    }
    if (deeds[id] != 0) work.push_back(id);
  }
  while (!work.empty()) {
    const Id id = work.back();
    work.pop_back();
    for (Id caller : callers[id]) {
      if ((deeds[caller] | deeds[id]) == deeds[caller]) continue;
      deeds[caller] |= deeds[id];
      work.push_back(caller);
    }
  }
  return deeds;
}

const Action* NearestDeed(const Graph& graph, Id function, uint8_t deeds) {
  std::set<Id> seen = {function};
  std::vector<Id> work = {function};
  for (size_t i = 0; i < work.size(); ++i) {
    for (const Action& action : graph.program().At(work[i]).actions) {
      if ((DeedOf(action) & deeds) != 0) return &action;
    }
    for (const Edge& edge : graph.From(work[i])) {
      if (Carries(edge) && seen.insert(edge.to).second) {
        work.push_back(edge.to);
      }
    }
  }
  return nullptr;
}

Usage::Usage(const StateGraph& states, const Entries& entries)
    : states_(states) {
  const Id count = states.graph().program().Count();
  replays_.assign(count, false);
  results_.resize(count);
  callers_.assign(count, 0);
  for (StateGraph::Node node = 0; node < states.Count(); ++node) {
    const State state = states.At(node);
    if (Replayed(RoleOf(state))) replays_[FunctionOf(state)] = true;
  }
  for (const Entry& entry : entries.reported) {
    results_[entry.function].Add(Sink::kPayload);
  }
  SumResults();
}

bool Usage::InRole(Id function, Role role) const {
  for (int region = 0; region < kRegions; ++region) {
    if (states_.NodeOf(MakeState(function, role, Region(region))) != kNoId) {
      return true;
    }
  }
  return false;
}

void Usage::SumResults() {
  const Graph& graph = states_.graph();
  std::vector<Id> work;
  std::vector<bool> queued(results_.size(), false);
  std::vector<bool> done(results_.size(), false);
  for (StateGraph::Node node = 0; node < states_.Count(); ++node) {
    const State state = states_.At(node);
    const Id id = FunctionOf(state);
    if (!Replayed(RoleOf(state)) || RegionOf(state) != Region::kAlways) {
      continue;
    }
    if (!queued[id]) {
      queued[id] = true;
      work.push_back(id);
    }
  }
  const std::vector<bool> live = queued;
  std::sort(work.begin(), work.end());
  while (!work.empty()) {
    const Id id = work.back();
    work.pop_back();
    queued[id] = false;
    for (const Edge& edge : graph.From(id)) {
      if (edge.region != Region::kAlways || !live[edge.to]) continue;
      if (!Carries(edge) && !Replayed(Role(edge.role))) continue;
      if (!done[id]) ++callers_[edge.to];
      ValueFlow flow;
      if (edge.Calls() && edge.call != nullptr) {
        flow = edge.call->result;
        const bool returned = flow.Has(Sink::kReturned);
        flow.sinks &= uint8_t(~uint8_t(Sink::kReturned));
        if (returned) Combine(flow, results_[id]);
      } else {
        flow.Add(edge.role == int(Role::kPredicate) ? Sink::kBranch
                                                    : Sink::kUnknown);
      }
      ValueFlow all = results_[edge.to];
      Combine(all, flow);
      if (all == results_[edge.to]) continue;
      results_[edge.to] = all;
      if (!queued[edge.to]) {
        queued[edge.to] = true;
        work.push_back(edge.to);
      }
    }
    done[id] = true;
  }
}

}  // namespace lockstep::lint
