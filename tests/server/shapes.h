// Many histories of many shapes.
#pragma once

#include <string>
#include <vector>

#include "tests/server/programs.h"

namespace lockstep::fetch {

// `count` workflows of about twenty shapes and three types, each closed or at
// rest, so that their histories no longer change. A few have several runs.
void SeedShapes(const DevServer& server, size_t count,
                const std::string& prefix);

// Workflow ids that might do harm.
std::vector<std::string> OddIds();
// An open run for each. Sorted.
std::vector<WorkflowRun> SeedOddIds(const DevServer& server);

// Closed, with more events than asked for.
WorkflowRun SeedLongRun(const DevServer& server, int events);

}  // namespace lockstep::fetch
