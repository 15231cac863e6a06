// A `Payloads` message that is itself the data of a payload, as Go's
// MutableSideEffect markers have it.
#pragma once

#include <optional>

#include "history/values.h"

namespace lockstep::history {

// `payload` is encoded as json/protobuf or binary/protobuf; nothing if it is
// not, or does not hold such a message.
std::optional<Payloads> ReadPayloadsMessage(const Payload& payload);

}  // namespace lockstep::history
