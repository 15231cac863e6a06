// Which histories of a shape stay (history-download 6.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "history_fetch/prune/decision.h"
#include "history_fetch/select/plan.h"

namespace lockstep::fetch {

enum class Level {
  kShape,
  kLoopShape,
  kExact,  // the text, byte by byte
};

enum class Running { kStays, kLikeOthers };

struct ShapeRule {
  Level by = Level::kShape;
  // Of each shape, beside the smallest; of equal texts always one stays.
  int64_t keep_newest = 1;
  Running running = Running::kStays;
};

// One for each of `candidates`, which are in the order of the manifest.
std::vector<Decision> DecideByShape(std::vector<Candidate> candidates,
                                    const ShapeRule& rule);

// Takes back what a minimum of the plan needs, as far as the corpus has it: the
// smallest of each missing shape, then the newest.
void KeepMinima(const Plan& plan, std::vector<Decision>& decisions);

// Whether what stays has all minima of the plan.
bool HasMinima(const Plan& plan, std::vector<Decision>& decisions);

}  // namespace lockstep::fetch
