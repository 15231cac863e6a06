// Runs another program: git.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace lockstep::lint {

// What it writes to stdout; a mistake if it cannot be run or does not exit
// with 0. What it says on stderr is thrown away.
Result<std::string> OutputOf(const std::vector<std::string>& command);

}  // namespace lockstep::lint
