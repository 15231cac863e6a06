#include "history/reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace lockstep::history {
namespace {

// An object with more keys is sorted to find a double one.
constexpr size_t kFewKeys = 16;

// The one that is there twice, or null.
const std::string_view* FindTwice(std::vector<std::string_view>& keys) {
  if (keys.size() > kFewKeys) {
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    return twice == keys.end() ? nullptr : &*twice;
  }
  for (size_t i = 1; i < keys.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (keys[i] == keys[j]) return &keys[i];
    }
  }
  return nullptr;
}

bool InspectObject(Json json, Reading& reading, size_t& bytes) {
  const simdjson::dom::object object = json.get_object().value_unsafe();
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : object) keys.push_back(key);
  if (const std::string_view* twice = FindTwice(keys)) {
    std::string shown;
    AppendJsonString(*twice, shown);
    return reading.Fail("has the key " + shown + " twice");
  }
  for (const auto& [key, value] : object) {
    const Reading::Step step(reading, key);
    bytes += key.size();
    if (!Inspect(value, reading, bytes)) return false;
  }
  return true;
}

}  // namespace

std::string Reading::Place() const {
  std::string path;
  for (const Part& part : path_) {
    if (part.key.empty()) {
      path += fmt::format("[{}]", part.index);
    } else {
      if (!path.empty()) path += '.';
      path += part.key;
    }
  }
  if (event.empty() || path.empty()) return event + path;
  return event + ": " + path;
}

bool Reading::Fail(std::string_view problem) {
  if (!error.message.empty()) return false;
  const std::string place = Place();
  error.message = place.empty()
                      ? fmt::format("{} {}", name, problem)
                      : fmt::format("{}: {} {}", name, place, problem);
  return false;
}

bool Reading::FailReadable() {
  if (!error.message.empty()) return false;
  error.kind = LoadError::Kind::kUndecodable;
  Fail(
      "is a payload of a \"readable\" export, which has lost its bytes: "
      "download the history again with `temporal workflow show -o json`");
  return false;
}

bool Reading::NotA(std::string_view what, Json found) {
  return Fail(fmt::format("is not {}: {}", what, Shown(found)));
}

bool Inspect(Json json, Reading& reading, size_t& bytes) {
  constexpr size_t kScalarBytes = 8;
  std::string_view text;
  if (json.get(text) == simdjson::SUCCESS) {
    bytes += text.size();
    return true;
  }
  if (json.is_object()) return InspectObject(json, reading, bytes);
  bytes += kScalarBytes;
  if (!json.is_array()) return true;
  const simdjson::dom::array items = json.get_array().value_unsafe();
  size_t index = 0;
  for (const Json item : items) {
    const Reading::Step step(reading, index++);
    if (!Inspect(item, reading, bytes)) return false;
  }
  return true;
}

}  // namespace lockstep::history
