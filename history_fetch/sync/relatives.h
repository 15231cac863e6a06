// Runs that belong to runs which were brought in: the rest of their chains, and
// their children. Histories name them, so no list has to be asked
// (history-download 2.5).
#pragma once

#include <cstdint>
#include <string>

#include "history_fetch/select/pick_queue.h"
#include "history_fetch/select/plan.h"
#include "history_fetch/select/run_set.h"
#include "history_fetch/sync/leads.h"

namespace lockstep::fetch {

// Finds them round by round: what is found goes through the fetcher, and what
// becomes of it is told here again, until nothing new is found. The answer
// depends on the runs, not on the order in which downloads ended.
class Relatives {
 public:
  struct Setting {
    const Plan* plan = nullptr;
    std::string name_space;
    int64_t oldest_ns = 0;  // closed before: gone; 0: none is, or unknown
    // For Pick::query.
    uint32_t chain_query = 0;
    uint32_t child_query = 0;
  };
  // `known` are the runs that are asked for already; it gets those that are
  // found, and outlives it.
  Relatives(Setting setting, RunSet& known)
      : setting_(std::move(setting)), known_(known) {}

  // The runs that these lead to and that are not known yet.
  PickQueue Next(Leads& leads);

 private:
  void AddChain(const Lead& lead, PickQueue& next);
  void AddChildren(const Lead& lead, PickQueue& next);
  // Unless it is known.
  void Add(const Lead& from, Why why, rpc::Execution execution,
           PickQueue& next);

  const Setting setting_;
  RunSet& known_;
  TextCounts chained_;  // runs of a chain, by first run id
};

}  // namespace lockstep::fetch
