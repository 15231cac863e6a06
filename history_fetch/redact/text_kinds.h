// Texts that are more than words: code reads what they mean.
#pragma once

#include <string_view>

namespace lockstep::fetch {

// "ORDER_STATE_PAID": words of letters, or of up to three digits, joined by
// underscores.
bool IsEnumName(std::string_view text);
// "2026-11-22T12:34:25Z", "2026-11-22".
bool IsTime(std::string_view text);
// What protobuf's JSON writes as a text though it is a number, a time or a
// duration: "12", "-0.5", "3.5s", a time.
bool IsProtobufScalar(std::string_view text);

}  // namespace lockstep::fetch
