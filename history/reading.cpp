#include "history/reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace lockstep::history {
namespace {

// An object with more keys is sorted to find a double one.
constexpr size_t kFewKeys = 16;

std::optional<std::string_view> FindTwiceOfMany(simdjson::dom::object object) {
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : object) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice == keys.end()) return std::nullopt;
  return *twice;
}

// Tells most keys apart without comparing them.
uint64_t KeyBit(std::string_view key) {
  if (key.empty()) return 1;
  const auto last = static_cast<unsigned char>(key.back());
  const auto middle = static_cast<unsigned char>(key[key.size() / 2]);
  return uint64_t{1} << ((key.size() * 7 + last * 3 + middle) % 64);
}

bool HasKeyBefore(simdjson::dom::object object, std::string_view key,
                  size_t position) {
  size_t i = 0;
  for (const auto& [other, value] : object) {
    if (i++ == position) return false;
    if (other == key) return true;
  }
  return false;
}

// The key that is there twice. Small objects are looked through without memory
// of their own.
std::optional<std::string_view> FindTwice(simdjson::dom::object object) {
  if (object.size() > kFewKeys) return FindTwiceOfMany(object);
  uint64_t seen = 0;
  size_t position = 0;
  for (const auto& [key, value] : object) {
    const uint64_t bit = KeyBit(key);
    if ((seen & bit) != 0 && HasKeyBefore(object, key, position)) return key;
    seen |= bit;
    ++position;
  }
  return std::nullopt;
}

bool HasKeysOnce(Json json, size_t& bytes);

// FindTwice and the values in one walk.
bool ObjectHasKeysOnce(simdjson::dom::object object, size_t& bytes) {
  const bool few = object.size() <= kFewKeys;
  if (!few && FindTwiceOfMany(object)) return false;
  uint64_t seen = 0;
  size_t position = 0;
  for (const auto& [key, value] : object) {
    const uint64_t bit = KeyBit(key);
    if (few && (seen & bit) != 0 && HasKeyBefore(object, key, position)) {
      return false;
    }
    seen |= bit;
    ++position;
    bytes += key.size();
    if (!HasKeysOnce(value, bytes)) return false;
  }
  return true;
}

bool ArrayHasKeysOnce(simdjson::dom::array items, size_t& bytes) {
  for (const Json item : items) {
    if (!HasKeysOnce(item, bytes)) return false;
  }
  return true;
}

// Inspect without the path, which only a message needs.
bool HasKeysOnce(Json json, size_t& bytes) {
  constexpr size_t kScalarBytes = 8;
  switch (json.type()) {
    case simdjson::dom::element_type::STRING:
      bytes += json.get_string().value_unsafe().size();
      return true;
    case simdjson::dom::element_type::OBJECT:
      return ObjectHasKeysOnce(json.get_object().value_unsafe(), bytes);
    case simdjson::dom::element_type::ARRAY:
      bytes += kScalarBytes;
      return ArrayHasKeysOnce(json.get_array().value_unsafe(), bytes);
    default:
      bytes += kScalarBytes;
      return true;
  }
}

bool FailAtTwice(Json json, Reading& reading);

bool FailInObject(simdjson::dom::object object, Reading& reading) {
  if (const auto twice = FindTwice(object)) {
    std::string shown;
    AppendJsonString(*twice, shown);
    return reading.Fail("has the key " + shown + " twice");
  }
  for (const auto& [key, value] : object) {
    const Reading::Step step(reading, key);
    if (!FailAtTwice(value, reading)) return false;
  }
  return true;
}

// Fails at the first object with a double key.
bool FailAtTwice(Json json, Reading& reading) {
  if (json.is_object()) {
    return FailInObject(json.get_object().value_unsafe(), reading);
  }
  if (!json.is_array()) return true;
  const simdjson::dom::array items = json.get_array().value_unsafe();
  size_t index = 0;
  for (const Json item : items) {
    const Reading::Step step(reading, index++);
    if (!FailAtTwice(item, reading)) return false;
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
  std::string event;
  if (event_id != 0) {
    event = fmt::format("event {}", event_id);
  } else if (event_position != 0) {
    event = fmt::format("the event at position {}", event_position);
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
  return HasKeysOnce(json, bytes) || FailAtTwice(json, reading);
}

}  // namespace lockstep::history
