// From a plan and what a server lists to the runs that a corpus should hold
// (history-download 6.1). The same runs on the server and the same seed give
// the same picks, whatever the order and the size of the server's pages.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "history_fetch/failure.h"
#include "history_fetch/select/pick.h"
#include "history_fetch/select/plan.h"
#include "history_fetch/select/run_set.h"
#include "history_fetch/select/sample.h"
#include "rpc/client/service.h"

namespace lockstep::fetch {

// How much is listed at most. A type with more runs than `whole` is listed cell
// by cell, and of each cell the first `cell` runs, which are the newest. Who
// wants more from a cell gets it listed so far.
struct ListBounds {
  int64_t whole = 10'000;
  int64_t cell = 5'000;
};

// Takes runs that are wanted for sure, and that `query` found, while others are
// still being listed; they are among the picks in the end, too. Their
// Pick::query is not set.
using TakeEarly =
    std::function<void(std::vector<Pick> picks, const std::string& query)>;

struct SelectContext {
  rpc::Service* service = nullptr;
  const Plan* plan = nullptr;
  int64_t now_ns = 0;
  bool archived = false;  // ask the archive too
  int concurrency = 1;
  ListBounds bounds;
  TakeEarly take_early = {};  // may be empty
};

// What a stratum came to.
struct Selected {
  Sample picks;
  std::vector<std::string> queries;  // by Pick::query
  int64_t found = 0;  // runs of its type and statuses that were listed
  std::vector<std::string> notes;  // where not all were looked at
  // Why the archive was not listed; what else was found counts all the same.
  std::optional<Failure> archive;
};

// `index` is the stratum's in the plan. kUsage: the server refuses a query;
// kConnect: no access; kIntegrity: its list contradicts itself; kPartial: it
// does not answer.
Outcome<Selected> SelectStratum(const SelectContext& context, size_t index);

// Of picks in their order, takes each run once, and applies the caps of the
// plan that are known before fetching.
class Join {
 public:
  using IsStored = std::function<bool(const Pick& pick)>;

  // `wanted` are the runs that were taken before; it gets those that are taken
  // now. Both outlive it. `before` are the histories that the corpus has, or
  // will have. Those that `is_stored` are among them.
  Join(const Plan& plan, RunSet& wanted, int64_t before,
       IsStored is_stored = {});

  bool Takes(const Pick& pick);
  int64_t taken() const { return taken_; }
  // Of those, the ones that are not stored.
  int64_t fresh() const { return fresh_; }
  // What fell to the caps, by stratum.
  const std::vector<int64_t>& left_out() const { return left_out_; }
  const std::vector<int64_t>& running_left_out() const {
    return running_left_out_;
  }

 private:
  const Plan& plan_;
  RunSet& wanted_;
  const int64_t before_;
  const IsStored is_stored_;  // may be empty
  int64_t taken_ = 0;
  int64_t fresh_ = 0;
  RunSet fallen_;  // to a cap
  std::vector<int64_t> left_out_;
  std::vector<int64_t> running_left_out_;
};

}  // namespace lockstep::fetch
