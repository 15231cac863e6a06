// From JSON in proto's mapping to messages; also what older tools wrote: enums
// in PascalCase, fields and enum values that the descriptors do not know
// (history-download 4.4, consequence 1).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rpc/schema/schema.h"

namespace lockstep::rpc {

struct ParsedMessage {
  std::unique_ptr<Message> message;
  // What the descriptors do not know and was left out, a path each:
  // "events[3].fooEventAttributes.newField".
  std::vector<std::string> dropped;
};

// `full_name` is the message's. An error names the place: "is not JSON: ... at
// line 3, column 14", "events[3].eventId: \"x\" is not a whole number".
Result<ParsedMessage> ParseJson(const Schema& schema,
                                std::string_view full_name,
                                std::string_view json);

}  // namespace lockstep::rpc
