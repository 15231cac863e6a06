#include "rpc/schema/json_read_scalars.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace lockstep::rpc {
namespace {

namespace pb = google::protobuf;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes exactly `count` digits from the front.
std::optional<int64_t> TakeDigits(std::string_view& text, size_t count) {
  if (text.size() < count) return std::nullopt;
  int64_t value = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!IsDigit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool Take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// ".5" to 500,000,000; nothing there is 0.
std::optional<int32_t> TakeFraction(std::string_view& text) {
  if (!Take(text, '.')) return 0;
  int32_t nanos = 0;
  size_t digits = 0;
  for (; digits < text.size() && IsDigit(text[digits]); ++digits) {
    if (digits == 9) return std::nullopt;
    nanos = nanos * 10 + (text[digits] - '0');
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  for (; digits < 9; ++digits) nanos *= 10;
  return nanos;
}

// Days since 1970-01-01; counts years from March, so that the leap day is the
// last.
int64_t DaysOf(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year =
      (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

int64_t DaysInMonth(int64_t year, int64_t month) {
  constexpr std::array<int64_t, 12> kDays = {31, 28, 31, 30, 31, 30,
                                             31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[static_cast<size_t>(month - 1)];
}

// "2024-05-01" as seconds.
std::optional<int64_t> TakeDate(std::string_view& text) {
  const auto year = TakeDigits(text, 4);
  if (!year || *year < 1 || !Take(text, '-')) return std::nullopt;
  const auto month = TakeDigits(text, 2);
  if (!month || *month < 1 || *month > 12 || !Take(text, '-')) {
    return std::nullopt;
  }
  const auto day = TakeDigits(text, 2);
  if (!day || *day < 1 || *day > DaysInMonth(*year, *month)) {
    return std::nullopt;
  }
  return DaysOf(*year, *month, *day) * 86'400;
}

// "12:30" as seconds.
std::optional<int64_t> TakeMinutes(std::string_view& text) {
  const auto hours = TakeDigits(text, 2);
  if (!hours || *hours > 23 || !Take(text, ':')) return std::nullopt;
  const auto minutes = TakeDigits(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return *hours * 3'600 + *minutes * 60;
}

std::optional<int64_t> TakeOffset(std::string_view& text) {
  if (Take(text, 'Z') || Take(text, 'z')) return 0;
  const bool behind = text.starts_with('-');
  if (!behind && !text.starts_with('+')) return std::nullopt;
  text.remove_prefix(1);
  const auto offset = TakeMinutes(text);
  if (!offset) return std::nullopt;
  return behind ? -*offset : *offset;
}

// Letters and digits only, small: spellings of one name are equal.
std::string Fold(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    if (c == '_') continue;
    folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return folded;
}

template <class Number>
std::optional<Number> ParseWhole(std::string_view text) {
  Number value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && stop == end) return value;
  return std::nullopt;
}

}  // namespace

std::optional<Moment> ParseTimestamp(std::string_view text) {
  const auto date = TakeDate(text);
  if (!date || !(Take(text, 'T') || Take(text, 't'))) return std::nullopt;
  const auto minutes = TakeMinutes(text);
  if (!minutes || !Take(text, ':')) return std::nullopt;
  const auto seconds = TakeDigits(text, 2);
  if (!seconds || *seconds > 59) return std::nullopt;
  const auto nanos = TakeFraction(text);
  if (!nanos) return std::nullopt;
  const auto offset = TakeOffset(text);
  if (!offset || !text.empty()) return std::nullopt;
  const Moment moment{*date + *minutes + *seconds - *offset, *nanos};
  constexpr int64_t kFirst = -62'135'596'800;
  constexpr int64_t kLast = 253'402'300'799;
  if (moment.seconds < kFirst || moment.seconds > kLast) return std::nullopt;
  return moment;
}

std::optional<Moment> ParseDuration(std::string_view text) {
  const bool negative = Take(text, '-');
  if (!negative) Take(text, '+');
  constexpr int64_t kMost = 315'576'000'000;
  int64_t seconds = 0;
  size_t digits = 0;
  for (; digits < text.size() && IsDigit(text[digits]); ++digits) {
    seconds = seconds * 10 + (text[digits] - '0');
    if (seconds > kMost) return std::nullopt;
  }
  text.remove_prefix(digits);
  const bool fraction = text.starts_with('.');
  const auto nanos = TakeFraction(text);
  if (!nanos || (digits == 0 && !fraction) || text != "s") return std::nullopt;
  return Moment{negative ? -seconds : seconds, negative ? -*nanos : *nanos};
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  constexpr std::array<int8_t, 256> kValues = [] {
    std::array<int8_t, 256> values{};
    values.fill(-1);
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (size_t i = 0; i < kAlphabet.size(); ++i) {
      values[static_cast<uint8_t>(kAlphabet[i])] = static_cast<int8_t>(i);
    }
    values['+'] = values['-'] = 62;
    values['/'] = values['_'] = 63;
    return values;
  }();
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
    const int8_t value = kValues[static_cast<uint8_t>(c)];
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

std::optional<int64_t> WholeNumber(double value) {
  constexpr double kEnd = 9223372036854775808.0;  // 2^63
  if (value != std::trunc(value) || value < -kEnd || value >= kEnd) {
    return std::nullopt;
  }
  return static_cast<int64_t>(value);
}

std::optional<int64_t> ParseInteger(std::string_view text) {
  if (const auto value = ParseWhole<int64_t>(text)) return value;
  if (text.find_first_of(".eE") == text.npos) return std::nullopt;
  const auto value = ParseDouble(text);
  return value ? WholeNumber(*value) : std::nullopt;
}

std::optional<uint64_t> ParseUnsigned(std::string_view text) {
  if (const auto value = ParseWhole<uint64_t>(text)) return value;
  const auto value = ParseInteger(text);
  if (!value || *value < 0) return std::nullopt;
  return static_cast<uint64_t>(*value);
}

std::optional<double> ParseDouble(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  const size_t sign = text.starts_with('-') ? 1 : 0;
  // from_chars knows "inf" and "nan" too.
  if (text.size() == sign || !IsDigit(text[sign])) return std::nullopt;
  return ParseWhole<double>(text);
}

const pb::EnumValueDescriptor* FindEnumValue(const pb::EnumDescriptor& type,
                                             std::string_view text) {
  if (const auto* exact = type.FindValueByName(std::string(text))) return exact;
  const std::string prefix = Fold(type.name());
  const std::string folded = Fold(text);
  for (int i = 0; i < type.value_count(); ++i) {
    const std::string name = Fold(type.value(i)->name());
    if (name == prefix + folded || name == folded) return type.value(i);
  }
  return nullptr;
}

std::string SnakeCase(std::string_view path) {
  std::string snake;
  for (const char c : path) {
    if (c >= 'A' && c <= 'Z') {
      snake += '_';
      snake += static_cast<char>(c - 'A' + 'a');
    } else {
      snake += c;
    }
  }
  return snake;
}

}  // namespace lockstep::rpc
