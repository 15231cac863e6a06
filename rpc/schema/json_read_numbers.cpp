// Numbers and payloads of JsonMessageReader.
#include <google/protobuf/descriptor.h>

#include <cmath>
#include <limits>
#include <optional>

#include "base/json_scalars.h"
#include "rpc/schema/json_message_reader.h"
#include "rpc/schema/json_read_scalars.h"

namespace lockstep::rpc {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;
using simdjson::SUCCESS;

std::optional<int64_t> SignedOf(Json json) {
  std::string_view text;
  int64_t whole = 0;
  double number = 0;
  if (json.get(text) == SUCCESS) return ParseInteger(text);
  if (json.get(whole) == SUCCESS) return whole;
  if (json.get(number) == SUCCESS) return WholeNumber(number);
  return std::nullopt;
}

std::optional<uint64_t> UnsignedOf(Json json) {
  std::string_view text;
  uint64_t whole = 0;
  if (json.get(text) == SUCCESS) return ParseUnsigned(text);
  if (json.get(whole) == SUCCESS) return whole;
  const auto value = SignedOf(json);
  if (!value || *value < 0) return std::nullopt;
  return static_cast<uint64_t>(*value);
}

std::optional<double> DoubleOf(Json json) {
  std::string_view text;
  double number = 0;
  if (json.get(text) == SUCCESS) return ParseDouble(text);
  if (json.get(number) == SUCCESS) return number;
  return std::nullopt;
}

template <class Narrow, class Wide>
bool Fits(Wide value) {
  return value >= std::numeric_limits<Narrow>::lowest() &&
         value <= std::numeric_limits<Narrow>::max();
}

// Rounds to a float that is finite if it is itself.
bool FitsFloat(double value) {
  constexpr double kEnd = 0x1.ffffffp127;  // half a step above the largest
  return !std::isfinite(value) || std::abs(value) < kEnd;
}

// "json/plain" is base64 too, by chance; no encoding is called what it decodes
// to.
bool IsBareEncoding(std::string_view text) {
  return text.starts_with("json/") || text.starts_with("binary/");
}

bool HasBareMetadata(Json json) {
  simdjson::dom::object entries;
  if (json.get(entries) != SUCCESS) return false;
  for (const auto& [key, value] : entries) {
    std::string_view text;
    if (value.get(text) != SUCCESS || !DecodeBase64(text) ||
        (key.starts_with("encoding") && IsBareEncoding(text))) {
      return true;
    }
  }
  return false;
}

bool HasBareData(Json json) {
  std::string_view text;
  return !json.is_null() && (json.get(text) != SUCCESS || !DecodeBase64(text));
}

}  // namespace

bool JsonMessageReader::ReadNumber(Json json, const Field& field,
                                   Message& message) {
  const pb::Reflection& reflection = *message.GetReflection();
  const bool list = field.is_repeated();
  Message* to = &message;
  switch (field.cpp_type()) {
    case Field::CPPTYPE_INT32: {
      const auto value = SignedOf(json);
      if (!value || !Fits<int32_t>(*value)) break;
      const auto narrow = static_cast<int32_t>(*value);
      list ? reflection.AddInt32(to, &field, narrow)
           : reflection.SetInt32(to, &field, narrow);
      return true;
    }
    case Field::CPPTYPE_INT64: {
      const auto value = SignedOf(json);
      if (!value) break;
      list ? reflection.AddInt64(to, &field, *value)
           : reflection.SetInt64(to, &field, *value);
      return true;
    }
    case Field::CPPTYPE_UINT32: {
      const auto value = UnsignedOf(json);
      if (!value || !Fits<uint32_t>(*value)) break;
      const auto narrow = static_cast<uint32_t>(*value);
      list ? reflection.AddUInt32(to, &field, narrow)
           : reflection.SetUInt32(to, &field, narrow);
      return true;
    }
    case Field::CPPTYPE_UINT64: {
      const auto value = UnsignedOf(json);
      if (!value) break;
      list ? reflection.AddUInt64(to, &field, *value)
           : reflection.SetUInt64(to, &field, *value);
      return true;
    }
    default:
      return ReadFloating(json, field, message);
  }
  return NotA("a whole number of its type", json);
}

bool JsonMessageReader::ReadFloating(Json json, const Field& field,
                                     Message& message) {
  const pb::Reflection& reflection = *message.GetReflection();
  const bool list = field.is_repeated();
  const auto value = DoubleOf(json);
  if (!value) return NotA("a number", json);
  if (field.cpp_type() == Field::CPPTYPE_DOUBLE) {
    list ? reflection.AddDouble(&message, &field, *value)
         : reflection.SetDouble(&message, &field, *value);
    return true;
  }
  if (!FitsFloat(*value)) return NotA("a number of its type", json);
  const auto narrow = static_cast<float>(*value);
  list ? reflection.AddFloat(&message, &field, narrow)
       : reflection.SetFloat(&message, &field, narrow);
  return true;
}

bool JsonMessageReader::CheckPayload(Json json, const Type& type) {
  const auto bare = [&] {
    // Shorthand has no object around its lists, readable exports do.
    const bool element =
        !steps_.empty() && steps_.back().name.data() == nullptr;
    return FailHere(
        "a bare value stands where a payload belongs",
        element ? ReadFault::Kind::kReadable : ReadFault::Kind::kShorthand);
  };
  simdjson::dom::object object;
  if (json.get(object) != SUCCESS) return bare();
  bool known = object.size() == 0;
  for (const auto& [key, value] : object) {
    if (type.fields.contains(key)) known = true;
    if ((key == "metadata" && HasBareMetadata(value)) ||
        (key == "data" && HasBareData(value))) {
      steps_.push_back({key, 0});
      return FailHere("text stands where bytes in base64 belong",
                      ReadFault::Kind::kReadable);
    }
  }
  return known || bare();
}

bool JsonMessageReader::CheckPayloads(Json json) {
  if (!json.is_array()) return true;
  return FailHere("a bare list stands where payloads belong",
                  ReadFault::Kind::kShorthand);
}

}  // namespace lockstep::rpc
