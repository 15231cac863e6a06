// The units as one program: every function, class and variable once, with small
// numbers for keys. Numbers follow the order of keys, so nothing that is
// derived from them depends on the order of units.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "linter/facts/facts.h"

namespace lockstep::lint {

using Id = uint32_t;
inline constexpr Id kNoId = ~Id{0};

// Two units hold different bodies of one function (LS998).
struct Disagreement {
  Id function = kNoId;
  const FunctionFacts* first = nullptr;
  const FunctionFacts* second = nullptr;
};

class Program {
 public:
  // Borrows the units.
  explicit Program(const std::vector<Unit>& units);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  Id Count() const { return Id(functions_.size()); }
  const FunctionFacts& At(Id id) const { return *functions_[id]; }
  Id Find(std::string_view key) const;  // kNoId: no unit has its body
  const VariableFacts* FindVariable(std::string_view key) const;
  // The pseudo-function of a dynamic initialiser.
  bool IsInitialiser(Id id) const { return At(id).key.starts_with("init:"); }

  const std::vector<const Unit*>& units() const { return units_; }  // by path
  // The units that hold a body of the function, as indices, ascending.
  const std::vector<uint32_t>& UnitsOf(Id id) const { return holders_[id]; }
  const std::vector<const ClassFacts*>& classes() const { return classes_; }
  const std::vector<Disagreement>& disagreements() const {
    return disagreements_;
  }
  bool Armed(const std::string& gate) const { return armed_.contains(gate); }

 private:
  struct Holder {
    const FunctionFacts* facts;
    uint32_t unit;
  };
  void AddFunctions();
  void AddBodies(const Holder* begin, const Holder* end);
  void AddDeclarations();
  void AddGates();

  std::vector<const Unit*> units_;
  std::vector<const FunctionFacts*> functions_;
  std::vector<std::vector<uint32_t>> holders_;
  std::unordered_map<std::string_view, Id> ids_;
  std::deque<FunctionFacts> unions_;  // of bodies that disagree
  std::vector<const ClassFacts*> classes_;
  std::unordered_map<std::string_view, const VariableFacts*> variables_;
  std::vector<Disagreement> disagreements_;
  std::set<std::string> armed_;
};

}  // namespace lockstep::lint
