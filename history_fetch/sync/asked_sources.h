// Whether a corpus still asks the server that it came from, and how old it is
// of each. A server that is another one knows none of its runs, and so looks as
// if they had all been deleted.
#pragma once

#include <string>
#include <string_view>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/failure.h"
#include "history_fetch/select/plan.h"
#include "history_fetch/sync/report.h"
#include "history_fetch/sync/sync_server.h"

namespace lockstep::fetch {

// What one run of a sync or a refresh asked.
struct Asked {
  SyncServer server;
  std::string namespace_id;  // "" not known
  bool proven = false;       // it is the server of the last time
  bool done = false;         // for all that there is
};

// Else a history came without one: "import", "get", "redact".
bool IsServer(std::string_view source);

// What the plan says of an older source of the corpus counts for this server,
// too. `plan` may be null.
bool IsOfServer(const std::string& name_space, const std::string& source,
                const SyncServer& server, const Plan* plan);

// kConnect: it is another server than the last time. Else whether it is known
// to be the same.
Outcome<bool> IsSameServer(const CorpusState& state, const SyncServer& server,
                           const Plan* plan, const std::string& namespace_id);

// What became of the runs that the corpus has, and what was fetched.
struct Met {
  int64_t known = 0;  // runs that the corpus had, and the server knows
  int64_t gone = 0;   // ... knows no more
  int64_t fetched = 0;
  int64_t failed = 0;
};
Met MetSoFar(const SyncReport& report, size_t gone);
Met operator-(const Met& after, const Met& before);

// kConnect: the server knows none of the runs that were open, and nothing else
// says that it is the right one.
Outcome<void> CheckMet(const Asked& asked, const Met& met);

// A corpus of an older release has one age for all: says it of each source.
Outcome<void> FillSources(const Corpus& corpus, CorpusState& state);

// Notes in the header that the server was asked, and with `done`, when.
void NoteAsked(const Asked& asked, const Plan* plan, const std::string& now,
               CorpusState& state);
// Whom nobody asks any more and none of whose runs is open says nothing about
// the age of the corpus. `asked`: by the whole plan.
Outcome<void> ForgetSources(const Corpus& corpus,
                            const std::vector<Asked>& asked,
                            CorpusState& state);
// The age of the whole: its oldest source's.
void SetAge(CorpusState& state);

}  // namespace lockstep::fetch
