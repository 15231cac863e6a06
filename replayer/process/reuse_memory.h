// How a process that replays one history after the other treats free memory.
#pragma once

namespace lockstep::replay {

// Keeps freed memory for the next history instead of returning it to the
// system, which would have to clear every page again. Called once, early.
void ReuseMemory();

}  // namespace lockstep::replay
