// Payloads and failures in a few words, for people.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "history/event.h"

namespace lockstep::history {

// At most `size` characters of one line, then "...".
std::string Shorten(std::string_view text, size_t size);

// JSON as it is, up to 60 characters; "<12 bytes binary/protobuf>" for the
// rest.
std::string PayloadText(const Payload& payload);

// With commas between.
std::string PayloadText(const Payloads& payloads);

// "name = value", with commas between.
std::string PayloadText(const PayloadMap& entries);

// "application error Declined: no funds, caused by timeout START_TO_CLOSE".
std::string FailureText(const Failure& failure);

// "RETRY_STATE_TIMEOUT" without its prefix, in small letters.
std::string EnumText(std::string_view value, std::string_view prefix);

}  // namespace lockstep::history
