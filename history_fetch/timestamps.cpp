#include "history_fetch/timestamps.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

#include "history_fetch/go_duration.h"

namespace lockstep::fetch {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

struct Unit {
  char letter;
  int64_t seconds;
};
constexpr std::array<Unit, 5> kUnits = {
    {{'w', 7 * 86400}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};

// Reads exactly `digits` digits off the front of `text`.
bool TakeNumber(std::string_view& text, size_t digits, int& number) {
  if (text.size() < digits) return false;
  const char* end = text.data() + digits;
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end || text[0] == '-') return false;
  text.remove_prefix(digits);
  return true;
}

bool Take(std::string_view& text, std::string_view one_of) {
  if (text.empty() || one_of.find(text[0]) == one_of.npos) return false;
  text.remove_prefix(1);
  return true;
}

// ".123": up to nine digits, further ones are cut.
bool TakeFraction(std::string_view& text, int64_t& nanos) {
  nanos = 0;
  if (!Take(text, ".")) return true;
  int64_t unit = kSecond / 10;
  size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9';
       ++digits) {
    nanos += (text[digits] - '0') * unit;
    unit /= 10;
  }
  text.remove_prefix(digits);
  return digits > 0;
}

// "Z" or "+02:00", in seconds east.
bool TakeZone(std::string_view& text, int64_t& east) {
  east = 0;
  if (Take(text, "Zz")) return true;
  const bool west = !text.empty() && text[0] == '-';
  int hours = 0;
  int minutes = 0;
  if (!Take(text, "+-") || !TakeNumber(text, 2, hours) || !Take(text, ":") ||
      !TakeNumber(text, 2, minutes) || hours > 23 || minutes > 59) {
    return false;
  }
  east = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
  return true;
}

struct Clock {
  int hour = 0, minute = 0, second = 0;
};

bool TakeClock(std::string_view& text, Clock& clock) {
  return TakeNumber(text, 2, clock.hour) && Take(text, ":") &&
         TakeNumber(text, 2, clock.minute) && Take(text, ":") &&
         TakeNumber(text, 2, clock.second) && clock.hour < 24 &&
         clock.minute < 60 && clock.second < 60;
}

}  // namespace

std::string FormatTime(int64_t seconds, int32_t nanos) {
  using std::chrono::days;
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  std::string text = fmt::format(
      "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (nanos == 0) return text + "Z";
  if (nanos % 1'000'000 == 0) {
    return text + fmt::format(".{:03}Z", nanos / 1'000'000);
  }
  if (nanos % 1000 == 0) return text + fmt::format(".{:06}Z", nanos / 1000);
  return text + fmt::format(".{:09}Z", nanos);
}

std::string FormatNanos(int64_t nanos) {
  if (nanos == 0) return "";
  const int64_t rest = (nanos % kSecond + kSecond) % kSecond;
  return FormatTime((nanos - rest) / kSecond, static_cast<int32_t>(rest));
}

Result<int64_t> ParseTime(std::string_view text) {
  std::string_view rest = text;
  int year = 0;
  int month = 0;
  int day = 0;
  Clock clock;
  int64_t nanos = 0;
  int64_t east = 0;
  const bool read = TakeNumber(rest, 4, year) && Take(rest, "-") &&
                    TakeNumber(rest, 2, month) && Take(rest, "-") &&
                    TakeNumber(rest, 2, day) && Take(rest, "Tt ") &&
                    TakeClock(rest, clock) && TakeFraction(rest, nanos) &&
                    TakeZone(rest, east) && rest.empty();
  const std::chrono::year_month_day date{
      std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
      std::chrono::day(static_cast<unsigned>(day))};
  // Nanoseconds of 64 bits reach so far.
  if (!read || !date.ok() || year < 1678 || year > 2261) {
    return Fail(
        fmt::format("'{}' is not a time; write it as in "
                    "2026-11-22T12:34:25Z",
                    text));
  }
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  const int64_t seconds = days * int64_t{86400} + clock.hour * 3600 +
                          clock.minute * 60 + clock.second - east;
  return seconds * kSecond + nanos;
}

std::string RetentionEnd(const std::string& close_time, int64_t retention_s) {
  const Result<int64_t> closed = ParseTime(close_time);
  if (!closed || retention_s <= 0) return "";
  // Some namespaces keep their runs for centuries.
  const int64_t latest = std::numeric_limits<int64_t>::max() / kSecond;
  if (retention_s > latest - *closed / kSecond) return "";
  return FormatNanos(*closed + retention_s * kSecond);
}

Result<int64_t> ParseSpan(std::string_view text) {
  const Result<double> seconds = ParseDuration(text);
  if (!seconds) return tl::unexpected(seconds.error());
  constexpr double kLongest = std::numeric_limits<int32_t>::max();
  if (*seconds <= kLongest) return static_cast<int64_t>(std::ceil(*seconds));
  return Fail(
      fmt::format("'{}' is too long; 68 years are the longest duration", text));
}

std::string FormatSpan(int64_t seconds) {
  for (const Unit& unit : kUnits) {
    if (seconds != 0 && unit.letter != 'w' && seconds % unit.seconds == 0) {
      return fmt::format("{}{}", seconds / unit.seconds, unit.letter);
    }
  }
  return "0s";
}

std::string FormatAge(int64_t seconds) {
  for (size_t i = 1; i + 1 < kUnits.size(); ++i) {
    const int64_t whole = seconds / kUnits[i].seconds;
    const int64_t rest = seconds % kUnits[i].seconds / kUnits[i + 1].seconds;
    if (whole == 0) continue;
    std::string text = fmt::format("{}{}", whole, kUnits[i].letter);
    if (rest > 0) text += fmt::format(" {}{}", rest, kUnits[i + 1].letter);
    return text;
  }
  return fmt::format("{}s", seconds);
}

int64_t Now() {
  using std::chrono::nanoseconds;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<nanoseconds>(now).count();
}

}  // namespace lockstep::fetch
