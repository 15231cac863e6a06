// The Service of a real server.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "rpc/client/service.h"
#include "rpc/config/client_config.h"

namespace lockstep::rpc {

struct ServiceOptions {
  double list_calls_per_second = 5;  // history-download 2.2: servers allow 10
  int max_attempts = 8;              // of one call, the first included
  double call_timeout_s = 30;        // of one attempt
  double connect_timeout_s = 10;
  int concurrency = 4;  // calls at once; fewer while the server throttles
  // Before the second attempt; doubles with each one. Five times as long for a
  // server that throttles.
  double first_backoff_s = 0.2;
  double max_backoff_s = 10;
  // Of the jitter of those pauses; 0: another one in each process, so that many
  // that were refused together do not come back together.
  uint64_t jitter_seed = 0;
};

// Opens the channel; waits for no connection. Reads the PEM files. `schema`
// outlives the service. When `*cancelled` becomes true, calls end soon with
// kCancelled.
Result<std::unique_ptr<Service>> OpenGrpcService(
    const ClientConfig& config, const ServiceOptions& options,
    const Schema& schema, const std::atomic<bool>& cancelled);

}  // namespace lockstep::rpc
