// How much of a history to ask for at once. A batch of events is some hundred
// bytes or 4 MiB, so a page of 256 of them may be a small part of a MiB or more
// than the memory takes, with some in flight at a time.
#pragma once

#include <cstdint>

#include "rpc/client/call.h"
#include "rpc/client/grpc_service.h"

namespace lockstep::rpc {

// What a server makes of 0 and of more (history-download 2.2).
inline constexpr int32_t kLargestHistoryPage = 256;

class PageSizes {
 public:
  explicit PageSizes(const ServiceOptions& options);

  // Batches to ask for. `most`: what the user wants at most, 0 or less: says
  // nothing; `next`: what Next() said of the page before, 0: there is none.
  int32_t Ask(int32_t most, int32_t next) const;

  // After a page of `size` batches that came like this. It grows again too, so
  // that one answer that came late does not cut all that follow.
  int32_t Next(int32_t size, const Answered& how) const;

 private:
  double bytes_;    // that a page should have at most
  double seconds_;  // likewise
};

}  // namespace lockstep::rpc
