// Brings up to date what a corpus has: `refresh`.
#pragma once

#include "history_fetch/sync/sync.h"

namespace lockstep::fetch {

// Asks after every run of the server's namespace that was open when it was
// fetched, and fetches it again if it went on. What the server has no more, the
// corpus keeps. Notes when the server will delete what is closed. `plan` may be
// null: then what the corpus was marked with stays, if nothing fails.
SyncReport Refresh(const SyncServer& server, Corpus& corpus, const Plan* plan,
                   const SyncOptions& options, Progress& progress);

}  // namespace lockstep::fetch
