#include "linter/link/hierarchy.h"

#include <algorithm>

namespace lockstep::lint {

Hierarchy::Hierarchy(const Program& program) : program_(program) {
  for (const ClassFacts* facts : program.classes()) {
    for (const Key& base : facts->bases) derived_[base].push_back(facts);
    for (const MethodFacts& method : facts->methods) {
      owners_.try_emplace(method.key, facts);
      for (const Key& base : method.overrides) {
        overriders_[base].push_back(method.key);
      }
    }
  }
  for (Id id = 0; id < program.Count(); ++id) {
    for (const Key& key : program.At(id).constructs) made_.insert(key);
  }
}

std::vector<Overrider> Hierarchy::Targets(std::string_view method) const {
  std::set<std::string_view> seen = {method};
  std::vector<std::string_view> work = {method};
  while (!work.empty()) {
    const auto found = overriders_.find(work.back());
    work.pop_back();
    if (found == overriders_.end()) continue;
    for (std::string_view next : found->second) {
      if (seen.insert(next).second) work.push_back(next);
    }
  }
  std::vector<Overrider> targets;
  for (std::string_view key : seen) {
    const Id id = program_.Find(key);
    if (id != kNoId) targets.push_back({id, Constructed(key)});
  }
  return targets;
}

bool Hierarchy::Knows(std::string_view method) const {
  return owners_.contains(method) || overriders_.contains(method);
}

// Whoever makes an object of a class that no unit describes may make it
// unseen: then the class counts as made.
bool Hierarchy::Constructed(std::string_view method) const {
  const auto owner = owners_.find(method);
  if (owner == owners_.end()) return true;
  std::set<const ClassFacts*> seen = {owner->second};
  std::vector<const ClassFacts*> work = {owner->second};
  while (!work.empty()) {
    const ClassFacts* facts = work.back();
    work.pop_back();
    if (made_.contains(facts->key)) return true;
    const auto found = derived_.find(facts->key);
    if (found == derived_.end()) continue;
    for (const ClassFacts* next : found->second) {
      if (seen.insert(next).second) work.push_back(next);
    }
  }
  return false;
}

}  // namespace lockstep::lint
