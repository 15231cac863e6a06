#include "history/event_reader.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "history/attributes.h"
#include "history/fields.h"

namespace lockstep::history {
namespace {

constexpr size_t kMaxEventBytes = size_t{64} << 20;

void SetType(std::string_view spelling, Event& event) {
  if (const auto type = FindEventType(spelling)) {
    event.type = *type;
  } else {
    event.unknown_type = spelling;
  }
}

// Finds the id and the type first: messages name the one, attributes are read
// by the other.
constexpr Field<Event> kHead[] = {
    {"eventId", Member<&Event::id>},
    {"eventType",
     [](Event& event, Json json, Reading& reading) {
       std::string_view spelling;
       int64_t number = 0;
       if (json.get(spelling) == simdjson::SUCCESS) {
         SetType(spelling, event);
       } else if (json.get(number) == simdjson::SUCCESS) {
         SetType(std::to_string(number), event);
       } else {
         return reading.NotA("an event type", json);
       }
       return true;
     }},
};

constexpr Field<Event> kEnvelope[] = {
    {"eventTime", Member<&Event::time>},
    {"workerMayIgnore", Member<&Event::worker_may_ignore>},
};

bool ReadHead(Json json, Event& event, Reading& reading) {
  if (!ReadFields<Event>(json, kHead, event, reading)) return false;
  if (event.id == 0) return reading.Fail("has no eventId");
  reading.event_id = event.id;
  reading.event_type = event.type;
  return true;
}

struct Found {
  std::optional<Json> attributes;
  std::string_view key;
};

bool NoteAttributes(const simdjson::dom::key_value_pair& field,
                    const Event& event, Found& found, Reading& reading) {
  const auto& [key, value] = field;
  const bool ours =
      event.type != EventType::kUnspecified && IsAttributesKey(event.type, key);
  if (!ours && !FindAttributesKey(key)) return true;
  if (value.is_null()) return true;
  if (found.attributes) {
    return reading.Fail(fmt::format("has both {} and {}", found.key, key));
  }
  if (!ours && event.type != EventType::kUnspecified) {
    return reading.Fail(
        fmt::format("is {} but holds {}", Name(event.type), key));
  }
  found = {value, key};
  return true;
}

bool ReadBody(Json json, Event& event, Reading& reading) {
  const simdjson::dom::object object = json.get_object().value_unsafe();
  Found found;
  for (const simdjson::dom::key_value_pair& field : object) {
    if (!NoteAttributes(field, event, found, reading)) return false;
  }
  if (found.attributes) {
    const Reading::Step step(reading, found.key);
    return ReadAttributes(*found.attributes, event.attributes, reading);
  }
  if (event.worker_may_ignore && MayBeIgnored(event.type)) return true;
  if (event.type != EventType::kUnspecified) {
    return reading.Fail(
        fmt::format("is {} but has no attributes of it", Name(event.type)));
  }
  if (event.unknown_type.empty()) return reading.Fail("has no eventType");
  return true;
}

}  // namespace

bool ReadEvent(Json json, size_t position, Event& event, Reading& reading) {
  reading.event_id = 0;
  reading.event_position = position;
  if (!ReadHead(json, event, reading)) return false;
  size_t bytes = 0;
  if (!Inspect(json, reading, bytes)) return false;
  if (bytes > kMaxEventBytes) {
    return reading.Fail(
        "is over 64 MiB, more than any server accepts: the file is damaged or "
        "is no history");
  }
  return ReadFields<Event>(json, kEnvelope, event, reading) &&
         ReadBody(json, event, reading);
}

}  // namespace lockstep::history
