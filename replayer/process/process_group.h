// Whatever a build forks stays in the process group of the child that runs it.
#pragma once

#include <sys/types.h>

namespace lockstep::replay {

// Kills and reaps what is left of the group that `leader`, a child of this
// process that has ended, was the leader of. Its members are children of this
// process by then: the main process is their subreaper.
void EndGroup(pid_t leader);

}  // namespace lockstep::replay
