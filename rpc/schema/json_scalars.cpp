#include "rpc/schema/json_scalars.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace lockstep::rpc {
namespace {

// 0: stands for itself, 1: is escaped, 2: begins a longer UTF-8 sequence.
constexpr std::array<uint8_t, 256> kByteKind = [] {
  std::array<uint8_t, 256> kinds{};
  for (size_t byte = 0; byte < 256; ++byte) {
    kinds[byte] = byte >= 0x80                                 ? 2
                  : byte < 0x20 || byte == '"' || byte == '\\' ? 1
                                                               : 0;
  }
  return kinds;
}();

// The bytes of the UTF-8 sequence that `text` begins with; 0: it is none.
size_t SequenceLength(std::string_view text) {
  const auto at = [&](size_t i) {
    return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0};
  };
  const auto continues = [&](size_t i) { return (at(i) & 0xC0) == 0x80; };
  const uint8_t first = at(0);
  if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    // No longer forms than needed, and no surrogates.
    if ((first == 0xE0 && at(1) < 0xA0) || (first == 0xED && at(1) > 0x9F)) {
      return 0;
    }
    return continues(1) && continues(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if ((first == 0xF0 && at(1) < 0x90) || (first == 0xF4 && at(1) > 0x8F)) {
      return 0;
    }
    return continues(1) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

void AppendEscape(char character, std::string& out) {
  constexpr char kDigits[] = "0123456789abcdef";
  switch (character) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
  }
  out += "\\u00";
  out += kDigits[static_cast<uint8_t>(character) >> 4];
  out += kDigits[static_cast<uint8_t>(character) & 15];
}

template <class Number>
void AppendNumber(Number value, std::string& out) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out.append(buffer, end);
}

// `digits` digits of `value`, with zeros in front.
void AppendPadded(int64_t value, int digits, std::string& out) {
  char buffer[20];
  for (int i = digits - 1; i >= 0; --i) {
    buffer[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out.append(buffer, static_cast<size_t>(digits));
}

void AppendFraction(int32_t signed_nanos, std::string& out) {
  const int64_t nanos = std::abs(int64_t{signed_nanos});
  if (nanos == 0) return;
  out += '.';
  if (nanos % 1'000'000 == 0) {
    AppendPadded(nanos / 1'000'000, 3, out);
  } else if (nanos % 1'000 == 0) {
    AppendPadded(nanos / 1'000, 6, out);
  } else {
    AppendPadded(nanos, 9, out);
  }
}

// Digits without a point, the first of them standing for 10^exponent.
void AppendFixed(std::string_view digits, int exponent, std::string& out) {
  if (exponent < 0) {
    out += "0.";
    out.append(static_cast<size_t>(-exponent - 1), '0');
    out += digits;
    return;
  }
  const size_t whole = static_cast<size_t>(exponent) + 1;
  if (digits.size() <= whole) {
    out += digits;
    out.append(whole - digits.size(), '0');
    return;
  }
  out += digits.substr(0, whole);
  out += '.';
  out += digits.substr(whole);
}

template <class Float>
void AppendFloating(Float value, std::string& out) {
  if (std::isnan(value)) {
    out += "\"NaN\"";
    return;
  }
  if (std::isinf(value)) {
    out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    return;
  }
  // The fewest digits that read back as the same value. The fixed format of
  // to_chars has more of them for large values, Go's has zeros.
  char buffer[64];
  const Float size = std::abs(value);
  const char* const end = std::to_chars(buffer, buffer + sizeof buffer, size,
                                        std::chars_format::scientific)
                              .ptr;
  if (std::signbit(value)) out += '-';
  const std::string_view text(buffer, static_cast<size_t>(end - buffer));
  const size_t mark = text.find('e');
  const bool small = size < Float(1e-6);
  if (size != 0 && (small || size >= Float(1e21))) {
    out += text.substr(0, mark + 2);
    // "e-07" is written "e-7".
    const std::string_view exponent = text.substr(mark + 2);
    out += exponent.substr(small && exponent.size() == 2 && exponent[0] == '0');
    return;
  }
  int exponent = 0;
  const size_t sign = text[mark + 1] == '+' ? 2 : 1;
  std::from_chars(text.data() + mark + sign, end, exponent);
  std::string digits(text.substr(0, 1));
  if (mark > 2) digits += text.substr(2, mark - 2);
  AppendFixed(digits, exponent, out);
}

struct Date {
  int64_t year = 0;
  int month = 0;
  int day = 0;
};

// Of the proleptic Gregorian calendar, from days since 1970-01-01; counts
// years from March, so that the leap day is the last.
Date DateOf(int64_t days) {
  days += 719'468;
  const int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const int64_t day_of_era = days - era * 146'097;
  const int64_t year_of_era = (day_of_era - day_of_era / 1'460 +
                               day_of_era / 36'524 - day_of_era / 146'096) /
                              365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month = (5 * day_of_year + 2) / 153;
  Date date;
  date.day = static_cast<int>(day_of_year - (153 * month + 2) / 5 + 1);
  date.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  date.year = year_of_era + era * 400 + (date.month <= 2 ? 1 : 0);
  return date;
}

}  // namespace

void AppendJsonText(std::string_view text, std::string& out) {
  out += '"';
  size_t written = 0;
  for (size_t i = 0; i < text.size();) {
    const uint8_t kind = kByteKind[static_cast<uint8_t>(text[i])];
    if (kind == 0) {
      ++i;
      continue;
    }
    if (kind == 2) {
      const size_t length = SequenceLength(text.substr(i));
      if (length != 0) {
        i += length;
        continue;
      }
    }
    out.append(text, written, i - written);
    if (kind == 1) {
      AppendEscape(text[i], out);
    } else {
      out += "\xEF\xBF\xBD";
    }
    written = ++i;
  }
  out.append(text, written);
  out += '"';
}

void AppendBase64(std::string_view bytes, std::string& out) {
  constexpr char kAlphabet[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const size_t begin = out.size();
  out.resize(begin + 2 + (bytes.size() + 2) / 3 * 4);
  char* to = out.data() + begin;
  *to++ = '"';
  const auto at = [&](size_t i) -> uint32_t {
    return i < bytes.size() ? static_cast<uint8_t>(bytes[i]) : 0;
  };
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const uint32_t group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    *to++ = kAlphabet[group >> 18];
    *to++ = kAlphabet[group >> 12 & 63];
    *to++ = i + 1 < bytes.size() ? kAlphabet[group >> 6 & 63] : '=';
    *to++ = i + 2 < bytes.size() ? kAlphabet[group & 63] : '=';
  }
  *to = '"';
}

void AppendInteger(int64_t value, std::string& out) {
  AppendNumber(value, out);
}

void AppendUnsigned(uint64_t value, std::string& out) {
  AppendNumber(value, out);
}

void AppendFloat(float value, std::string& out) { AppendFloating(value, out); }

void AppendDouble(double value, std::string& out) {
  AppendFloating(value, out);
}

void AppendTimestamp(int64_t seconds, int32_t nanos, std::string& out) {
  constexpr int64_t kDay = 86'400;
  const int64_t days = (seconds >= 0 ? seconds : seconds - kDay + 1) / kDay;
  const int64_t rest = seconds - days * kDay;
  const Date date = DateOf(days);
  out += '"';
  if (date.year >= 0 && date.year <= 9999) {
    AppendPadded(date.year, 4, out);
  } else {
    AppendInteger(date.year, out);
  }
  out += '-';
  AppendPadded(date.month, 2, out);
  out += '-';
  AppendPadded(date.day, 2, out);
  out += 'T';
  AppendPadded(rest / 3'600, 2, out);
  out += ':';
  AppendPadded(rest / 60 % 60, 2, out);
  out += ':';
  AppendPadded(rest % 60, 2, out);
  AppendFraction(nanos, out);
  out += "Z\"";
}

void AppendDuration(int64_t seconds, int32_t nanos, std::string& out) {
  out += '"';
  if (seconds < 0 || nanos < 0) out += '-';
  // Through unsigned: the least integer has no positive counterpart.
  const auto size = static_cast<uint64_t>(seconds);
  AppendUnsigned(seconds < 0 ? 0 - size : size, out);
  AppendFraction(nanos, out);
  out += "s\"";
}

}  // namespace lockstep::rpc
