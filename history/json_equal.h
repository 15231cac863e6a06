// Whether two JSON texts mean the same: keys in any order, numbers by value.
#pragma once

#include <string_view>

namespace lockstep::history {

// False if either is not JSON.
bool JsonEqual(std::string_view a, std::string_view b);

}  // namespace lockstep::history
