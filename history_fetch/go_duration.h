// Durations as the temporal CLI's flags take them, and days and weeks too.
#pragma once

#include <string_view>

#include "base/result.h"

namespace lockstep::fetch {

// Seconds of "30s", "1m30s", "1.5h", "500ms", "14d", "2w"; "0" needs no unit.
// Not negative.
Result<double> ParseDuration(std::string_view text);

// 20 days in seconds. In milliseconds it is still an int, which gRPC wants.
inline constexpr double kLongestWait = 20.0 * 24 * 3600;

// The same; longer ones are kLongestWait.
Result<double> ParseWait(std::string_view text);

}  // namespace lockstep::fetch
