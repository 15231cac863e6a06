#include "history_fetch/go_duration.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace lockstep::fetch {
namespace {

// "ms" before "m".
constexpr std::array<std::pair<std::string_view, double>, 9> kUnits = {{
    {"ns", 1e-9},
    {"us", 1e-6},
    {"µs", 1e-6},
    {"ms", 1e-3},
    {"s", 1},
    {"m", 60},
    {"h", 3600},
    {"d", 86400},
    {"w", 604800},
}};

}  // namespace

Result<double> ParseDuration(std::string_view text) {
  const auto refuse = [whole = std::string(text)] {
    return Fail(
        fmt::format("'{}' is no duration; write one such as 500ms, 30s, "
                    "1h30m, 12h, 14d or 2w",
                    whole));
  };
  if (text == "0") return 0.0;
  if (text.empty()) return refuse();
  double seconds = 0;
  while (!text.empty()) {
    double number = 0;
    // "inf" is a number to the library.
    if (text.front() != '.' && (text.front() < '0' || text.front() > '9')) {
      return refuse();
    }
    const char* const end = text.data() + text.size();
    const auto parsed =
        std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (parsed.ec != std::errc()) return refuse();
    text.remove_prefix(static_cast<size_t>(parsed.ptr - text.data()));
    bool known = false;
    for (const auto& [unit, factor] : kUnits) {
      if (!text.starts_with(unit)) continue;
      text.remove_prefix(unit.size());
      seconds += number * factor;
      known = true;
      break;
    }
    if (!known) return refuse();
  }
  return seconds;
}

Result<double> ParseWait(std::string_view text) {
  const Result<double> seconds = ParseDuration(text);
  return seconds ? std::min(*seconds, kLongestWait) : seconds;
}

}  // namespace lockstep::fetch
