// Whether a replay of a history runs any code.
#pragma once

#include "history_fetch/corpus/corpus.h"

namespace lockstep::fetch {

// It has a completed workflow task. Where that cannot be told, say since its
// file is damaged, it is taken to have one: others complain of that.
bool RanCode(const Corpus& corpus, const Entry& entry);

}  // namespace lockstep::fetch
