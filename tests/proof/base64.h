// Payloads are base64 in histories.
#pragma once

#include <string>
#include <string_view>

namespace lockstep::proof {

std::string ToBase64(std::string_view bytes);
// Ignores what is no digit.
std::string FromBase64(std::string_view text);

}  // namespace lockstep::proof
