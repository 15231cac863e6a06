// What a sync or a refresh came to, for people and for machines.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/failure.h"
#include "history_fetch/select/pick.h"
#include "history_fetch/sync/coverage.h"
#include "history_fetch/sync/ending.h"

namespace lockstep::fetch {

// One row of the summary.
struct StratumTally {
  std::string name;
  std::string workflow_type;
  std::string source;
  int64_t found = 0;             // on the server, as far as it was listed
  int64_t wanted = 0;            // chains and children included
  int64_t related = 0;           // of those: chains and children
  int64_t fresh = 0;             // new in the corpus
  int64_t updated = 0;           // had gone on
  int64_t kept = 0;              // in the corpus as they are
  int64_t expired = 0;           // not on the server any more
  int64_t left_out = 0;          // by a cap
  int64_t running_left_out = 0;  // of those
  int64_t failed = 0;
  int64_t not_tried = 0;
  int64_t bytes = 0;  // of the texts that were written
  Coverage coverage;  // of the corpus, afterwards
  std::vector<std::string> notes;
  bool operator==(const StratumTally&) const = default;
};

void AddTo(StratumTally& tally, const Done& done);
// Adds up what became of the runs.
void AddTo(StratumTally& tally, const StratumTally& other);

// A run that could not be brought in.
struct Trouble {
  std::string workflow_id;
  std::string run_id;
  std::string stratum;
  bool integrity = false;  // else it just failed
  std::string message;
};

// Whom it asked.
struct AskedServer {
  std::string source;
  std::string name_space;
  std::string address;
};

struct SyncReport {
  std::string command;  // "sync", "refresh"
  std::string corpus;   // its folder
  bool dry_run = false;
  bool begun = true;  // false: it was refused before it changed anything
  std::vector<AskedServer> servers;
  CorpusState state;
  int64_t histories = 0;  // in the corpus, afterwards
  std::vector<StratumTally> strata;
  std::vector<std::string> notes;  // on the whole
  std::vector<Trouble> troubles;   // the first ones
  int64_t broken = 0;  // of the failed: their data contradict themselves
  std::vector<std::string> gaps;
  std::vector<Failure> failures;     // that stopped it
  std::vector<Pick> picks;           // of a dry run
  std::vector<std::string> queries;  // by Pick::query
};

// The gravest: usage, then access, integrity, partial, minima.
ExitCode CodeOf(const SyncReport& report);
// Why the corpus is not complete: one sentence with the remedy; "": it is.
std::string ReasonOf(const SyncReport& report);

// A table and what it does not say. Ends with a line end.
// `columns`: see TextTable.
std::string ToText(const SyncReport& report, size_t columns = 0);
std::string ToJson(const SyncReport& report);

}  // namespace lockstep::fetch
