// Whether the files that a manifest names are there, without reading them.
#pragma once

#include <cstdint>
#include <string>

#include "history_fetch/corpus/corpus.h"

namespace lockstep::fetch {

// Its file is one, and not empty.
bool HasFile(const Corpus& corpus, const Entry& entry);

struct MissingFiles {
  int64_t count = 0;
  std::string first = {};  // relative to the corpus
};
Outcome<MissingFiles> FindMissingFiles(const Corpus& corpus);

// "3 files that the manifest names are missing, first histories/...: ...".
std::string ToSentence(const MissingFiles& missing);

}  // namespace lockstep::fetch
