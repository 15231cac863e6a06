#include "rpc/client/backoff.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string_view>

namespace lockstep::rpc {
namespace {

// An overloaded server is left alone for longer, as the SDKs do.
constexpr double kSlowly = 5;

// splitmix64: equal seeds, equal jitter.
double UnitInterval(uint64_t seed) {
  seed += 0x9e3779b97f4a7c15ull;
  seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9ull;
  seed = (seed ^ (seed >> 27)) * 0x94d049bb133111ebull;
  return static_cast<double>((seed ^ (seed >> 31)) >> 11) * 0x1.0p-53;
}

}  // namespace

bool IsTooLarge(const grpc::Status& status) {
  return status.error_code() == grpc::RESOURCE_EXHAUSTED &&
         status.error_message().find("larger than max") != std::string::npos;
}

Retry RetryOf(const grpc::Status& status, InternalErrors internal) {
  switch (status.error_code()) {
    case grpc::RESOURCE_EXHAUSTED:
      return IsTooLarge(status) ? Retry::kNo : Retry::kSlowly;
    case grpc::UNAVAILABLE:
    case grpc::DEADLINE_EXCEEDED:
    case grpc::ABORTED:
    case grpc::UNKNOWN:
    // Ours are handled before; others come from a connection that broke.
    case grpc::CANCELLED:
      return Retry::kSoon;
    case grpc::INTERNAL:
      // A broken stream is no error of the server's code.
      return internal == InternalErrors::kMayPass ||
                     status.error_message().find("RST_STREAM") !=
                         std::string::npos
                 ? Retry::kSoon
                 : Retry::kNo;
    default:
      return Retry::kNo;
  }
}

double BackoffSeconds(const ServiceOptions& options, Retry retry, int attempt,
                      uint64_t seed) {
  const double first =
      options.first_backoff_s * (retry == Retry::kSlowly ? kSlowly : 1);
  const double full =
      std::min(first * std::pow(2.0, std::clamp(attempt - 2, 0, 30)),
               options.max_backoff_s);
  return full * (1 - UnitInterval(seed) / 2);
}

uint64_t JitterSeed(const ServiceOptions& options) {
  if (options.jitter_seed != 0) return options.jitter_seed;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  // Containers that start together all have the same process id.
  return static_cast<uint64_t>(
             std::chrono::duration_cast<std::chrono::nanoseconds>(now)
                 .count()) ^
         static_cast<uint64_t>(getpid()) << 40;
}

}  // namespace lockstep::rpc
