#include "linter/link/callables.h"

#include <algorithm>

namespace lockstep::lint {
namespace {

bool Flips(Region region) { return region == Region::kLiveOnly; }

Region Flip(Region region) {
  switch (region) {
    case Region::kAlways:
      return Region::kAlways;
    case Region::kLiveOnly:
      return Region::kReplayOnly;
    case Region::kReplayOnly:
      return Region::kLiveOnly;
  }
  return region;
}

bool Busy(const FunctionFacts& facts) {
  if (!facts.stores.empty() || !facts.registrations.empty()) return true;
  return std::any_of(
      facts.calls.begin(), facts.calls.end(), [](const Call& call) {
        return call.kind == Call::Kind::kSlot || !call.arguments.empty();
      });
}

constexpr std::string_view kReturn = "return:";

}  // namespace

Region Inside(Region outer, Region inner) {
  return outer == Region::kAlways ? inner : outer;
}

namespace {

// Predicates may ask each other in a circle.
Region ResolveTo(const Program& program, const Guard& guard, int depth) {
  if (guard.decider.empty()) return guard.region;
  const Id decider = program.Find(guard.decider);
  constexpr int kDeepest = 16;
  if (decider == kNoId || depth > kDeepest) return Region::kAlways;
  const Region says =
      ResolveTo(program, program.At(decider).replay_predicate, depth + 1);
  if (says == Region::kAlways) return Region::kAlways;
  return Flips(says) ? Flip(guard.region) : guard.region;
}

}  // namespace

Region Resolve(const Program& program, const Guard& guard) {
  return ResolveTo(program, guard, 0);
}

bool ParameterUse::AddAll(ParameterUse other, Region outer) {
  const uint32_t before = bits_;
  for (int role = 0; role <= kInherit; ++role) {
    for (int region = 0; region < kRegions; ++region) {
      if (other.Has(role, Region(region))) {
        Add(role, Inside(outer, Region(region)));
      }
    }
  }
  return bits_ != before;
}

Callables::Callables(const Program& program, const Hierarchy& hierarchy)
    : program_(program), hierarchy_(hierarchy) {
  for (Id id = 0; id < program.Count(); ++id) {
    if (Busy(program.At(id))) busy_.push_back(id);
  }
  while (SpreadHoldings()) {
  }
  for (Id id : busy_) OwnUses(id);
  while (SpreadUses()) {
  }
}

Callables::Node Callables::SlotNode(std::string_view slot) {
  const auto [found, fresh] = slots_.try_emplace(slot, Node(holdings_.size()));
  if (fresh) holdings_.emplace_back();
  return found->second;
}

Callables::Node Callables::ParameterNode(Id function, uint32_t index) {
  const auto [found, fresh] =
      parameters_.try_emplace({function, index}, Node(holdings_.size()));
  if (fresh) holdings_.emplace_back();
  return found->second;
}

const Callables::Holdings* Callables::Find(Id function,
                                           const Callable& callable) const {
  std::string returned;
  std::string_view slot = callable.key;
  if (callable.kind == Callable::Kind::kParameter) {
    const auto found = parameters_.find({function, callable.index});
    return found == parameters_.end() ? nullptr : &holdings_[found->second];
  }
  if (callable.kind == Callable::Kind::kReturned) {
    returned = std::string(kReturn) + callable.key;
    slot = returned;
  }
  const auto found = slots_.find(slot);
  return found == slots_.end() ? nullptr : &holdings_[found->second];
}

bool Callables::Put(Node node, Id function, const Callable& callable,
                    const Place& place) {
  Holdings& to = holdings_[node];
  const size_t before = to.size();
  if (callable.kind == Callable::Kind::kFunction) {
    for (const Overrider& target : hierarchy_.Targets(callable.key)) {
      to.try_emplace(target.function, &place);
    }
  } else if (const Holdings* from = Find(function, callable)) {
    if (from != &to) to.insert(from->begin(), from->end());
  }
  return to.size() != before;
}

bool Callables::SpreadHoldings() {
  bool changed = false;
  for (Id id : busy_) {
    const FunctionFacts& facts = program_.At(id);
    for (const Store& store : facts.stores) {
      changed |= Put(SlotNode(store.slot), id, store.callable, store.place);
    }
    for (const Call& call : facts.calls) {
      if (call.arguments.empty()) continue;
      for (Id target : CallTargets(id, call)) {
        for (const Argument& argument : call.arguments) {
          changed |= Put(ParameterNode(target, argument.index), id,
                         argument.callable, call.place);
        }
      }
    }
  }
  return changed;
}

// What the function itself does with its parameters.
void Callables::OwnUses(Id function) {
  const FunctionFacts& facts = program_.At(function);
  for (const Call& call : facts.calls) {
    const Region region = Resolve(program_, call.guard);
    if (call.kind == Call::Kind::kSlot &&
        call.callable.kind == Callable::Kind::kParameter) {
      uses_[{function, call.callable.index}].Add(ParameterUse::kInherit,
                                                 region);
    }
    if (call.arguments.empty() || !CallTargets(function, call).empty()) {
      continue;
    }
    for (const Argument& argument : call.arguments) {
      if (argument.callable.kind == Callable::Kind::kParameter &&
          CalledByLibrary(facts, call, argument.callable)) {
        uses_[{function, argument.callable.index}].Add(ParameterUse::kInherit,
                                                       region);
      }
    }
  }
  for (const Registration& registration : facts.registrations) {
    if (registration.callable.kind == Callable::Kind::kParameter) {
      uses_[{function, registration.callable.index}].Add(int(registration.role),
                                                         Region::kAlways);
    }
  }
}

bool Callables::UseOf(Id function, const Call& call) {
  bool changed = false;
  for (const Argument& argument : call.arguments) {
    if (argument.callable.kind != Callable::Kind::kParameter) continue;
    for (Id target : CallTargets(function, call)) {
      const ParameterUse use = Use(target, argument.index);
      if (use.Empty()) continue;
      changed |= uses_[{function, argument.callable.index}].AddAll(
          use, Resolve(program_, call.guard));
    }
  }
  return changed;
}

bool Callables::SpreadUses() {
  bool changed = false;
  for (Id id : busy_) {
    for (const Call& call : program_.At(id).calls) changed |= UseOf(id, call);
  }
  return changed;
}

std::vector<Held> Callables::Targets(Id function,
                                     const Callable& callable) const {
  std::vector<Held> targets;
  if (callable.kind == Callable::Kind::kFunction) {
    for (const Overrider& target : hierarchy_.Targets(callable.key)) {
      targets.push_back({target.function, nullptr});
    }
  } else if (const Holdings* held = Find(function, callable)) {
    for (const auto& [id, place] : *held) targets.push_back({id, place});
  }
  return targets;
}

ParameterUse Callables::Use(Id function, uint32_t parameter) const {
  const auto found = uses_.find({function, parameter});
  return found == uses_.end() ? ParameterUse{} : found->second;
}

std::vector<Id> Callables::CallTargets(Id function, const Call& call) const {
  std::vector<Id> targets;
  switch (call.kind) {
    case Call::Kind::kDirect:
      if (const Id id = program_.Find(call.target); id != kNoId) {
        targets.push_back(id);
      }
      break;
    case Call::Kind::kVirtual:
      for (const Overrider& target : hierarchy_.Targets(call.target)) {
        targets.push_back(target.function);
      }
      break;
    case Call::Kind::kSlot:
      for (const Held& held : Targets(function, call.callable)) {
        targets.push_back(held.function);
      }
      break;
    case Call::Kind::kReference:
      break;
  }
  return targets;
}

bool Callables::CalledByLibrary(const FunctionFacts& facts, const Call& call,
                                const Callable& callable) {
  if (call.kind == Call::Kind::kReference) return false;
  const auto passes = [&](const Place& place) {
    return std::any_of(
        facts.calls.begin(), facts.calls.end(), [&](const Call& other) {
          return other.place == place && !other.arguments.empty();
        });
  };
  // A record at another place is about the one call that passes the callable.
  const auto about = [&](const Callable& other, const Place& place) {
    return other == callable && (place == call.place || !passes(place));
  };
  for (const Registration& other : facts.registrations) {
    if (about(other.callable, other.place)) return false;
  }
  for (const Store& other : facts.stores) {
    if (other.callable == callable && other.place == call.place) return false;
  }
  return true;
}

}  // namespace lockstep::lint
