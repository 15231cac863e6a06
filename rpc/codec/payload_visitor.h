// Finds every payload of a message, wherever it is (history-download 3.3, 6.3).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rpc/schema/schema.h"

namespace lockstep::rpc {

// One list of payloads that stands in one place: a Payloads, a single Payload
// field, or a value of a map.
struct PayloadPlace {
  // JSON names and indices from the outermost message:
  // "events[3].activityTaskScheduledEventAttributes.input". A map's key stands
  // as ["key"].
  std::string path;
  bool search_attributes = false;  // never encoded, never sent to a codec
  std::vector<Message*> payloads;  // temporal.api.common.v1.Payload each
};

// In declaration order; maps in byte order of their keys. A place without
// payloads is not visited. The visitor may change the payloads, not remove
// them.
void VisitPayloads(Message& message,
                   const std::function<void(PayloadPlace&)>& visit);

// Every message named `full_name` inside `message`, outer ones before those
// inside them, in the same order. The visitor may change them, but for the
// fields that lead to more of them.
void VisitMessages(Message& message, std::string_view full_name,
                   const std::function<void(Message&)>& visit);

}  // namespace lockstep::rpc
