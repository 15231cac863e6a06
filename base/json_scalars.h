// Scalars as protobuf's JSON mapping writes them (replay-semantics 1.4): text
// to value, or nothing if the text is no such scalar. What is taken beyond the
// mapping is what the official tools take.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep {

// Seconds and nanoseconds: since 1970 in UTC with nanos of 0 or more, or a
// duration with both of the same sign.
struct Moment {
  int64_t seconds = 0;
  int32_t nanos = 0;
  bool operator==(const Moment&) const = default;
};

// "-24".
std::optional<int64_t> ParseInt64(std::string_view text);

// "10s", "-1.500s", also "+1s" and ".5s": at most nine digits after the point,
// at most 10,000 years.
std::optional<Moment> ParseDuration(std::string_view text);

// RFC 3339, years 1 to 9999, at most nine digits, any offset:
// "0001-01-01T00:00:00Z", "2024-05-01T12:00:00.123456789+02:00".
std::optional<Moment> ParseTimestamp(std::string_view text);

// The standard or the URL-safe alphabet, padded or not.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace lockstep
