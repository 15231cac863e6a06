// The exit codes of lockstep-replay (architecture.md section 4). They are part
// of its interface: CI jobs branch on them.
#pragma once

namespace lockstep {

enum class ExitCode {
  kOk = 0,              // everything that was asked is `ok`
  kNondeterminism = 1,  // at least one history diverged
  kUsage = 2,           // wrong command line, or a build that cannot be loaded
  kInput = 3,           // a history could not be read, or is of another kind
  kNothingTested = 4,   // no history, or no completed task in any
  kBroken = 5,          // the code failed: a task failure, a crash, a deadlock
  kPolicy = 6,          // a gate policy was not met
};

}  // namespace lockstep
