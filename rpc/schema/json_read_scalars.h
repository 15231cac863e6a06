// Scalars as proto's JSON mapping allows them to be written: text to value, or
// nothing if the text is no such scalar.
#pragma once

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::rpc {

// Seconds and nanoseconds, of the same sign for durations.
struct Moment {
  int64_t seconds = 0;
  int32_t nanos = 0;
  bool operator==(const Moment&) const = default;
};

// RFC 3339, years 1 to 9999, at most nine digits, any offset.
std::optional<Moment> ParseTimestamp(std::string_view text);
// "-1.500s", at most 10,000 years.
std::optional<Moment> ParseDuration(std::string_view text);

// The standard or the URL-safe alphabet, padded or not.
std::optional<std::string> DecodeBase64(std::string_view text);

// "12", also "1.2e1".
std::optional<int64_t> ParseInteger(std::string_view text);
std::optional<uint64_t> ParseUnsigned(std::string_view text);
std::optional<double> ParseDouble(std::string_view text);

// A whole number within the bounds of the type.
std::optional<int64_t> WholeNumber(double value);

// The value called "EVENT_TYPE_TIMER_FIRED"; if there is none, what older
// tools wrote for it: "TimerFired", "TIMER_FIRED". Null: unknown.
const google::protobuf::EnumValueDescriptor* FindEnumValue(
    const google::protobuf::EnumDescriptor& type, std::string_view text);

// "fooBar.bazQux" to "foo_bar.baz_qux".
std::string SnakeCase(std::string_view path);

}  // namespace lockstep::rpc
