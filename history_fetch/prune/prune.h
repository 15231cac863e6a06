// Makes a corpus smaller without losing what it exercises.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/failure.h"
#include "history_fetch/prune/by_shape.h"
#include "history_fetch/prune/cover.h"
#include "history_fetch/prune/decision.h"
#include "history_fetch/select/plan.h"

namespace lockstep::fetch {

struct PruneOptions {
  ShapeRule shape;
  Budget budget;
  std::optional<Plan> plan;  // whose minima are kept
};

struct Pruning {
  std::string folder;
  std::vector<Decision> decisions;  // in the order of the manifest
  std::vector<std::string> notes;   // a sentence each
  // What stays is known to have the minima of the plan that was applied.
  bool has_minima = false;
  // It has not those of the plan that was named.
  bool is_below_minima = false;
};

// kMinima: what stays is below the minima of the plan that was named.
inline ExitCode CodeOf(const Pruning& pruning) {
  return pruning.is_below_minima ? ExitCode::kMinima : ExitCode::kOk;
}

// Decides and changes nothing. kMinima: the corpus is empty; kIntegrity: a
// history that has to be read cannot be; kUsage: the budget is too small.
Outcome<Pruning> DecidePruning(const Corpus& corpus,
                               const PruneOptions& options);

// Removes what goes: first from the manifest, then the files. A corpus that was
// complete is marked incomplete meanwhile, and stays so if it was synced with a
// plan and `has_minima` is false. The next prune takes back what this one says:
// what a kill leaves, and minima that were not known.
Outcome<void> ApplyPruning(const Pruning& pruning, Corpus& corpus);

}  // namespace lockstep::fetch
