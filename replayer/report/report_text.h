// Results for a reader at a terminal.
#pragma once

#include <string>

#include "replayer/engine/result.h"

namespace lockstep::replay {

enum class Colour { kNo, kYes };

// One line for ok; for everything else a paragraph that says what differs,
// where, and what to do.
std::string ResultText(const ReplayResult& result, Colour colour);

// "UserGrant" of "Task<void> UserGrant(Context &, Grant)".
std::string ShortFunction(const std::string& function);

}  // namespace lockstep::replay
