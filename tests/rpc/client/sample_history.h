// Histories for tests that need some, and do not care which.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "rpc/schema/schema.h"
#include "tests/rpc/client/fault_server.h"

namespace lockstep::rpc {

struct SampleRun {
  std::string workflow_id = "order-17";
  // As real ones look: 36 characters.
  std::string run_id = "11111111-2222-4333-8444-555555555555";
  std::string workflow_type = "OrderWorkflow";
  // Event 1, then a workflow task (3 events) and an activity (3 events) for
  // each round, then a workflow task and the close.
  int rounds = 3;
  bool closed = true;  // Completed; else Running, without the close
  int64_t start_time_ns = 1'790'000'000'000'000'000;
  int64_t payload_bytes = 0;  // of each activity's result
};

// 5 + 6 * rounds events for one that is closed, 1 + 6 * rounds for another.
std::unique_ptr<Message> MakeHistory(const Schema& schema,
                                     const SampleRun& sample);
ServedRun MakeServedRun(const Schema& schema, const SampleRun& sample);

// "00000017-2222-4333-8444-555555555555".
std::string SampleRunId(int number);

}  // namespace lockstep::rpc
