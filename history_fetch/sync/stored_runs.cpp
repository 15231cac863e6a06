#include "history_fetch/sync/stored_runs.h"

#include "history_fetch/sync/asked_sources.h"

namespace lockstep::fetch {

Outcome<StoredRuns> ReadStored(const Corpus& corpus, const SyncServer& server,
                               const Plan& plan) {
  StoredRuns stored;
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    stored.bytes += entry.bytes;
    if (!entry.closed &&
        IsOfServer(entry.name_space, entry.source, server, &plan)) {
      stored.open.push_back(entry);
    }
    return Outcome<void>();
  });
  if (!read) return tl::unexpected(read.error());
  return stored;
}

}  // namespace lockstep::fetch
