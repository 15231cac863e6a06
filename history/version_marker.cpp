#include "history/version_marker.h"

#include <simdjson.h>

#include <string_view>

#include "history/go_markers.h"
#include "history/patch_data.h"

namespace lockstep::history {
namespace {

// The JSON value in the first payload of a detail.
template <class T>
std::optional<T> Detail(const MarkerRecorded& marker, std::string_view key) {
  const auto it = marker.details.find(key);
  if (it == marker.details.end() || it->second.empty()) return std::nullopt;
  simdjson::dom::parser parser;
  T value;
  const simdjson::padded_string json(it->second.front().data);
  std::string_view text;
  if constexpr (std::is_same_v<T, std::string>) {
    if (parser.parse(json).get(text) != simdjson::SUCCESS) return std::nullopt;
    value = text;
  } else if (parser.parse(json).get(value) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> OfJava(const MarkerRecorded& marker) {
  const auto id = Detail<std::string>(marker, "changeId");
  const auto version = Detail<int64_t>(marker, "version");
  if (!id || !version) return std::nullopt;
  return *id + "-" + std::to_string(*version);
}

}  // namespace

std::optional<std::string> ChangeVersion(const Event& event) {
  const auto* marker = std::get_if<MarkerRecorded>(&event.attributes);
  if (marker == nullptr) return std::nullopt;
  if (marker->name == "core_patch") {
    auto patch = ReadPatchData(*marker);
    if (!patch) return std::nullopt;
    return std::move(patch->id);
  }
  if (marker->name != kGoVersionMarker) return std::nullopt;
  if (const auto version = ReadGoVersion(event)) {
    return version->change_id + "-" + std::to_string(version->version);
  }
  return OfJava(*marker);
}

std::vector<std::string> JsonTexts(const Payload& payload) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(simdjson::padded_string(payload.data)).get(root) !=
      simdjson::SUCCESS) {
    return {};
  }
  std::vector<std::string> texts;
  std::string_view text;
  if (root.get(text) == simdjson::SUCCESS) return {std::string(text)};
  simdjson::dom::array items;
  if (root.get(items) != simdjson::SUCCESS) return {};
  for (const simdjson::dom::element item : items) {
    if (item.get(text) == simdjson::SUCCESS) texts.emplace_back(text);
  }
  return texts;
}

}  // namespace lockstep::history
