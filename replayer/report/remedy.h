// What to do about a verdict.
#pragma once

#include <string_view>

#include "replayer/engine/result.h"

namespace lockstep::replay {

// One sentence without a full stop; empty where the result's own texts say it.
std::string_view Remedy(Verdict verdict);

}  // namespace lockstep::replay
