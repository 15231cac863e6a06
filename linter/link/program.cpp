#include "linter/link/program.h"

#include <algorithm>
#include <tuple>

namespace lockstep::lint {
namespace {

template <class T>
void Append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void Unite(FunctionFacts& all, const FunctionFacts& other) {
  Append(all.calls, other.calls);
  Append(all.effects, other.effects);
  Append(all.actions, other.actions);
  Append(all.accesses, other.accesses);
  Append(all.unsequenced, other.unsequenced);
  Append(all.stores, other.stores);
  Append(all.registrations, other.registrations);
  Append(all.constructs, other.constructs);
}

// One file may be compiled twice, with other flags: then its bodies decide.
bool Before(const Unit* a, const Unit* b) {
  if (a->path != b->path) return a->path < b->path;
  return std::lexicographical_compare(
      a->functions.begin(), a->functions.end(), b->functions.begin(),
      b->functions.end(),
      [](const FunctionFacts& one, const FunctionFacts& other) {
        return std::tie(one.key, one.body_hash) <
               std::tie(other.key, other.body_hash);
      });
}

}  // namespace

Program::Program(const std::vector<Unit>& units) {
  for (const Unit& unit : units) units_.push_back(&unit);
  std::sort(units_.begin(), units_.end(), Before);
  AddFunctions();
  AddDeclarations();
  AddGates();
}

void Program::AddFunctions() {
  std::vector<Holder> all;
  for (uint32_t unit = 0; unit < units_.size(); ++unit) {
    for (const FunctionFacts& facts : units_[unit]->functions) {
      all.push_back({&facts, unit});
    }
  }
  std::sort(all.begin(), all.end(), [](const Holder& a, const Holder& b) {
    const int order = a.facts->key.compare(b.facts->key);
    return order != 0 ? order < 0 : a.unit < b.unit;
  });
  const Holder* const end = all.data() + all.size();
  for (const Holder* begin = all.data(); begin != end;) {
    const Holder* next = begin;
    while (next != end && next->facts->key == begin->facts->key) ++next;
    AddBodies(begin, next);
    begin = next;
  }
}

// All bodies of one key. Those with equal tokens count once.
void Program::AddBodies(const Holder* begin, const Holder* end) {
  const Id id = Count();
  std::vector<uint32_t> holders;
  std::vector<const FunctionFacts*> bodies;
  for (const Holder* holder = begin; holder != end; ++holder) {
    holders.push_back(holder->unit);
    const auto same = [&](const FunctionFacts* body) {
      return body->body_hash == holder->facts->body_hash;
    };
    if (std::none_of(bodies.begin(), bodies.end(), same)) {
      bodies.push_back(holder->facts);
    }
  }
  const FunctionFacts* facts = bodies.front();
  if (bodies.size() > 1) {
    FunctionFacts& all = unions_.emplace_back(*facts);
    for (size_t i = 1; i < bodies.size(); ++i) Unite(all, *bodies[i]);
    if (facts->unit.empty()) disagreements_.push_back({id, facts, bodies[1]});
    facts = &all;
  }
  functions_.push_back(facts);
  holders_.push_back(std::move(holders));
  ids_.emplace(facts->key, id);
}

void Program::AddDeclarations() {
  std::map<std::string_view, const ClassFacts*> classes;
  for (const Unit* unit : units_) {
    for (const ClassFacts& facts : unit->classes)
      classes.try_emplace(facts.key, &facts);
    for (const VariableFacts& facts : unit->variables) {
      variables_.try_emplace(facts.key, &facts);
    }
  }
  for (const auto& [key, facts] : classes) classes_.push_back(facts);
}

void Program::AddGates() {
  const auto add = [&](const Action& action) {
    if (action.kind == Action::Kind::kArmsGate) armed_.insert(action.what);
  };
  for (const Unit* unit : units_) {
    for (const Action& action : unit->arms) armed_.insert(action.what);
    for (const FunctionFacts& facts : unit->functions) {
      for (const Action& action : facts.actions) add(action);
    }
  }
}

Id Program::Find(std::string_view key) const {
  const auto found = ids_.find(key);
  return found == ids_.end() ? kNoId : found->second;
}

const VariableFacts* Program::FindVariable(std::string_view key) const {
  const auto found = variables_.find(key);
  return found == variables_.end() ? nullptr : found->second;
}

}  // namespace lockstep::lint
