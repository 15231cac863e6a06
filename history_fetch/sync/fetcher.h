// Brings runs into the corpus, on a few threads.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "history_fetch/download/download.h"
#include "history_fetch/select/pick.h"
#include "history_fetch/sync/ending.h"

namespace lockstep::fetch {

// What the picks of one row of the report have in common.
struct Origin {
  std::string stratum;    // name
  std::string source;     // name
  bool chains = false;    // Details::links: the chain is asked for,
  bool children = false;  // the children are
};

// Told how far it is; one call at a time.
class FetchObserver {
 public:
  virtual ~FetchObserver() = default;
  virtual void OnDone(const std::string& stratum, Ending ending) = 0;
};

struct FetchSetting {
  DownloadContext download;
  std::vector<Origin> origins;       // by Pick::stratum
  std::vector<std::string> queries;  // by Pick::query
  int threads = 1;
  std::string fetched_at;
  std::string server_version;
  int64_t max_bytes = 0;  // of the texts of all runs; 0: no cap
  const std::atomic<bool>* stop = nullptr;
  FetchObserver* observer = nullptr;  // may be null
};

class Fetcher {
 public:
  explicit Fetcher(FetchSetting setting) : setting_(std::move(setting)) {}

  // What became of each pick, by index. They are begun in their order. Once it
  // has failed or was stopped, nothing more is tried, also in later calls.
  std::vector<Done> Run(const std::vector<Pick>& picks);

  // Why nothing else will work either: access, disk, no answer any more.
  std::optional<Failure> fatal() const;
  bool interrupted() const;

 private:
  struct Batch;
  // A run that was fetched and waits for those before it.
  struct Waiting {
    Done done;
    Downloaded fetched;  // with files, if there is something to store
  };

  void Work(Batch& batch);
  std::optional<size_t> NextPick(Batch& batch);
  Waiting Try(const Pick& pick) const;
  Waiting Keep(const Pick& pick, Ending ending) const;
  // Whether the server has more of an open run than the corpus.
  Ending Check(const Pick& pick, const Known& known) const;
  Waiting Get(const Pick& pick, Ending ending) const;
  Entry Provenance(const Pick& pick) const;
  const Origin& OriginOf(const Pick& pick) const {
    return setting_.origins[pick.stratum];
  }
  // In the order of the picks if there is a cap on bytes: what falls to it must
  // not depend on which download is the fastest.
  void Settle(Batch& batch, size_t index, Waiting waiting);
  void Commit(Batch& batch, size_t index, Waiting waiting);
  bool FitsCap(const Done& done);
  void NoteTrouble(const Downloaded& fetched, const Done& done);
  bool Full() const;
  bool Stopped() const;

  const FetchSetting setting_;
  mutable std::mutex mutex_;
  std::condition_variable committed_;
  std::optional<Failure> fatal_;
  bool interrupted_ = false;
  int failures_in_a_row_ = 0;
  int64_t bytes_ = 0;
  int did_not_fit_ = 0;  // in a row
};

}  // namespace lockstep::fetch
