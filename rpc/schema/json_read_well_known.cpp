// Types of google.protobuf that have a JSON form of their own. Of these,
// histories hold timestamps and durations.
#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/json_scalars.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_message_reader.h"
#include "rpc/schema/json_plan.h"
#include "rpc/schema/json_read_scalars.h"

namespace lockstep::rpc {
namespace {

namespace pb = google::protobuf;
using simdjson::SUCCESS;

}  // namespace

bool JsonMessageReader::ReadWellKnown(Json json, Message& message) {
  const pb::Descriptor& type = *message.GetDescriptor();
  switch (WellKnownOf(type)) {
    case WellKnown::kTimestamp:
    case WellKnown::kDuration:
      return ReadMoment(json, message);
    case WellKnown::kWrapper:
      return ReadValue(json, *type.FindFieldByNumber(1), message);
    case WellKnown::kStruct:
      return ReadMap(json, *type.FindFieldByNumber(1), message);
    case WellKnown::kListValue:
      return ReadList(json, *type.FindFieldByNumber(1), message);
    case WellKnown::kValue:
      return ReadDynamicValue(json, message);
    case WellKnown::kFieldMask:
      return ReadFieldMask(json, message);
    case WellKnown::kAny:
      return ReadAny(json, message);
    case WellKnown::kNone:
      break;
  }
  return FailHere("has no form of its own");
}

bool JsonMessageReader::ReadMoment(Json json, Message& message) {
  const bool point =
      WellKnownOf(*message.GetDescriptor()) == WellKnown::kTimestamp;
  std::string_view text;
  std::optional<Moment> moment;
  if (json.get(text) == SUCCESS) {
    moment = point ? ParseTimestamp(text) : ParseDuration(text);
  }
  if (!moment) {
    return NotA(point ? "a time as in \"2024-05-01T12:00:00Z\""
                      : "a duration as in \"1.500s\"",
                json);
  }
  SetInt(message, "seconds", moment->seconds);
  SetInt(message, "nanos", moment->nanos);
  return true;
}

bool JsonMessageReader::ReadFieldMask(Json json, Message& message) {
  std::string_view text;
  if (json.get(text) != SUCCESS) return NotA("a text", json);
  const auto* paths = message.GetDescriptor()->FindFieldByNumber(1);
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    message.GetReflection()->AddString(&message, paths,
                                       SnakeCase(text.substr(0, comma)));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return true;
}

bool JsonMessageReader::ReadDynamicValue(Json json, Message& message) {
  const pb::Descriptor& type = *message.GetDescriptor();
  const char* name = "null_value";
  switch (json.type()) {
    case simdjson::dom::element_type::NULL_VALUE:
      message.GetReflection()->SetEnumValue(&message,
                                            type.FindFieldByName(name), 0);
      return true;
    case simdjson::dom::element_type::BOOL:
      name = "bool_value";
      break;
    case simdjson::dom::element_type::STRING:
      name = "string_value";
      break;
    case simdjson::dom::element_type::OBJECT:
      name = "struct_value";
      break;
    case simdjson::dom::element_type::ARRAY:
      name = "list_value";
      break;
    case simdjson::dom::element_type::INT64:
    case simdjson::dom::element_type::UINT64:
    case simdjson::dom::element_type::DOUBLE:
      name = "number_value";
      break;
  }
  return ReadValue(json, *type.FindFieldByName(name), message);
}

bool JsonMessageReader::ReadAny(Json json, Message& message) {
  simdjson::dom::object object;
  if (json.get(object) != SUCCESS) return NotA("an object", json);
  if (object.size() == 0) return true;
  std::string_view url;
  if (object.at_key("@type").get(url) != SUCCESS) {
    return FailHere("has no \"@type\"");
  }
  const pb::Descriptor* type =
      message.GetDescriptor()->file()->pool()->FindMessageTypeByName(
          std::string(url.substr(url.rfind('/') + 1)));
  if (type == nullptr) {
    return FailHere(fmt::format("the type {} is not known", url));
  }
  const std::unique_ptr<Message> inner(
      message.GetReflection()->GetMessageFactory()->GetPrototype(type)->New());
  if (WellKnownOf(*type) != WellKnown::kNone) {
    Json value;
    if (object.at_key("value").get(value) != SUCCESS) {
      return FailHere("has no \"value\"");
    }
    if (!Read(value, *inner)) return false;
  } else {
    steps_.push_back({"@type", 0});
    const std::string name = Place();
    steps_.pop_back();
    if (!Read(json, *inner)) return false;
    std::erase(*dropped_, name);
  }
  SetString(message, "type_url", std::string(url));
  SetString(message, "value", SerializeDeterministic(*inner));
  return true;
}

}  // namespace lockstep::rpc
