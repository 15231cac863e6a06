// Standard streams of lockstep-fetch: results on stdout, everything else on
// stderr.
#pragma once

#include <cstddef>
#include <optional>
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

struct TerminalSize {
  size_t columns = 80;
  size_t lines = 24;
};
// Of the terminal that `descriptor` is, or the usual one's if it does not say;
// nullopt: it is none.
std::optional<TerminalSize> TerminalOf(int descriptor);
// Columns of stdout for tables; 0: it is no terminal, no table is too wide.
size_t StdoutColumns();

// Control characters and line ends escaped, cut after `longest` bytes at a
// character: workflow ids come from strangers.
std::string Printable(std::string_view text, size_t longest = 120);

}  // namespace lockstep::fetch
