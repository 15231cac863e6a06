// What a corpus had of a server before a sync.
#pragma once

#include <cstdint>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/failure.h"
#include "history_fetch/select/plan.h"
#include "history_fetch/sync/sync.h"

namespace lockstep::fetch {

struct StoredRuns {
  int64_t bytes = 0;        // of all texts, also of other servers
  std::vector<Entry> open;  // of this server
};
Outcome<StoredRuns> ReadStored(const Corpus& corpus, const SyncServer& server,
                               const Plan& plan);

}  // namespace lockstep::fetch
