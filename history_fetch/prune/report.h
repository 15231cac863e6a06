// A pruning for people and for machines.
#pragma once

#include <string>

#include "history_fetch/prune/prune.h"

namespace lockstep::fetch {

enum class Applied { kNo, kYes };

enum class Listing {
  kTypes,  // how many go and stay of each workflow type
  kEach,   // also each history that goes, and why
};

// What goes; then what stays. A dry run, which is for looking, lists each.
std::string PruningText(const Pruning& pruning, Applied applied,
                        Listing listing = Listing::kTypes);

std::string PruningJson(const Pruning& pruning, Applied applied);

}  // namespace lockstep::fetch
