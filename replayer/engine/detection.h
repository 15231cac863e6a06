// Whether production would notice a divergence that a replay found, and where:
// the official Core engine never counts commands that are left over, and does
// not compare targets and values (Appendix B, sdk-rust#216).
#pragma once

#include "replayer/engine/result.h"

namespace lockstep::replay {

// Sets what the result itself tells. True: only a replay by the rules of
// --compat=core can tell the rest.
bool NeedsCoreReplay(ReplayResult& result);

// `by_core` is the result of that replay.
void SetDetection(const ReplayResult& by_core, ReplayResult& result);

}  // namespace lockstep::replay
