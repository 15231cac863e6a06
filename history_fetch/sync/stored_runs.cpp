#include "history_fetch/sync/stored_runs.h"

#include <map>

#include "history_fetch/sync/asked_sources.h"

namespace lockstep::fetch {

Pick PickOfStored(const Entry& entry) {
  Pick pick;
  pick.execution = {entry.workflow_id, entry.run_id};
  pick.first_run_id = entry.first_run_id;
  pick.scheduled_by = entry.scheduled_by;
  pick.archived = entry.archived;
  return pick;
}

Outcome<StoredRuns> ReadStored(
    const Corpus& corpus, const SyncServer& server, const Plan& plan,
    const std::function<uint32_t(const Entry& entry)>& row_of) {
  StoredRuns stored;
  std::map<std::string, size_t> numbers;  // of queries
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    stored.bytes += entry.bytes;
    if (entry.closed ||
        !IsOfServer(entry.name_space, entry.source, server, &plan)) {
      return Outcome<void>();
    }
    const auto [query, is_new] =
        numbers.try_emplace(entry.query, stored.queries.size());
    if (is_new) stored.queries.push_back(entry.query);
    Pick pick = PickOfStored(entry);
    pick.why = Why::kRunning;
    pick.stratum = row_of(entry);
    pick.query = static_cast<uint32_t>(query->second);
    stored.open.Add(pick);
    return Outcome<void>();
  });
  if (!read) return tl::unexpected(read.error());
  if (stored.open.broken()) return tl::unexpected(*stored.open.broken());
  return stored;
}

}  // namespace lockstep::fetch
