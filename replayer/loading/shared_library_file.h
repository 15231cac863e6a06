// Looks at the file of a shared library without loading it.
#pragma once

#include <string>

#include "base/result.h"

namespace lockstep::replay {

// Fails with a sentence if `path` is missing, not readable, no shared library,
// or one whose end is missing: loading such a file would die of SIGBUS.
Result<void> CheckSharedLibraryFile(const std::string& path);

}  // namespace lockstep::replay
