// The command line of lockstep-fetch.
#pragma once

namespace lockstep::fetch {

// Parses it, runs the subcommand, and yields the exit code of the process.
int RunCommandLine(int argc, const char* const* argv);

}  // namespace lockstep::fetch
