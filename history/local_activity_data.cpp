#include "history/local_activity_data.h"

#include <simdjson.h>

#include <string_view>

namespace lockstep::history {
namespace {

using simdjson::dom::element;

template <class T>
std::optional<T> Field(element object, std::string_view key) {
  T value;
  if (object[key].get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

// {"seconds": n, "nanos": n}, as Core writes times and durations.
template <class T>
std::optional<T> TimeField(element object, std::string_view key) {
  element time;
  if (object[key].get(time) != simdjson::SUCCESS || !time.is_object()) {
    return std::nullopt;
  }
  return T{Field<int64_t>(time, "seconds").value_or(0),
           static_cast<int32_t>(Field<int64_t>(time, "nanos").value_or(0))};
}

std::optional<LocalActivityData> FromJson(const std::string& json) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(simdjson::padded_string(json)).get(root) !=
          simdjson::SUCCESS ||
      !root.is_object()) {
    return std::nullopt;
  }
  const auto seq = Field<uint64_t>(root, "seq");
  if (!seq) return std::nullopt;
  LocalActivityData data;
  data.seq = static_cast<uint32_t>(*seq);
  data.attempt =
      static_cast<uint32_t>(Field<uint64_t>(root, "attempt").value_or(0));
  data.activity_id = Field<std::string_view>(root, "activity_id").value_or("");
  data.activity_type =
      Field<std::string_view>(root, "activity_type").value_or("");
  data.complete_time =
      TimeField<Timestamp>(root, "complete_time").value_or(Timestamp{});
  data.backoff = TimeField<Duration>(root, "backoff");
  data.original_schedule_time =
      TimeField<Timestamp>(root, "original_schedule_time");
  if (const auto index = Field<uint64_t>(root, "activation_index")) {
    data.activation_index = static_cast<uint32_t>(*index);
  }
  return data;
}

}  // namespace

std::optional<LocalActivityData> ReadLocalActivityData(const Event& event) {
  const auto* marker = std::get_if<MarkerRecorded>(&event.attributes);
  if (marker == nullptr || marker->name != "core_local_activity") {
    return std::nullopt;
  }
  const auto data = marker->details.find("data");
  if (data == marker->details.end() || data->second.empty()) {
    return std::nullopt;
  }
  return FromJson(data->second.front().data);
}

}  // namespace lockstep::history
