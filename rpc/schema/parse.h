// Reads serialised messages.
#pragma once

#include <string_view>

#include "rpc/schema/schema.h"

namespace lockstep::rpc {

// Failures nest as deep as their causes; protobuf's own limit is 100. One limit
// everywhere: what an answer may have, files of it may have.
inline constexpr int kDeepestMessage = 1000;

// `message` becomes what `bytes` say; false: they are no such message.
bool ParseMessage(std::string_view bytes, Message& message);

}  // namespace lockstep::rpc
