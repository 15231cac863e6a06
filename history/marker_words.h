// What a marker says, in words: patches, versions, side effects and local
// activities of the official SDKs.
#pragma once

#include <string>

#include "history/event.h"

namespace lockstep::history {

std::string MarkerWords(const MarkerRecorded& marker);

}  // namespace lockstep::history
