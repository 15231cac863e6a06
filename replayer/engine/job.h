// What an activation tells workflow code, before it crosses the boundary.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "history/event.h"
#include "lockstep/build_abi.h"

namespace lockstep::replay {

// Which fields are set depends on `kind`, as LsJob says. Pointers are into the
// history, which outlives every job.
struct Job {
  LsJobKind kind = LS_JOB_START;
  uint32_t seq = 0;
  uint64_t number = 0;
  std::string name;
  std::string id;        // updates
  std::string instance;  // updates
  const history::Payloads* payloads = nullptr;
  const history::PayloadMap* headers = nullptr;
  history::BoxedOptional<history::Failure> failure;
  uint32_t attempt = 0;         // local activities that are made again
  int64_t first_scheduled = 0;  // the same, ns since 1970
};

// Orders the jobs of one activation (replay-semantics 3.3, step 4). Within a
// class the order of history stays.
void SortJobs(std::vector<Job>& jobs);

}  // namespace lockstep::replay
