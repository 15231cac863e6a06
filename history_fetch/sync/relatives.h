// Runs that belong to runs which were brought in: the rest of their chains, and
// their children. Histories name them, so no list has to be asked
// (history-download 2.5).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "history_fetch/select/plan.h"
#include "history_fetch/sync/fetcher.h"

namespace lockstep::fetch {

// Finds them round by round: what is found goes through the fetcher, and what
// becomes of it is told here again, until nothing new is found. The answer
// depends on the runs, not on the order in which downloads ended.
class Relatives {
 public:
  struct Setting {
    const Plan* plan = nullptr;
    std::string name_space;
    int64_t oldest_ns = 0;  // runs that closed before are gone; 0: not known
  };
  explicit Relatives(Setting setting) : setting_(std::move(setting)) {}

  // What is asked for already. Before Next.
  void Know(const std::vector<Job>& jobs);

  // The runs that these lead to and that are not known yet, sorted.
  std::vector<Job> Next(const std::vector<Job>& jobs,
                        const std::vector<Done>& done);

 private:
  void AddChain(const Job& job, const Done& done, std::vector<Job>& next);
  void AddChildren(const Job& job, const Done& done, std::vector<Job>& next);
  // Unless it is known.
  void Add(const Job& origin, Why why, rpc::Execution execution,
           std::vector<Job>& next);

  const Setting setting_;
  std::set<std::string> known_;             // run ids
  std::map<std::string, int64_t> chained_;  // runs of a chain, by first run id
};

}  // namespace lockstep::fetch
