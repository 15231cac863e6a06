// lockstep-lint: parse the command line (config/options.h), do it (run.h). What
// is of this machine is put in here: clock, terminal, Clang.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "linter/config/options.h"
#include "linter/run.h"

namespace lockstep::lint {
namespace {

std::string Today() {
  const auto today =
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const std::chrono::year_month_day date(today);
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", int(date.year()),
                unsigned(date.month()), unsigned(date.day()));
  return text;
}

bool WantsColour() {
  const char* const no_color = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || !*no_color);
}

void Write(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);
}

World ThisMachine() {
  World world;
  world.folder = std::filesystem::current_path().string();
  world.today = Today();
  world.colour = WantsColour();
  world.out = [](std::string_view text) { Write(stdout, text); };
  world.err = [](std::string_view text) { Write(stderr, text); };
  return world;
}

int Main(int argc, char** argv) {
  const auto command = ParseOptions({argv + 1, argv + argc});
  if (!command) {
    const NoCommand& none = command.error();
    Write(none.mistake ? stderr : stdout,
          none.mistake ? "lockstep-lint: " + none.text + "\n" : none.text);
    return static_cast<int>(none.mistake ? ExitCode::kUsage : ExitCode::kOk);
  }
  const ExitCode code = Run(*command, ThisMachine());
  // A report that was cut off is no report.
  const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  return static_cast<int>(written ? code : ExitCode::kUsage);
}

}  // namespace
}  // namespace lockstep::lint

int main(int argc, char** argv) { return lockstep::lint::Main(argc, argv); }
