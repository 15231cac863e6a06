#include "history/patch_data.h"

#include <simdjson.h>

#include <string_view>

namespace lockstep::history {
namespace {

const Payload* Only(const MarkerRecorded& marker, const std::string& key) {
  const auto it = marker.details.find(key);
  if (it == marker.details.end() || it->second.empty()) return nullptr;
  return &it->second.front();
}

std::optional<PatchData> FromJson(const std::string& json) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  std::string_view id;
  if (parser.parse(simdjson::padded_string(json)).get(root) !=
          simdjson::SUCCESS ||
      root["id"].get(id) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  bool deprecated = false;
  if (root["deprecated"].get(deprecated) != simdjson::SUCCESS) {
    deprecated = false;
  }
  return PatchData{std::string(id), deprecated};
}

}  // namespace

std::optional<PatchData> ReadPatchData(const MarkerRecorded& marker) {
  if (const Payload* json = Only(marker, "patch-data")) {
    return FromJson(json->data);
  }
  const Payload* id = Only(marker, "patch_id");
  if (id == nullptr) return std::nullopt;
  const Payload* deprecated = Only(marker, "deprecated");
  const bool flag = deprecated != nullptr && !deprecated->data.empty() &&
                    deprecated->data[0] != 0;
  return PatchData{id->data, flag};
}

}  // namespace lockstep::history
