#include "history/fields.h"

#include <charconv>
#include <limits>

#include "base/json_scalars.h"
#include "history/scalars.h"

namespace lockstep::history {
namespace {

constexpr Field<RetryPolicy> kRetryPolicy[] = {
    {"initialInterval", Member<&RetryPolicy::initial_interval>},
    {"backoffCoefficient", Member<&RetryPolicy::backoff_coefficient>},
    {"maximumInterval", Member<&RetryPolicy::maximum_interval>},
    {"maximumAttempts", Member<&RetryPolicy::maximum_attempts>},
    {"nonRetryableErrorTypes", Member<&RetryPolicy::non_retryable_error_types>},
};

constexpr Field<Execution> kExecution[] = {
    {"workflowId", Member<&Execution::workflow_id>},
    {"runId", Member<&Execution::run_id>},
};

struct NameHolder {
  std::string name;
};

constexpr Field<NameHolder> kName[] = {
    {"name", Member<&NameHolder::name>},
};

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

// A whole number, written as such, as 1.0 or as a string.
std::optional<int64_t> WholeNumber(Json json) {
  int64_t number = 0;
  if (json.get(number) == simdjson::SUCCESS) return number;
  std::string_view text;
  if (json.get(text) == simdjson::SUCCESS) return ParseInt64(text);
  constexpr double kExact = 9007199254740992.0;  // 2 to the 53
  double real = 0;
  if (json.get(real) != simdjson::SUCCESS) return std::nullopt;
  if (!(real > -kExact && real < kExact)) return std::nullopt;
  number = static_cast<int64_t>(real);
  if (static_cast<double>(number) != real) return std::nullopt;
  return number;
}

template <class Number>
bool ReadNarrow(Json json, Number& value, Reading& reading) {
  const auto number = WholeNumber(json);
  if (!number || *number < std::numeric_limits<Number>::min() ||
      *number > std::numeric_limits<Number>::max()) {
    return reading.NotA("a whole number of 32 bits", json);
  }
  value = static_cast<Number>(*number);
  return true;
}

template <class Value, class Parse>
bool ReadText(Json json, Value& value, Parse parse) {
  std::string_view text;
  if (json.get(text) != simdjson::SUCCESS) return false;
  const auto parsed = parse(text);
  if (parsed) value = *parsed;
  return parsed.has_value();
}

std::optional<double> ParseDouble(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace

bool IsFieldName(std::string_view name, std::string_view key) {
  if (name == key) return true;
  size_t k = 0;
  for (const char c : name) {
    if (IsUpper(c)) {
      if (k >= key.size() || key[k++] != '_') return false;
    }
    const char lower = IsUpper(c) ? static_cast<char>(c + 32) : c;
    if (k >= key.size() || key[k++] != lower) return false;
  }
  return k == key.size();
}

bool Read(Json json, std::string& value, Reading& reading) {
  std::string_view text;
  if (json.get(text) != simdjson::SUCCESS) {
    return reading.NotA("a string", json);
  }
  value = text;
  return true;
}

bool Read(Json json, bool& value, Reading& reading) {
  if (json.get(value) == simdjson::SUCCESS) return true;
  return reading.NotA("true or false", json);
}

bool Read(Json json, int32_t& value, Reading& reading) {
  return ReadNarrow(json, value, reading);
}

bool Read(Json json, uint32_t& value, Reading& reading) {
  return ReadNarrow(json, value, reading);
}

bool Read(Json json, int64_t& value, Reading& reading) {
  const auto number = WholeNumber(json);
  if (!number) return reading.NotA("a whole number of 64 bits", json);
  value = *number;
  return true;
}

bool Read(Json json, double& value, Reading& reading) {
  if (json.get(value) == simdjson::SUCCESS) return true;
  if (ReadText(json, value, ParseDouble)) return true;
  return reading.NotA("a number", json);
}

bool Read(Json json, Duration& value, Reading& reading) {
  if (ReadText(json, value, ReadDuration)) return true;
  return reading.NotA("a duration", json);
}

bool Read(Json json, Timestamp& value, Reading& reading) {
  if (ReadText(json, value, ReadTimestamp)) return true;
  return reading.NotA("a time", json);
}

bool Read(Json json, RetryPolicy& value, Reading& reading) {
  return ReadFields<RetryPolicy>(json, kRetryPolicy, value, reading);
}

bool Read(Json json, Execution& value, Reading& reading) {
  return ReadFields<Execution>(json, kExecution, value, reading);
}

bool ReadEnum(Json json, EnumKind kind, std::string& value, Reading& reading) {
  std::string_view text;
  if (json.get(text) == simdjson::SUCCESS) {
    value = ModernSpelling(kind, text);
    return true;
  }
  int64_t number = 0;
  if (json.get(number) != simdjson::SUCCESS) {
    return reading.NotA("the name of an enum value", json);
  }
  value = ModernSpelling(kind, std::to_string(number));
  return true;
}

bool ReadName(Json json, std::string& value, Reading& reading) {
  NameHolder holder;
  if (!ReadFields<NameHolder>(json, kName, holder, reading)) return false;
  value = std::move(holder.name);
  return true;
}

}  // namespace lockstep::history
