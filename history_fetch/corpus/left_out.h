// What imports left out, and nobody has brought since: a corpus is not complete
// as long as there is any.
#pragma once

#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"

namespace lockstep::fetch {

// One sentence with the remedy; "" if nothing is left out.
std::string AboutLeftOut(const std::vector<std::string>& left_out);

// `state`, but not complete if something is left out.
CorpusState WithLeftOut(CorpusState state);

}  // namespace lockstep::fetch
