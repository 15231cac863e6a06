// Keeps the cache from growing for ever.
#pragma once

#include <cstdint>

#include "linter/facts/database.h"

namespace lockstep::lint {

struct CacheLimits {
  int64_t unused_days = 30;            // older units go
  int64_t bytes = int64_t{512} << 20;  // above, the older half goes
};

// Within a transaction. Does its work once in a few days, or when the database
// is too large: removes old units, then the records and files that no unit
// needs any more. `today` counts days.
void PruneCache(Database& database, int64_t today, const CacheLimits& limits);

}  // namespace lockstep::lint
