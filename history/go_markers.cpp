#include "history/go_markers.h"

#include <simdjson.h>

#include "base/json_scalars.h"
#include "history/payloads_message.h"
#include "history/scalars.h"

namespace lockstep::history {
namespace {

using simdjson::dom::element;

const MarkerRecorded* Marker(const Event& event, std::string_view name) {
  const auto* marker = std::get_if<MarkerRecorded>(&event.attributes);
  return marker != nullptr && marker->name == name ? marker : nullptr;
}

const Payloads* Detail(const MarkerRecorded& marker, const std::string& key) {
  const auto it = marker.details.find(key);
  return it == marker.details.end() || it->second.empty() ? nullptr
                                                          : &it->second;
}

// The JSON value of a detail's first payload.
template <class T>
std::optional<T> FromJson(const Payload& payload) {
  simdjson::dom::parser parser;
  T value;
  const auto parsed = parser.parse(simdjson::padded_string(payload.data));
  if (parsed.get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<std::string> Text(const Payload& payload) {
  simdjson::dom::parser parser;
  std::string_view text;
  const auto parsed = parser.parse(simdjson::padded_string(payload.data));
  if (parsed.get(text) != simdjson::SUCCESS) return std::nullopt;
  return std::string(text);
}

template <class T>
std::optional<T> Value(const MarkerRecorded& marker, const std::string& key) {
  const Payloads* detail = Detail(marker, key);
  if (detail == nullptr) return std::nullopt;
  return FromJson<T>(detail->front());
}

template <class T>
T Member(element object, std::string_view key) {
  T value{};
  if (object[key].get(value) != simdjson::SUCCESS) return T{};
  return value;
}

// 0 unless it is a number as the engine writes it: then nobody's.
uint32_t Number(std::string_view text) {
  const auto number = ParseInt64(text);
  if (!number || *number < 1 || *number > UINT32_MAX ||
      std::to_string(*number) != text) {
    return 0;
  }
  return static_cast<uint32_t>(*number);
}

std::optional<GoLocalActivity> LocalActivityFromJson(const std::string& json) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(simdjson::padded_string(json)).get(root) !=
          simdjson::SUCCESS ||
      !root.is_object()) {
    return std::nullopt;
  }
  const auto time = ReadTimestamp(Member<std::string_view>(root, "ReplayTime"));
  if (!time) return std::nullopt;
  GoLocalActivity local;
  local.number = Number(Member<std::string_view>(root, "ActivityID"));
  local.type = Member<std::string_view>(root, "ActivityType");
  local.replay_time = *time;
  local.attempt = static_cast<uint32_t>(Member<int64_t>(root, "Attempt"));
  local.backoff = Member<int64_t>(root, "Backoff");
  return local;
}

}  // namespace

std::optional<GoVersion> ReadGoVersion(const Event& event) {
  const MarkerRecorded* marker = Marker(event, kGoVersionMarker);
  if (marker == nullptr) return std::nullopt;
  const Payloads* id = Detail(*marker, "change-id");
  const auto version = Value<int64_t>(*marker, "version");
  if (id == nullptr || !version) return std::nullopt;
  const auto text = Text(id->front());
  if (!text) return std::nullopt;
  // Not there: an upsert follows.
  constexpr char kUpserted[] = "version-search-attribute-updated";
  const auto upserted = Value<bool>(*marker, kUpserted);
  if (!upserted && marker->details.contains(kUpserted)) return std::nullopt;
  return GoVersion{*text, *version, upserted.value_or(true)};
}

std::optional<GoSideEffect> ReadGoSideEffect(const Event& event) {
  const MarkerRecorded* marker = Marker(event, kGoSideEffectMarker);
  if (marker == nullptr) return std::nullopt;
  const auto number = Value<uint64_t>(*marker, "side-effect-id");
  const Payloads* data = Detail(*marker, "data");
  if (!number || data == nullptr) return std::nullopt;
  return GoSideEffect{*number, data};
}

std::optional<GoMutableSideEffect> ReadGoMutableSideEffect(const Event& event) {
  const MarkerRecorded* marker = Marker(event, kGoMutableMarker);
  if (marker == nullptr) return std::nullopt;
  const Payloads* data = Detail(*marker, "data");
  if (data == nullptr || data->size() != 2) return std::nullopt;
  auto id = Text(data->front());
  auto value = ReadPayloadsMessage(data->back());
  if (!id || !value) return std::nullopt;
  // Old markers have no number: they hold from the first call on.
  const auto call =
      Value<uint64_t>(*marker, "mutable-side-effect-call-counter");
  return GoMutableSideEffect{*std::move(id), call.value_or(1),
                             *std::move(value), event.id};
}

std::optional<GoLocalActivity> ReadGoLocalActivity(const Event& event) {
  const MarkerRecorded* marker = Marker(event, kGoLocalActivityMarker);
  if (marker == nullptr) return std::nullopt;
  const Payloads* data = Detail(*marker, "data");
  if (data == nullptr) return std::nullopt;
  auto local = LocalActivityFromJson(data->front().data);
  if (!local) return std::nullopt;
  local->result = Detail(*marker, "result");
  if (marker->failure) local->failure = &*marker->failure;
  return local;
}

std::string_view MarkerName(const Event& event) {
  const auto* marker = std::get_if<MarkerRecorded>(&event.attributes);
  return marker == nullptr ? std::string_view()
                           : std::string_view(marker->name);
}

}  // namespace lockstep::history
