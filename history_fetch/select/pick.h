// A run that a corpus should hold, and why.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <tuple>

#include "history_fetch/select/query.h"
#include "rpc/client/service.h"

namespace lockstep::fetch {

// In the order in which runs are fetched, and kept when a cap allows no more:
// what a deployment can break comes first.
enum class Why : uint8_t {
  kRunning,   // is open
  kIncluded,  // a query of the plan found it
  kClosed,
  kChain,  // its continue-as-new chain has another one
  kChild,  // another one started it
};

// There may be some 100,000 of them: texts that many share stand elsewhere.
struct Pick {
  Why why = Why::kClosed;
  Status status = Status::kUnknown;  // as listed
  bool archived = false;
  uint32_t stratum = 0;  // index in the plan
  uint32_t cell = 0;     // within the stratum
  uint32_t turn = 0;     // place in its cell: all get one before any gets two
  uint32_t query = 0;    // that found it, index in a list beside
  uint64_t rank = 0;     // by seed and run id
  rpc::Execution execution;
  int64_t start_time_ns = 0;
  int64_t history_length = 0;  // 0: not known
  // Only if the stratum has a cap that asks for them.
  std::string first_run_id;
  std::string scheduled_by;
  bool operator==(const Pick&) const = default;
};

// A total order: run ids are unique.
inline bool operator<(const Pick& a, const Pick& b) {
  const auto key = [](const Pick& pick) {
    return std::tie(pick.why, pick.turn, pick.stratum, pick.cell, pick.rank,
                    pick.execution.run_id);
  };
  return key(a) < key(b);
}

// Which runs a sample takes: those with the smallest ranks, whatever the order
// in which the server lists them.
uint64_t RankOf(uint64_t seed, const std::string& run_id);

}  // namespace lockstep::fetch
