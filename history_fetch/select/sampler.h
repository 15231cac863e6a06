// Samples the runs of one stratum: a cell for each status, age bucket and
// version, and in each the runs of the smallest ranks (history-download 6.1).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "history_fetch/select/pick.h"
#include "history_fetch/select/plan.h"
#include "history_fetch/select/query.h"
#include "history_fetch/select/ranked_cells.h"
#include "history_fetch/select/sample.h"

namespace lockstep::fetch {

// The ages of the plan's buckets. Runs older than all of them are in none.
std::vector<AgeRange> AgeRanges(const Stratum& stratum);

// The values of a search attribute that a run has; {""} if it has none.
std::vector<std::string> ValuesOf(const rpc::ExecutionInfo& run,
                                  const std::string& attribute);

// Takes runs in any order, the same ones as often as they come, and holds few
// of them.
class Sampler {
 public:
  struct Setting {
    const Stratum* stratum = nullptr;
    size_t index = 0;  // of the stratum
    uint64_t seed = 1;
    int64_t now_s = 0;
  };
  explicit Sampler(const Setting& setting);

  // Runs of other types and statuses than the stratum's are left out:
  // visibility errs now and then.
  // `query` is for Pick::query.
  void Add(const rpc::ExecutionInfo& run, uint32_t query, bool archived);
  // What Add would make of it; nothing: it would leave it out.
  std::optional<Pick> Wanted(const rpc::ExecutionInfo& run) const;
  // Of the plan's query `include`, by index.
  void AddIncluded(const rpc::ExecutionInfo& run, size_t include,
                   uint32_t query);

  // Open runs of which nobody knows how long they are and which may be the
  // longest; ask and tell. At most so many.
  static constexpr size_t kMostUnmeasured = 64;
  std::vector<rpc::Execution> Unmeasured() const;
  void Measure(const rpc::Execution& run, int64_t history_length);

  // Runs of this stratum's type and statuses that were added.
  int64_t matching() const { return matching_; }

  // Of split_by, those that any run should have had and none had.
  std::vector<std::string> Unset() const;

  // Why not all that was added could be kept.
  const std::optional<Failure>& broken() const { return cells_.broken(); }

  // Ends its use.
  Sample Take();

 private:
  using Cell = std::set<Pick, bool (*)(const Pick&, const Pick&)>;

  Pick ToPick(const rpc::ExecutionInfo& run, uint32_t query) const;
  void Offer(const RankedCells::Key& key, const Pick& pick);
  void OfferExtreme(const Pick& pick);
  size_t StatusIndex(Status status) const;

  const Setting setting_;
  const Stratum& stratum_;
  const std::vector<AgeRange> ages_;
  RankedCells cells_;
  Cell oldest_;          // open, by start time
  Cell longest_open_;    // by length, longest first
  Cell longest_closed_;  // likewise
  Cell unmeasured_;      // open, of unknown length, by start time
  int64_t matching_ = 0;
  int64_t split_ = 0;          // runs that were
  std::set<std::string> set_;  // attributes that some run had
};

}  // namespace lockstep::fetch
