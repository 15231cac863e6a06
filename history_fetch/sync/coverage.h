// Whether a corpus has what its plan declares (history-download 6.1, 6.4).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/failure.h"
#include "history_fetch/select/plan.h"
#include "history_fetch/select/run_set.h"

namespace lockstep::fetch {

// What the corpus has for one stratum: all histories of its type, statuses and
// source, and those that were imported or got one by one. Where the plan says
// the namespace of the source, only those of that one.
struct Coverage {
  int64_t histories = 0;
  int64_t running = 0;
  int64_t distinct_shapes = 0;
  bool ran_code = false;  // some of them did, see ran_code.h
  bool operator==(const Coverage&) const = default;
};

// By the plan's strata. `gone`: were running when they were fetched, and the
// server has them no more: nobody knows whether they still run.
Outcome<std::vector<Coverage>> CoverageOf(const Corpus& corpus,
                                          const Plan& plan,
                                          const RunSet& gone = {});

// What a sync met for one stratum.
struct Looked {
  int64_t found = 0;
  int64_t left_out = 0;  // by a cap
  int64_t failed = 0;    // could not be fetched, or were not tried
};

// One sentence for each minimum that is not met, with the remedy.
std::vector<std::string> Gaps(const Plan& plan,
                              const std::vector<Coverage>& coverage,
                              const std::vector<Looked>& looked = {});
// "": there is no history, or one that ran code.
std::string NothingTested(const Coverage& coverage);
// Whether the reason of a corpus is one of those sentences.
bool SpeaksOfGaps(const std::string& reason);

}  // namespace lockstep::fetch
