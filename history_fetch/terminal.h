// Standard streams of lockstep-fetch: results on stdout, everything else on
// stderr.
#pragma once

#include <string>
#include <string_view>

#include "history_fetch/failure.h"

namespace lockstep::fetch {

// False: stdout cannot be written.
bool WriteStdout(std::string_view text);
// The same, and stderr was told.
bool Print(std::string_view text);
// "lockstep-fetch: <sentence>".
void PrintError(std::string_view sentence);
// Prints the failure's sentence and yields its code.
ExitCode Report(const Failure& failure);

// Control characters and line ends escaped, cut after `longest` bytes at a
// character: workflow ids come from strangers.
std::string Printable(std::string_view text, size_t longest = 120);

}  // namespace lockstep::fetch
