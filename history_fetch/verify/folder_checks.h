// What else lies in the folder of a corpus.
#pragma once

#include <string>
#include <vector>

#include "history_fetch/text_set.h"
#include "history_fetch/verify/finding.h"

namespace lockstep::fetch {

// Whether files with names of ours that the manifest does not name are no
// wonder: a change of the corpus goes on, or did not come to its end.
enum class Leftovers { kAreStrays, kAreNoted };

// `named` are the files that the manifest names, relative to the corpus.
// Sorted by file; all leftovers are one note.
std::vector<Finding> FindStrays(const std::string& folder, const TextSet& named,
                                Leftovers leftovers);

// What state/ says about unfinished work.
std::vector<Finding> CheckState(const std::string& folder);

}  // namespace lockstep::fetch
