// Scalars as JSON writes them (replay-semantics 1.4): text to value, or
// nothing if the text is no such scalar.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "history/event.h"

namespace lockstep::history {

// "-24".
std::optional<int64_t> ParseInt64(std::string_view text);

// "10s", "-1.500s": at most nine digits after the point.
std::optional<Duration> ParseDuration(std::string_view text);

// RFC 3339, years 1 to 9999: "0001-01-01T00:00:00Z",
// "2024-05-01T12:00:00.123456789+02:00".
std::optional<Timestamp> ParseTimestamp(std::string_view text);

// The standard or the URL-safe alphabet, padded or not.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace lockstep::history
