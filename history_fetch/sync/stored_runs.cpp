#include "history_fetch/sync/stored_runs.h"

#include <algorithm>

namespace lockstep::fetch {

bool IsOfServer(const Entry& entry, const SyncServer& server,
                const Plan* plan) {
  if (entry.name_space != server.download.name_space) return false;
  if (plan == nullptr || entry.source == server.source) return true;
  return std::none_of(
      plan->sources.begin(), plan->sources.end(),
      [&](const Source& source) { return source.name == entry.source; });
}

Outcome<StoredRuns> ReadStored(const Corpus& corpus, const SyncServer& server,
                               const Plan& plan) {
  StoredRuns stored;
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    stored.bytes += entry.bytes;
    if (!entry.closed && IsOfServer(entry, server, &plan)) {
      stored.open.push_back(entry);
    }
    return Outcome<void>();
  });
  if (!read) return tl::unexpected(read.error());
  return stored;
}

}  // namespace lockstep::fetch
