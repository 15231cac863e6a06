// The front half for a whole program: commands in, facts of all units out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "linter/collect/driver/command.h"
#include "linter/facts/facts.h"
#include "linter/findings/finding.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

struct CollectOptions {
  unsigned jobs = 0;  // 0: as many as there are processors
  bool umbrella = true;
  // Where facts and umbrellas are kept between runs; empty: nowhere.
  std::string cache_directory;
  // Each unit is a program of its own (--verify=each): what several have in
  // common is in each of them.
  bool apart = false;
  // Part of the cache's key: facts of another version are none.
  std::string version;
};

struct CollectResult {
  // By path. What several units have in common is in the first of them only.
  std::vector<Unit> units;
  // Units that were not, or not wholly, analysed; by path. Facts of such units
  // are in `units` as far as they go.
  std::vector<UnitFailure> failures;
  uint32_t cached = 0;               // units that were not parsed
  uint32_t left_out = 0;             // only_cached, and not in the cache
  uint32_t with_umbrella = 0;        // parsed, with a precompiled header
  std::vector<std::string> remarks;  // sentences for standard error
};

// The answer is the same for any order of commands, any number of jobs, with
// and without cache.
CollectResult CollectAll(const std::vector<UnitCommand>& commands,
                         const RuleBook& book, const CollectOptions& options);

}  // namespace lockstep::lint
