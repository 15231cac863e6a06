// Which build of lockstep-lint this is: facts that another one collected are
// not ours to use.
#pragma once

#include <string>

namespace lockstep::lint {

// The linker's hash of all that the program is made of, as digits; else its
// size and date. Empty if it has neither.
std::string BuildId();

}  // namespace lockstep::lint
