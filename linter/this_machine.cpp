#include "linter/this_machine.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

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

}  // namespace

World ThisMachine() {
  World world;
  world.folder = std::filesystem::current_path().string();
  world.today = Today();
  world.colour = WantsColour();
  world.out = [](std::string_view text) { Write(stdout, text); };
  world.err = [](std::string_view text) { Write(stderr, text); };
  return world;
}

}  // namespace lockstep::lint
