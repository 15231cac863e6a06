// The entries of a map field in the order in which they are written.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "rpc/schema/schema.h"

namespace lockstep::rpc {

struct MapEntry {
  std::string key;   // as text: "true", "-7"
  int position = 0;  // in the message
  const Message* entry = nullptr;
};

// Texts in byte order, numbers by size, false before true. Of entries with the
// same key the last counts, as a parse would have it.
std::vector<MapEntry> SortedEntries(
    const Message& message, const google::protobuf::FieldDescriptor& field);

}  // namespace lockstep::rpc
