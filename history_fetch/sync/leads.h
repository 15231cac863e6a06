// Runs whose histories name others: few, or all of a corpus.
#pragma once

#include <cstdint>
#include <optional>

#include "history_fetch/failure.h"
#include "history_fetch/select/pick.h"
#include "history_fetch/spool.h"
#include "history_fetch/sync/ending.h"

namespace lockstep::fetch {

struct Lead {
  // Of the pick.
  Why why = Why::kClosed;
  bool archived = false;
  uint32_t stratum = 0;
  std::string workflow_id;
  // Of its history.
  std::string first_run_id;
  int64_t start_time_ns = 0;  // 0: not known
  RunLinks links;
};

// In the order of their numbers.
class Leads {
 public:
  void Add(uint64_t number, const Pick& pick, const Details& details);
  void Rewind() { leads_.Rewind(); }
  std::optional<Lead> Next();
  const std::optional<Failure>& broken() const { return leads_.broken(); }

 private:
  Spool leads_;
};

}  // namespace lockstep::fetch
