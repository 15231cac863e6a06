// Texts of others in a report for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace lockstep::replay {

// Control characters as \xNN, so that a text stays on its line and cannot
// steer the terminal.
std::string Printable(std::string_view text);

}  // namespace lockstep::replay
