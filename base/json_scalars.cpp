#include "base/json_scalars.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>

namespace lockstep {
namespace {

constexpr int64_t kMaxDurationSeconds = 315'576'000'000;  // protobuf's limit
constexpr int64_t kFirstSecond = -62'135'596'800;         // of year 1
constexpr int64_t kLastSecond = 253'402'300'799;          // of year 9999

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Exactly `count` digits from the front of `text`.
std::optional<int32_t> TakeDigits(std::string_view& text, size_t count) {
  if (text.size() < count) return std::nullopt;
  int32_t value = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!IsDigit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool Take(std::string_view& text, char expected) {
  if (text.empty() || text[0] != expected) return false;
  text.remove_prefix(1);
  return true;
}

// ".5" is 500,000,000; no point at all is 0.
std::optional<int32_t> TakeNanos(std::string_view& text) {
  if (!Take(text, '.')) return 0;
  size_t digits = 0;
  while (digits < text.size() && IsDigit(text[digits])) ++digits;
  if (digits == 0 || digits > 9) return std::nullopt;
  int32_t nanos = *TakeDigits(text, digits);
  for (; digits < 9; ++digits) nanos *= 10;
  return nanos;
}

// Days since 1970.
std::optional<int64_t> TakeDate(std::string_view& text) {
  const auto year = TakeDigits(text, 4);
  if (!year || *year == 0 || !Take(text, '-')) return std::nullopt;
  const auto month = TakeDigits(text, 2);
  if (!month || !Take(text, '-')) return std::nullopt;
  const auto day = TakeDigits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year{*year},
      std::chrono::month{static_cast<unsigned>(*month)},
      std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

// Seconds since midnight.
std::optional<int64_t> TakeClock(std::string_view& text) {
  const auto hour = TakeDigits(text, 2);
  if (!hour || *hour > 23 || !Take(text, ':')) return std::nullopt;
  const auto minute = TakeDigits(text, 2);
  if (!minute || *minute > 59 || !Take(text, ':')) return std::nullopt;
  const auto second = TakeDigits(text, 2);
  if (!second || *second > 59) return std::nullopt;
  return *hour * 3600 + *minute * 60 + *second;
}

// Seconds east of UTC; must be the rest of the text.
std::optional<int64_t> TakeOffset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  const bool west = Take(text, '-');
  if (!west && !Take(text, '+')) return std::nullopt;
  const auto hour = TakeDigits(text, 2);
  if (!hour || *hour > 23 || !Take(text, ':')) return std::nullopt;
  const auto minute = TakeDigits(text, 2);
  if (!minute || *minute > 59 || !text.empty()) return std::nullopt;
  const int64_t seconds = *hour * 3600 + *minute * 60;
  return west ? -seconds : seconds;
}

constexpr std::array<int8_t, 256> Base64Values() {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<int8_t>(i);
  }
  values['-'] = values['+'];
  values['_'] = values['/'];
  return values;
}

constexpr std::array<int8_t, 256> kBase64Values = Base64Values();

}  // namespace

std::optional<int64_t> ParseInt64(std::string_view text) {
  int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::optional<Moment> ParseDuration(std::string_view text) {
  const bool negative = Take(text, '-');
  if (!negative) Take(text, '+');
  size_t digits = 0;
  while (digits < text.size() && IsDigit(text[digits])) ++digits;
  const bool only_fraction = digits == 0 && text.starts_with('.');
  const auto seconds = only_fraction ? std::optional<int64_t>(0)
                                     : ParseInt64(text.substr(0, digits));
  if (!seconds || *seconds > kMaxDurationSeconds) return std::nullopt;
  text.remove_prefix(digits);
  const auto nanos = TakeNanos(text);
  if (!nanos || text != "s") return std::nullopt;
  return negative ? Moment{-*seconds, -*nanos} : Moment{*seconds, *nanos};
}

std::optional<Moment> ParseTimestamp(std::string_view text) {
  const auto days = TakeDate(text);
  if (!days || (!Take(text, 'T') && !Take(text, 't'))) return std::nullopt;
  const auto seconds = TakeClock(text);
  if (!seconds) return std::nullopt;
  const auto nanos = TakeNanos(text);
  if (!nanos) return std::nullopt;
  const auto offset = TakeOffset(text);
  if (!offset) return std::nullopt;
  const Moment moment{*days * 86400 + *seconds - *offset, *nanos};
  // An offset may lead out of the years 1 to 9999.
  if (moment.seconds < kFirstSecond || moment.seconds > kLastSecond) {
    return std::nullopt;
  }
  return moment;
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % 4 == 0) {
    if (text.ends_with('=')) text.remove_suffix(1);
    if (text.ends_with('=')) text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int8_t value = kBase64Values[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xff));
  }
  return bytes;
}

}  // namespace lockstep
