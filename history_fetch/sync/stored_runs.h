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
#include "history_fetch/select/run_set.h"
#include "history_fetch/sync/sync.h"

namespace lockstep::fetch {

// To fetch it again; without its row and its query.
Pick PickOfStored(const Entry& entry);

// Whether its file is what the manifest says, as far as is looked: whether it
// is there and as long, and with `repair`, its hash. What was redacted counts
// as good: nothing may come in its place.
bool IsGood(const Corpus& corpus, const Entry& entry, bool repair);

// Histories that lie there in another form than those that are fetched now.
class OtherForms {
 public:
  explicit OtherForms(const SyncServer& server);
  void Add(const Entry& entry);
  // A sentence for each such form.
  std::vector<std::string> Notes() const;

 private:
  const bool keep_proto_;
  const std::string codec_;
  int64_t without_proto_ = 0;
  int64_t other_codec_ = 0;
};

struct StoredRuns {
  int64_t bytes = 0;  // of all texts, also of other servers
  PickQueue again;    // of this server: those that are open, or damaged
  std::vector<std::string> queries;  // by Pick::query
  RunSet damaged;
  std::vector<std::string> notes;
};
// `row_of` gives Pick::stratum. Notes in the corpus that runs of a source that
// was renamed are the server's.
Outcome<StoredRuns> ReadStored(
    Corpus& corpus, const SyncServer& server, const Plan& plan, bool repair,
    const std::function<uint32_t(const Entry& entry)>& row_of);

}  // namespace lockstep::fetch
