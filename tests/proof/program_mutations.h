// Edits of workflow programs (the oracle's PROGRAM.md): the same run, other
// code.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tests/proof/event_list.h"

namespace lockstep::proof {

struct ProgramMutation {
  std::string name;
  bool neutral = false;  // else the code's commands decide
  // The edited program; null if there are not so many places for it.
  Json (*mutate)(const Json& program, size_t place);
};

std::span<const ProgramMutation> ProgramMutations();

}  // namespace lockstep::proof
