// Tables of fields: one for each kind of object, one line a field, and the
// readers that the lines name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "history/enums.h"
#include "history/reading.h"

namespace lockstep::history {

// `name` is the JSON name, in lowerCamelCase; its snake_case is accepted too.
template <class Message>
struct Field {
  std::string_view name;
  bool (*read)(Message& message, Json value, Reading& reading);
};

// Whether a file may call the field `name` so.
bool IsFieldName(std::string_view name, std::string_view key);

// The index of the field, or the size of the table. Files list fields nearly in
// the order of the tables: `expected` is looked at first.
template <class Message>
size_t FindField(std::span<const Field<Message>> fields, std::string_view key,
                 size_t expected) {
  for (size_t i = expected; i < fields.size(); ++i) {
    if (fields[i].name == key) return i;
  }
  for (size_t i = 0; i < expected; ++i) {
    if (fields[i].name == key) return i;
  }
  if (key.find('_') == key.npos) return fields.size();
  size_t i = 0;
  while (i < fields.size() && !IsFieldName(fields[i].name, key)) ++i;
  return i;
}

// Reads the fields of the table, skips all others. null is an absent field.
template <class Message>
bool ReadFields(Json json,
                std::type_identity_t<std::span<const Field<Message>>> fields,
                Message& message, Reading& reading) {
  simdjson::dom::object object;
  if (json.get(object) != simdjson::SUCCESS) {
    return reading.NotA("an object", json);
  }
  uint64_t seen = 0;
  size_t expected = 0;
  for (const auto& [key, value] : object) {
    const size_t i = FindField(fields, key, expected);
    if (i == fields.size()) continue;
    expected = i + 1;
    const Reading::Step step(reading, key);
    const uint64_t bit = uint64_t{1} << i;
    if ((seen & bit) != 0)
      return reading.Fail("is there twice, perhaps in two spellings");
    seen |= bit;
    if (value.is_null()) continue;
    if (!fields[i].read(message, value, reading)) return false;
  }
  return true;
}

bool Read(Json json, std::string& value, Reading& reading);
bool Read(Json json, bool& value, Reading& reading);
bool Read(Json json, int32_t& value, Reading& reading);
bool Read(Json json, uint32_t& value, Reading& reading);
bool Read(Json json, int64_t& value, Reading& reading);
bool Read(Json json, double& value, Reading& reading);
bool Read(Json json, Duration& value, Reading& reading);
bool Read(Json json, Timestamp& value, Reading& reading);
bool Read(Json json, RetryPolicy& value, Reading& reading);
bool Read(Json json, Execution& value, Reading& reading);

bool ReadEnum(Json json, EnumKind kind, std::string& value, Reading& reading);
bool ReadName(Json json, std::string& value, Reading& reading);

template <class T>
bool Read(Json json, BoxedOptional<T>& value, Reading& reading) {
  return Read(json, value.emplace(), reading);
}

template <class T>
bool Read(Json json, std::vector<T>& values, Reading& reading) {
  simdjson::dom::array items;
  if (json.get(items) != simdjson::SUCCESS) return reading.NotA("a list", json);
  size_t index = 0;
  for (const Json item : items) {
    const Reading::Step step(reading, index++);
    if (!Read(item, values.emplace_back(), reading)) return false;
  }
  return true;
}

template <class T>
struct MemberOf;
template <class T, class Value>
struct MemberOf<Value T::*> {
  using Message = T;
};
template <auto kMember>
using MessageOf = typename MemberOf<decltype(kMember)>::Message;

// ---- What the lines of a table name ----

// A member, by its type.
template <auto kMember>
bool Member(MessageOf<kMember>& message, Json value, Reading& reading) {
  return Read(value, message.*kMember, reading);
}

// A string that holds an enum.
template <auto kMember, EnumKind kKind>
bool Enum(MessageOf<kMember>& message, Json value, Reading& reading) {
  return ReadEnum(value, kKind, message.*kMember, reading);
}

// A string that is the `name` of an object, as of `activityType`.
template <auto kMember>
bool Named(MessageOf<kMember>& message, Json value, Reading& reading) {
  return ReadName(value, message.*kMember, reading);
}

// The fields of an object inside, read into the same message.
template <class Message, const auto& kFields>
bool Inside(Message& message, Json value, Reading& reading) {
  return ReadFields<Message>(value, kFields, message, reading);
}

}  // namespace lockstep::history
