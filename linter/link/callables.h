// Where callables that are handed around end up: what a variable may hold, and
// what a function does with a callable parameter. Flow-insensitive for
// variables, by call for parameters.
#pragma once

#include <array>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "linter/link/hierarchy.h"
#include "linter/link/program.h"

namespace lockstep::lint {

inline constexpr int kRoles = int(Role::kMain) + 1;
inline constexpr int kRegions = 3;

// What happens to a callable parameter: run in the role of the caller
// (kInherit) or in one of its own, in which region. A set.
class ParameterUse {
 public:
  static constexpr int kInherit = kRoles;
  void Add(int role, Region region) { bits_ |= Bit(role, region); }
  bool Has(int role, Region region) const {
    return (bits_ & Bit(role, region)) != 0;
  }
  // Adds all of `other`, as seen from a call in `outer`; true if that is new.
  bool AddAll(ParameterUse other, Region outer);
  bool Empty() const { return bits_ == 0; }

 private:
  static uint32_t Bit(int role, Region region) {
    return uint32_t{1} << (role * kRegions + int(region));
  }
  uint32_t bits_ = 0;
};

// A function that a variable may hold, and where it was put there.
struct Held {
  Id function = kNoId;
  const Place* stored = nullptr;
};

// Region inside a region: the outer one decides.
Region Inside(Region outer, Region inner);
// What a guard says, with the helper that decides it looked up.
Region Resolve(const Program& program, const Guard& guard);

class Callables {
 public:
  Callables(const Program& program, const Hierarchy& hierarchy);

  // All functions that `callable`, seen in `function`, may be. By key.
  std::vector<Held> Targets(Id function, const Callable& callable) const;
  ParameterUse Use(Id function, uint32_t parameter) const;
  // What a call may run, without the callables that it passes on.
  std::vector<Id> CallTargets(Id function, const Call& call) const;
  // Nobody keeps the callable for later or runs it in a role of its own: then
  // code that is not ours calls it.
  static bool CalledByLibrary(const FunctionFacts& facts, const Call& call,
                              const Callable& callable);

 private:
  using Node = uint32_t;
  using Holdings = std::map<Id, const Place*>;
  Node SlotNode(std::string_view slot);
  Node ParameterNode(Id function, uint32_t index);
  const Holdings* Find(Id function, const Callable& callable) const;
  bool Put(Node node, Id function, const Callable& callable,
           const Place& place);
  bool SpreadHoldings();
  bool SpreadUses();
  bool UseOf(Id function, const Call& call);
  void OwnUses(Id function);

  const Program& program_;
  const Hierarchy& hierarchy_;
  std::vector<Id> busy_;  // functions that handle callables at all
  std::unordered_map<std::string_view, Node> slots_;
  std::map<std::pair<Id, uint32_t>, Node> parameters_;
  std::vector<Holdings> holdings_;
  std::map<std::pair<Id, uint32_t>, ParameterUse> uses_;
};

}  // namespace lockstep::lint
