// Which methods a virtual call may run: the overriders in the whole program
// (CHA), and whether an object that has them is ever made (RTA).
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "linter/link/program.h"

namespace lockstep::lint {

struct Overrider {
  Id function = kNoId;
  bool constructed = true;  // its class, or one derived from it
};

class Hierarchy {
 public:
  explicit Hierarchy(const Program& program);

  // The method itself included; only those with a body. By key.
  std::vector<Overrider> Targets(std::string_view method) const;
  // The method or an overrider is known to the program, with a body or pure.
  bool Knows(std::string_view method) const;

 private:
  bool Constructed(std::string_view method) const;

  const Program& program_;
  std::unordered_map<std::string_view, std::vector<std::string_view>>
      overriders_;
  std::unordered_map<std::string_view, const ClassFacts*> owners_;
  std::unordered_map<std::string_view, std::vector<const ClassFacts*>> derived_;
  std::set<std::string_view> made_;
};

}  // namespace lockstep::lint
