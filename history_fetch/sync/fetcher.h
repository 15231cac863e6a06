// Brings runs into the corpus, on a few threads.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "history_fetch/download/download.h"
#include "history_fetch/select/pick_queue.h"
#include "history_fetch/sync/ending.h"
#include "history_fetch/sync/fetch_results.h"

namespace lockstep::fetch {

// What the picks of one row of the report have in common.
struct Origin {
  std::string stratum;    // name
  std::string source;     // name
  bool chains = false;    // Details::links: the chain is asked for,
  bool children = false;  // the children are
  int64_t want = 0;       // children of each type, at most
};
// Forgets the links that nobody asks for: many runs may have many. Of a fan-out
// only as many are asked for as of any other cell, by their ranks.
void KeepWanted(const Origin& origin, uint64_t seed,
                const std::string& name_space, RunLinks& links);

// Told how far it is; one call at a time.
class FetchObserver {
 public:
  virtual ~FetchObserver() = default;
  virtual void OnDone(const std::string& stratum, Ending ending) = 0;
};

struct FetchSetting {
  DownloadContext download;
  std::vector<Origin> origins;  // by Pick::stratum
  uint64_t seed = 0;            // of the plan
  int threads = 1;
  std::string fetched_at;
  std::string server_version;
  int64_t max_bytes = 0;            // of all texts of the corpus; 0: no cap
  int64_t stored_bytes = 0;         // that it has already
  const RunSet* damaged = nullptr;  // of those: to fetch again; may be null
  const std::atomic<bool>* stop = nullptr;
  FetchObserver* observer = nullptr;  // may be null
};

// Rounds of Start, Add and Finish, in one thread. Once it has failed or was
// stopped, nothing more is tried, also in later rounds.
class Fetcher {
 public:
  explicit Fetcher(FetchSetting setting, PickQueue waiting = {});
  ~Fetcher() { Finish(); }
  Fetcher(const Fetcher&) = delete;
  Fetcher& operator=(const Fetcher&) = delete;

  // The index of the first of them, for Pick::query.
  uint32_t AddQueries(const std::vector<std::string>& queries);

  // The smallest pick that waits is begun next. Each run may be added once.
  // With a cap on bytes, all picks of a round are added before its start: what
  // falls to it must not depend on when they come.
  void Add(const std::vector<Pick>& picks);
  void Start();
  // Waits until all are done.
  FetchResults Finish();

  // Why nothing else will work either: access, disk, no answer any more.
  std::optional<Failure> fatal() const;
  bool interrupted() const;
  // Nothing more is begun from now on.
  void GiveUp();
  bool stopped() const;

 private:
  // A run that was fetched and waits for those before it.
  struct Waiting {
    Pick pick;
    Done done;
    int64_t replaced = 0;  // bytes of the text that it takes the place of
    Downloaded fetched;    // with files, if there is something to store
  };

  void Work();
  // Nothing: there are no more.
  std::optional<Pick> Next(size_t& index);
  Waiting Try(const Pick& pick) const;
  bool IsStored(const Pick& pick) const;
  Waiting Keep(const Pick& pick, Ending ending) const;
  // Whether the server has more of an open run than the corpus.
  Ending Check(const Pick& pick, const Known& known) const;
  Waiting Get(const Pick& pick, Ending ending) const;
  Entry Provenance(const Pick& pick) const;
  const Origin& OriginOf(const Pick& pick) const {
    return setting_.origins[pick.stratum];
  }
  // In the order of the picks if there is a cap on bytes.
  void Settle(size_t index, Waiting waiting);
  void Commit(size_t index, Waiting waiting);
  bool FitsCap(const Waiting& waiting);
  void NoteTrouble(const Downloaded& fetched, const Done& done);
  bool Full() const;
  bool NoRoom() const;  // the same, without the mutex
  bool Stopped() const;

  const FetchSetting setting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> queries_;
  std::optional<Failure> fatal_;
  bool interrupted_ = false;
  bool given_up_ = false;
  int failures_in_a_row_ = 0;
  int64_t bytes_;        // of the corpus, as if all that fits were in it
  int did_not_fit_ = 0;  // in a row

  // Of the round at hand.
  PickQueue waiting_;  // to begin
  size_t begun_ = 0;
  FetchResults results_;
  std::map<size_t, Waiting> uncommitted_;  // by their place among the begun
  size_t committed_ = 0;                   // of the first ones
  bool all_added_ = false;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace lockstep::fetch
