// The text of credentials in a header.
#pragma once

#include <string>

namespace lockstep::rpc {

// The standard alphabet, padded.
std::string Base64(const std::string& text);

}  // namespace lockstep::rpc
