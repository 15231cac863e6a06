// Why a build could not be loaded, for its author.
#pragma once

#include <string>

#include "replayer/process/zygote.h"

namespace lockstep::replay {

// One sentence that names the file and the remedy. `limit` is the time that
// loading may take.
std::string Explain(const LoadFailure& failure, const std::string& path,
                    std::chrono::nanoseconds limit);

}  // namespace lockstep::replay
