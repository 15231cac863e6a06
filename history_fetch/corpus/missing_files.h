// Whether the files that a manifest names are there, almost without reading
// them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "history_fetch/corpus/corpus.h"

namespace lockstep::fetch {

// Its file is one, and says that its text is as long as it should be; and so is
// the .binpb, if there should be one.
bool HasFile(const Corpus& corpus, const Entry& entry);

struct MissingFiles {
  int64_t count = 0;
  std::string first = {};  // relative to the corpus
};
// Of those that `suspect` names the hash is looked at, too.
Outcome<MissingFiles> FindMissingFiles(
    const Corpus& corpus,
    const std::function<bool(const Entry&)>& suspect = {});

// "3 files that the manifest names are missing, first histories/...: ...".
std::string ToSentence(const MissingFiles& missing);

}  // namespace lockstep::fetch
