// Durations as the temporal CLI's flags take them.
#pragma once

#include <string_view>

#include "base/result.h"

namespace lockstep::fetch {

// Seconds of "30s", "1m30s", "1.5h", "500ms"; "0" needs no unit. Not negative.
Result<double> ParseGoDuration(std::string_view text);

}  // namespace lockstep::fetch
