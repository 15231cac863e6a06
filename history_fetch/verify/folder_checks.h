// What else lies in the folder of a corpus.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "history_fetch/verify/finding.h"

namespace lockstep::fetch {

// `named` are the files that the manifest names, relative to the corpus.
// Sorted by file.
std::vector<Finding> FindStrays(const std::string& folder,
                                const std::set<std::string>& named);

// What state/ says about unfinished work.
std::vector<Finding> CheckState(const std::string& folder);

}  // namespace lockstep::fetch
