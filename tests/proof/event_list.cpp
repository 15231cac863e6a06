#include "tests/proof/event_list.h"

#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "history/event_type.h"
#include "tests/proof/base64.h"

namespace lockstep::proof {
namespace {

constexpr std::string_view kAttributes = "EventAttributes";
constexpr std::string_view kPrefix = "EVENT_TYPE_";

std::string AttributesKey(const Json& event) {
  for (const auto& [key, value] : event.items()) {
    if (key.ends_with(kAttributes) && value.is_object()) return key;
  }
  return "";
}

// "timerStartedEventAttributes" of "TIMER_STARTED".
std::string KeyOf(const std::string& type) {
  std::string key;
  bool upper = false;
  for (const char letter : type) {
    if (letter == '_') {
      upper = true;
      continue;
    }
    const bool is_letter = letter >= 'A' && letter <= 'Z';
    key += is_letter && !upper ? static_cast<char>(letter - 'A' + 'a') : letter;
    upper = false;
  }
  return key + std::string(kAttributes);
}

// Holds the id of an event of the same history.
bool IsReference(const std::string& key) {
  return key.ends_with("EventId") && key != "externalInitiatedEventId" &&
         key != "parentInitiatedEventId";
}

void Follow(const std::map<std::string, std::string>& ids, Json& value) {
  if (value.is_array()) {
    for (Json& each : value) Follow(ids, each);
  }
  if (!value.is_object()) return;
  for (auto& [key, member] : value.items()) {
    if (!IsReference(key) || !member.is_string()) {
      Follow(ids, member);
      continue;
    }
    const auto found = ids.find(member.get<std::string>());
    member = found == ids.end() ? "0" : found->second;
  }
}

std::optional<history::EventType> Known(const Json& event) {
  return history::FindEventType(event.value("eventType", ""));
}

}  // namespace

Events ParseEvents(std::string_view text) {
  const Json file = Json::parse(text);
  if (!file.is_object()) throw std::runtime_error("is no object");
  Events events = file.at("events").get<Events>();
  for (const Json& event : events) {
    if (!event.is_object()) throw std::runtime_error("has no list of events");
  }
  return events;
}

void Renumber(Events& events) {
  std::map<std::string, std::string> ids;
  for (size_t i = 0; i < events.size(); ++i) {
    ids.emplace(events[i].value("eventId", ""), std::to_string(i + 1));
  }
  for (size_t i = 0; i < events.size(); ++i) {
    events[i]["eventId"] = std::to_string(i + 1);
    const std::string key = AttributesKey(events[i]);
    if (!key.empty()) Follow(ids, events[i][key]);
  }
}

std::string Dump(const Events& events) {
  return Json{{"events", events}}.dump(-1, ' ', false,
                                       Json::error_handler_t::replace);
}

std::string Type(const Json& event) {
  const auto type = event.find("eventType");
  if (type == event.end() || !type->is_string()) return "";
  const std::string text = *type;
  return text.starts_with(kPrefix) ? text.substr(kPrefix.size()) : text;
}

bool Is(const Json& event, std::string_view type) {
  return Type(event) == type;
}

bool IsAnyOf(const Json& event, const std::set<std::string>& types) {
  return types.contains(Type(event));
}

Json& Attributes(Json& event) {
  std::string key = AttributesKey(event);
  if (key.empty()) key = KeyOf(Type(event));
  Json& attributes = event[key];
  if (!attributes.is_object()) attributes = Json::object();
  return attributes;
}

const Json& Attributes(const Json& event) {
  static const Json kNone = Json::object();
  const std::string key = AttributesKey(event);
  return key.empty() ? kNone : event.at(key);
}

void Retype(Json& event, const std::string& type, Json attributes) {
  const std::string key = AttributesKey(event);
  if (!key.empty()) event.erase(key);
  event["eventType"] = std::string(kPrefix) + type;
  event[KeyOf(type)] = std::move(attributes);
}

std::string LinkOf(const Json& event) {
  const std::string type = Type(event);
  const char* key = "initiatedEventId";
  if (type.starts_with("ACTIVITY_TASK_")) {
    key = "scheduledEventId";
  } else if (type.starts_with("TIMER_")) {
    key = "startedEventId";
  } else if (type == "WORKFLOW_EXECUTION_UPDATE_COMPLETED") {
    key = "acceptedEventId";
  }
  const Json& attributes = Attributes(event);
  const auto link = attributes.find(key);
  return link != attributes.end() && link->is_string() ? *link : "";
}

bool IsCommand(const Json& event) {
  const auto type = Known(event);
  return type && history::IsCommandEvent(*type);
}

bool IsInput(const Json& event) {
  if (IsCommand(event)) return false;
  return !LinkOf(event).empty() ||
         IsAnyOf(event, {"WORKFLOW_EXECUTION_SIGNALED",
                         "WORKFLOW_EXECUTION_CANCEL_REQUESTED"});
}

bool IsLocalMarker(const Json& event) {
  return Is(event, "MARKER_RECORDED") &&
         Attributes(event).value("markerName", "") == "core_local_activity";
}

bool IsPatchMarker(const Json& event) {
  return Is(event, "MARKER_RECORDED") &&
         Attributes(event).value("markerName", "") == "core_patch";
}

bool IsChangeVersion(const Json& event) {
  return Is(event, "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES") &&
         event.dump().find("TemporalChangeVersion") != std::string::npos;
}

bool IsPlainCommand(const Json& event) {
  return IsCommand(event) && !Is(event, "MARKER_RECORDED") &&
         !Is(event, "WORKFLOW_EXECUTION_UPDATE_ACCEPTED") &&
         !IsChangeVersion(event);
}

bool IsClosing(const Json& event) {
  const auto type = Known(event);
  return type && history::IsTerminalEvent(*type) && IsCommand(event);
}

// ---- Payloads ----

Json ReadPayload(const Json& payload) {
  if (!payload.is_object()) return nullptr;
  const auto data = payload.find("data");
  if (data == payload.end() || !data->is_string()) return nullptr;
  return Json::parse(FromBase64(data->get<std::string>()), nullptr, false);
}

void SetPayload(const Json& value, Json& payload) {
  payload["data"] = ToBase64(value.dump());
}

Json MakePayload(const Json& value) {
  return {{"metadata", {{"encoding", ToBase64("json/plain")}}},
          {"data", ToBase64(value.dump())}};
}

Json OtherValue(const Json& value) {
  if (value.is_number_integer()) return value.get<int64_t>() + 1;
  if (value.is_string()) return value.get<std::string>() + "x";
  if (value.is_object()) {
    Json other = value;
    other["proof"] = 1;
    return other;
  }
  return "proof";
}

}  // namespace lockstep::proof
