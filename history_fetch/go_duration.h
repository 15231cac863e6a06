// Durations as the temporal CLI's flags take them.
#pragma once

#include <string_view>

#include "base/result.h"

namespace lockstep::fetch {

// 20 days in seconds. In milliseconds it is still an int, which gRPC wants.
inline constexpr double kLongestDuration = 20.0 * 24 * 3600;

// Seconds of "30s", "1m30s", "1.5h", "500ms"; "0" needs no unit. Not negative,
// and longer ones are kLongestDuration.
Result<double> ParseGoDuration(std::string_view text);

}  // namespace lockstep::fetch
