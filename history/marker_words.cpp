#include "history/marker_words.h"

#include <fmt/format.h>

#include <initializer_list>
#include <string_view>

#include "history/json_document.h"
#include "history/patch_data.h"
#include "history/payload_text.h"

namespace lockstep::history {
namespace {

const Payload* Detail(const MarkerRecorded& marker, const std::string& key) {
  const auto entry = marker.details.find(key);
  if (entry == marker.details.end() || entry->second.empty()) return nullptr;
  return &entry->second.front();
}

// The text of the first detail that is there.
std::string DetailText(const MarkerRecorded& marker,
                       std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (const Payload* payload = Detail(marker, key)) {
      return PayloadText(*payload);
    }
  }
  return "?";
}

// The first of `keys` in the JSON object that is the detail "data".
std::string FromData(const MarkerRecorded& marker,
                     std::initializer_list<const char*> keys) {
  const Payload* payload = Detail(marker, "data");
  if (payload == nullptr) return "";
  JsonDocument document;
  const Result<Json> json = document.Parse(payload->data);
  simdjson::dom::object object;
  if (!json || json->get(object) != simdjson::SUCCESS) return "";
  for (const char* key : keys) {
    std::string_view text;
    if (object.at_key(key).get(text) == simdjson::SUCCESS) {
      return std::string(text);
    }
  }
  return "";
}

std::string PatchWords(const MarkerRecorded& marker) {
  const auto patch = ReadPatchData(marker);
  if (!patch) return "patch without an id";
  return fmt::format("patch {}{}", patch->id,
                     patch->deprecated ? " (deprecated)" : "");
}

std::string LocalActivityWords(const MarkerRecorded& marker) {
  std::string type = FromData(marker, {"activity_type", "ActivityType"});
  std::string id = FromData(marker, {"activity_id", "ActivityID"});
  if (type.empty()) type = DetailText(marker, {"type"});
  if (id.empty()) id = DetailText(marker, {"activityId"});
  const std::string what = fmt::format("local activity {} (id {})", type, id);
  if (marker.failure) return what + " failed: " + FailureText(*marker.failure);
  const auto result = marker.details.find("result");
  if (result == marker.details.end() || result->second.empty()) {
    return what + " completed";
  }
  return what + " completed: " + PayloadText(result->second);
}

std::string OtherWords(const MarkerRecorded& marker) {
  std::string text = "marker " + marker.name;
  std::string_view separator = ": ";
  for (const auto& [key, payloads] : marker.details) {
    text += fmt::format("{}{} = {}", separator, key, PayloadText(payloads));
    separator = ", ";
  }
  if (marker.failure) text += ", failed: " + FailureText(*marker.failure);
  return text;
}

}  // namespace

std::string MarkerWords(const MarkerRecorded& marker) {
  if (marker.name == "core_patch") return PatchWords(marker);
  if (marker.name == "core_local_activity" || marker.name == "LocalActivity") {
    return LocalActivityWords(marker);
  }
  if (marker.name == "Version") {
    return fmt::format("version of {} is {}",
                       DetailText(marker, {"change-id", "changeId"}),
                       DetailText(marker, {"version"}));
  }
  if (marker.name == "SideEffect") {
    return "side effect: " + DetailText(marker, {"data", "result"});
  }
  return OtherWords(marker);
}

}  // namespace lockstep::history
