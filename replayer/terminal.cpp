#include "replayer/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace lockstep::replay {
namespace {

// If stderr takes nothing there is nobody to tell.
void Tell(const std::string& text) { std::fputs(text.c_str(), stderr); }

}  // namespace

void PrintError(std::string_view sentence) {
  Tell(fmt::format("lockstep-replay: {}\n", sentence));
}

void Print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

bool FinishOutput() {
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

Colour ChooseColour(ColourChoice choice) {
  const char* const no_color = std::getenv("NO_COLOR");
  const bool refused = no_color != nullptr && *no_color != '\0';
  const bool automatic = isatty(STDOUT_FILENO) == 1 && !refused;
  switch (choice) {
    case ColourChoice::kAlways:
      return Colour::kYes;
    case ColourChoice::kNever:
      return Colour::kNo;
    case ColourChoice::kAuto:
      return automatic ? Colour::kYes : Colour::kNo;
  }
  return Colour::kNo;
}

Progress::Progress(size_t total, Verbosity verbosity)
    : total_(total),
      on_(verbosity == Verbosity::kNormal && isatty(STDERR_FILENO) == 1) {}

void Progress::Show(size_t done) {
  if (!on_) return;
  Tell(fmt::format("\r{} of {} histories", done, total_));
  std::fflush(stderr);
  shown_ = true;
}

void Progress::Clear() {
  if (!shown_) return;
  Tell("\r\x1b[K");
  shown_ = false;
}

}  // namespace lockstep::replay
