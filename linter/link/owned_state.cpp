#include "linter/link/owned_state.h"

namespace lockstep::lint {
namespace {

bool MustNotWrite(Role role) {
  return Replayed(role) && role != Role::kWorkflow;
}

}  // namespace

OwnedState::OwnedState(const Graph& graph, const Usage& usage,
                       const Entries& entries)
    : owned_(graph.program().Count(), 0) {
  constexpr uint8_t kAll = kReached | kFields | kCaptures;
  const auto start = [&](Id id) {
    owned_[id] = kAll;
    work_.push_back(id);
  };
  for (const Entry& entry : entries.reported) {
    if (MustNotWrite(entry.role)) start(entry.function);
  }
  for (Id id = 0; id < graph.program().Count(); ++id) {
    if (!usage.Replays(id)) continue;
    for (const Edge& edge : graph.From(id)) {
      if (edge.role != ParameterUse::kInherit &&
          MustNotWrite(Role(edge.role))) {
        start(edge.to);
      }
    }
  }
  Spread(graph);
}

void OwnedState::Spread(const Graph& graph) {
  const Program& program = graph.program();
  while (!work_.empty()) {
    const Id id = work_.back();
    work_.pop_back();
    for (const Edge& edge : graph.From(id)) {
      if (edge.role != ParameterUse::kInherit) continue;
      const Id enclosing = program.Find(program.At(edge.to).enclosing);
      uint8_t owned = kReached;
      if (enclosing != kNoId) {
        // A lambda has the `this` of its function; what it captures lives
        // there.
        const uint8_t outer = owned_[enclosing];
        owned |= outer == 0 ? kFields | kCaptures : outer & kFields;
      } else if (edge.call != nullptr && edge.call->on_this) {
        owned |= owned_[id] & kFields;
      }
      if ((owned_[edge.to] | owned) == owned_[edge.to]) continue;
      owned_[edge.to] |= owned;
      work_.push_back(edge.to);
    }
  }
}

bool OwnedState::Outlives(Id function, const Action& write) const {
  return (owned_[function] & (write.captured ? kCaptures : kFields)) != 0;
}

}  // namespace lockstep::lint
