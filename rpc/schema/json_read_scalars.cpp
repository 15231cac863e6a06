#include "rpc/schema/json_read_scalars.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "base/json_scalars.h"

namespace lockstep::rpc {
namespace {

namespace pb = google::protobuf;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

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

std::optional<int64_t> WholeNumber(double value) {
  constexpr double kEnd = 9223372036854775808.0;  // 2^63
  if (value != std::trunc(value) || value < -kEnd || value >= kEnd) {
    return std::nullopt;
  }
  return static_cast<int64_t>(value);
}

std::optional<int64_t> ParseInteger(std::string_view text) {
  if (const auto value = ParseInt64(text)) return value;
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
