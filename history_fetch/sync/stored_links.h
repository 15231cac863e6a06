// The runs that a history of the corpus names.
#pragma once

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/download/run_links.h"
#include "history_fetch/failure.h"

namespace lockstep::fetch {

// Reads its file. kIntegrity: it is damaged.
Outcome<RunLinks> ReadLinks(const Corpus& corpus, const Entry& entry);

}  // namespace lockstep::fetch
