// Strongly connected components.
#pragma once

#include <cstdint>
#include <vector>

namespace lockstep::lint {

// The successors of node n are to[first[n]] up to to[first[n + 1]].
struct Successors {
  std::vector<uint32_t> first, to;
  uint32_t Count() const { return uint32_t(first.size()) - 1; }
};

// By node. What a component leads to has smaller numbers.
std::vector<uint32_t> ComponentsOf(const Successors& successors);

}  // namespace lockstep::lint
