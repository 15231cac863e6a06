// What lockstep-replay does, one function for each subcommand. Results go to
// stdout, everything else to stderr.
#pragma once

#include "replayer/options.h"

namespace lockstep::replay {

// Each returns the exit code of the process: an ExitCode, or 128 and a signal.
int RunCommand(const RunOptions& options);
int DescribeCommand(const DescribeOptions& options);
int ShowCommand(const ShowOptions& options);

}  // namespace lockstep::replay
