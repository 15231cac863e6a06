// Points in time and spans of it, as people write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep::fetch {

// "2026-11-22T12:34:25Z", with as many of 3, 6, 9 digits as `nanos` needs.
std::string FormatTime(int64_t seconds, int32_t nanos = 0);
// Nanoseconds since 1970; 0 is "".
std::string FormatNanos(int64_t nanos);

// Nanoseconds since 1970 of an RFC 3339 time in years 1678 to 2261.
Result<int64_t> ParseTime(std::string_view text);

// When data of a run that closed at `close_time` is deleted; "" if either is
// not known.
std::string RetentionEnd(const std::string& close_time, int64_t retention_s);

// Whole seconds of a duration (go_duration.h), up to 68 years.
Result<int64_t> ParseSpan(std::string_view text);
// The shortest of those: "36h", "7d".
std::string FormatSpan(int64_t seconds);
// For people, its two greatest units: "15d 3h", "2h", "3m 20s".
std::string FormatAge(int64_t seconds);

// This machine's clock in nanoseconds since 1970. A command asks once.
int64_t Now();

}  // namespace lockstep::fetch
