#include "history_fetch/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

namespace lockstep::fetch {

bool WriteStdout(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

bool Print(std::string_view text) {
  const bool written = WriteStdout(text);
  if (!written) {
    PrintError("stdout cannot be written; check what reads it, or the disk");
  }
  return written;
}

void PrintError(std::string_view sentence) {
  // If stderr takes nothing there is nobody to tell.
  std::fputs(fmt::format("lockstep-fetch: {}\n", sentence).c_str(), stderr);
}

ExitCode Report(const Failure& failure) {
  PrintError(failure.message);
  return failure.code;
}

std::optional<TerminalSize> TerminalOf(int descriptor) {
  if (isatty(descriptor) != 1) return std::nullopt;
  TerminalSize size;
  winsize window = {};
  if (ioctl(descriptor, TIOCGWINSZ, &window) != 0) return size;
  if (window.ws_col > 0) size.columns = window.ws_col;
  if (window.ws_row > 0) size.lines = window.ws_row;
  return size;
}

size_t StdoutColumns() {
  const std::optional<TerminalSize> size = TerminalOf(STDOUT_FILENO);
  return size ? size->columns : 0;
}

std::string Printable(std::string_view text, size_t longest) {
  std::string shown;
  for (const char c : text) {
    // Not in the middle of a character.
    const bool starts = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (starts && shown.size() >= longest) return shown + "...";
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      shown += fmt::format("\\x{:02x}", byte);
    } else {
      shown += c;
    }
  }
  return shown;
}

}  // namespace lockstep::fetch
