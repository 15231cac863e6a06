// The verdict on a history over which its worker died.
#pragma once

#include <string>

#include "replayer/engine/result.h"
#include "replayer/process/supervisor.h"

namespace lockstep::replay {

// `known` is what the worker said about the history before. A verdict that it
// had reached stands.
ReplayResult DeathResult(const Death& death, const Limits& limits,
                         ReplayResult known);

// `alone` is the result of the history in a process of its own; `death` what
// happened when others had run before it. A crash beats ok; a leak is a
// warning.
ReplayResult AfterOthersResult(const Death& death, ReplayResult alone);

}  // namespace lockstep::replay
