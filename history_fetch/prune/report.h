// A pruning for people and for machines.
#pragma once

#include <string>

#include "history_fetch/prune/prune.h"

namespace lockstep::fetch {

enum class Applied { kNo, kYes };

// What goes and why, a line each; then what stays.
std::string PruningText(const Pruning& pruning, Applied applied);

std::string PruningJson(const Pruning& pruning, Applied applied);

}  // namespace lockstep::fetch
