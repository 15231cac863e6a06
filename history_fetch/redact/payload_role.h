// What a payload of an event is for (history-download 6.3).
#pragma once

#include <string_view>

#include "rpc/schema/schema.h"

namespace lockstep::fetch {

enum class PayloadRole {
  kInbound,   // workflow code reads it: another value may take another branch
  kOutbound,  // workflow code made it: engines do not compare it
  kEngine,    // the engine reads it: version markers, ids of local activities
  // The value of a mutable side effect of Go, behind its id, which stays.
  kInboundAfterId,
};

// `path` is where the payload is in `event`, as PayloadPlace has it. Search
// attributes are not asked.
PayloadRole RoleOf(const rpc::Message& event, std::string_view path);

}  // namespace lockstep::fetch
