#include "rpc/client/page_sizes.h"

#include <algorithm>

namespace lockstep::rpc {
namespace {

// Of all pages in flight; what becomes of them is some times as large.
constexpr double kBytesInFlight = 64 << 20;
// Most histories have less than so many batches, and take one call.
constexpr int32_t kFirstPage = 64;
// Of the time for a call, so that a page that is slower than the last one
// still comes.
constexpr double kPartOfTimeout = 0.25;
constexpr double kFastestGrowth = 4;

}  // namespace

PageSizes::PageSizes(const ServiceOptions& options)
    : bytes_(kBytesInFlight / std::max(1, options.concurrency)),
      seconds_(options.call_timeout_s * kPartOfTimeout) {}

int32_t PageSizes::Ask(int32_t most, int32_t next) const {
  const int32_t wanted = next > 0 ? next : kFirstPage;
  return std::min({wanted, most > 0 ? most : wanted, kLargestHistoryPage});
}

int32_t PageSizes::Next(int32_t size, const Answered& how) const {
  const double bytes = std::max(static_cast<double>(how.bytes), 1.0);
  const double growth = std::min(
      {bytes_ / bytes, seconds_ / std::max(how.seconds, 1e-6), kFastestGrowth});
  return static_cast<int32_t>(
      std::clamp(size * growth, 1.0, double{kLargestHistoryPage}));
}

}  // namespace lockstep::rpc
