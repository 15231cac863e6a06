// Brings a corpus to what its plan declares (history-download 6.1 to 6.4).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "history_fetch/select/select.h"
#include "history_fetch/sync/asked_sources.h"
#include "history_fetch/sync/fetcher.h"
#include "history_fetch/sync/progress.h"
#include "history_fetch/sync/relatives.h"
#include "history_fetch/sync/report.h"
#include "history_fetch/sync/stop_watch.h"
#include "history_fetch/sync/sync_server.h"

namespace lockstep::fetch {

struct SyncOptions {
  int64_t now_ns = 0;
  int threads = 1;
  bool archived = false;
  bool accept_other_server = false;
  const Corpus* stored = nullptr;  // of a dry run; null: there is none yet
  bool repair = false;             // looks at the hashes of what is stored
  ListBounds bounds = {};
  const StopSignal* stop = nullptr;  // may be null
};

class Sync {
 public:
  // All outlive it. `corpus` null: a dry run.
  Sync(const Plan& plan, Corpus* corpus, SyncOptions options,
       Progress& progress);

  // The strata of one source. What stops it is in the report.
  void Run(const SyncServer& server);
  // Something stopped a source before it could run.
  void Fail(const Failure& failure);

  // Asks whether the corpus has what the plan declares, and notes it there.
  SyncReport Finish();

 private:
  struct Source;

  Outcome<void> Begin(Source& source);
  Outcome<int64_t> AskServer(Source& source);
  // What the header says, the sources and their ages too.
  Outcome<void> NoteState();
  // Of a dry run, as far as can be told before anything is fetched.
  Outcome<void> ForeseeGaps();
  void Select(Source& source);
  SelectContext ContextOf(Source& source);
  void Take(Selected selected, size_t stratum, Source& source);
  using NextPick = std::function<std::optional<Pick>()>;
  // In their order, until there is none.
  void Want(const NextPick& next, Source& source);
  // To the fetcher, or into the report of a dry run. How many they were.
  int64_t Give(const NextPick& next, Source& source);
  bool GiveRelatives(PickQueue found, Source& source);
  void Fetch(Source& source);
  void FetchWanted(Source& source);
  // Also those that the plan wants no more: who went on is fetched again.
  void FetchOpen(Source& source);
  // Of the report, for a run that the corpus has.
  uint32_t RowOf(const Entry& entry);
  bool IsStored(const Pick& pick, const Source& source) const;
  const Corpus* stored() const { return corpus_ ? corpus_ : options_.stored; }
  bool RanAll() const;
  // The plan with the namespaces that the connections say.
  Plan Known() const;
  FetchSetting SettingOf(const Source& source, int64_t retention_s) const;
  bool capped() const { return plan_.max_bytes > 0 || plan_.max_histories > 0; }

  const Plan& plan_;
  Corpus* const corpus_;
  const SyncOptions options_;
  Progress& progress_;
  SyncReport report_;
  std::string server_version_;
  CorpusState before_;
  std::set<std::string> ran_;                      // sources
  std::vector<Asked> asked_;                       // those that answered
  std::map<std::string, std::string> namespaces_;  // of those that ran
  // Of runs that no stratum of the plan covers: rows behind those of the plan.
  std::vector<Stratum> others_;
  RunSet gone_;
  RunSet damaged_;         // before it began
  int64_t histories_ = 0;  // that the corpus has, or will have
  bool begun_ = false;     // the corpus is marked as changing
};

// ---- For refresh too ----

// Nothing in it: not known. kConnect: the namespace cannot be had.
Outcome<rpc::NamespaceInfo> AskNamespace(const SyncServer& server);
// Into the rows of the report, what failed into its list, and into `gone` the
// runs that the server has no more.
void NoteResults(const FetchResults& results, SyncReport& report, RunSet& gone);
// Why the fetcher stopped, if it did. False: it did not.
bool NoteStop(const Fetcher& fetcher, const SyncOptions& options,
              SyncReport& report);
// What nothing brought back.
// `damaged`: those that were.
void NoteMissingFiles(const Corpus& corpus, const RunSet& damaged,
                      SyncReport& report);
// What a dry run cannot know of strata that are of one of `sources`.
void NoteUncounted(const Plan& plan, const std::set<std::string>& sources,
                   SyncReport& report);
// Running runs that fell to a cap, stratum by stratum.
void NoteRunningLeftOut(SyncReport& report);
void NoteInterruption(const SyncOptions& options, SyncReport& report);

}  // namespace lockstep::fetch
