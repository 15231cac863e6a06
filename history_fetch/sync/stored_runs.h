// What a corpus had of a server before a sync.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/failure.h"
#include "history_fetch/select/pick_queue.h"
#include "history_fetch/select/plan.h"
#include "history_fetch/sync/sync.h"

namespace lockstep::fetch {

// To fetch it again; without its row and its query.
Pick PickOfStored(const Entry& entry);

struct StoredRuns {
  int64_t bytes = 0;                 // of all texts, also of other servers
  PickQueue open;                    // of this server
  std::vector<std::string> queries;  // by Pick::query
};
// `row_of` gives Pick::stratum.
Outcome<StoredRuns> ReadStored(
    const Corpus& corpus, const SyncServer& server, const Plan& plan,
    const std::function<uint32_t(const Entry& entry)>& row_of);

}  // namespace lockstep::fetch
