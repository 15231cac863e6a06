// A result in a line, for tables of laws.
#pragma once

#include <string>

#include "replayer/engine/replay.h"

namespace lockstep::replay {

// "ok", "nondeterminism type-mismatch task 1 event 5"...; findings follow.
std::string Summary(const ReplayResult& result);

}  // namespace lockstep::replay
