// What events are about, for rules that are meant for one activity or signal.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "rpc/schema/schema.h"

namespace lockstep::fetch {

// The attributes of a HistoryEvent; null: it has none.
const rpc::Message* AttributesOf(const rpc::Message& event);

class EventNames {
 public:
  // The event's activity type, signal, update, operation, marker or workflow
  // type: its own, or that of the event that it refers to. "" if there is
  // none. Events come in order.
  std::string NameOf(const rpc::Message& event);

 private:
  std::map<int64_t, std::string> names_;  // by event id
};

}  // namespace lockstep::fetch
