// Results that tests of reports print.
#pragma once

#include "replayer/engine/result.h"

namespace lockstep::replay {

// An ok, closed run.
ReplayResult OkResult();

// A divergence with everything that a report can show.
ReplayResult DivergentResult();

// An activity with another id: a finding that --strict makes an error.
Difference TargetFinding();

}  // namespace lockstep::replay
