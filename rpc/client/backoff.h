// Which failed calls are made again, and when (history-download 2.2).
#pragma once

#include <grpcpp/support/status.h>

#include <cstdint>

#include "rpc/client/grpc_service.h"

namespace lockstep::rpc {

enum class Retry {
  kNo,
  kSoon,
  kSlowly,  // the server is overloaded
};

// `internal_is_final`: the server tells internal errors that pass from those
// that do not (a capability), so INTERNAL is not tried again.
enum class InternalErrors { kMayPass, kAreFinal };
Retry RetryOf(const grpc::Status& status, InternalErrors internal);

// A message beyond a limit of either side: it will not shrink.
bool IsTooLarge(const grpc::Status& status);

// Seconds to wait before attempt number `attempt` (2, 3, ...): doubles from
// `first_backoff_s`, at most `max_backoff_s`, less up to half of it so that
// callers part. The same for the same `seed`.
double BackoffSeconds(const ServiceOptions& options, Retry retry, int attempt,
                      uint64_t seed);

// What the options name, or one that no other process has at this time.
uint64_t JitterSeed(const ServiceOptions& options);

}  // namespace lockstep::rpc
