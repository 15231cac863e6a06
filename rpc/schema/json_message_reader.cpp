#include "rpc/schema/json_message_reader.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <limits>
#include <set>

#include "base/json_scalars.h"
#include "rpc/schema/json_plan.h"
#include "rpc/schema/json_read_scalars.h"

namespace lockstep::rpc {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;
using simdjson::SUCCESS;

// For messages: what stands there, cut.
std::string Shown(Json json) {
  if (json.is_object()) return "{...}";
  if (json.is_array()) return "[...]";
  const std::string text = simdjson::minify(json);
  return text.size() <= 40 ? text : text.substr(0, 40) + "...";
}

bool IsDynamicValue(const Field& field) {
  return field.cpp_type() == Field::CPPTYPE_MESSAGE &&
         WellKnownOf(*field.message_type()) == WellKnown::kValue;
}

}  // namespace

bool JsonMessageReader::Read(Json json, Message& message) {
  const Type& type = TypeOf(*message.GetDescriptor());
  switch (type.form) {
    case Type::Form::kWellKnown:
      return ReadWellKnown(json, message);
    case Type::Form::kPayload:
      return CheckPayload(json, type) && ReadObject(json, type, message);
    case Type::Form::kPayloads:
      return CheckPayloads(json) && ReadObject(json, type, message);
    case Type::Form::kObject:
      break;
  }
  return ReadObject(json, type, message);
}

const JsonMessageReader::Type& JsonMessageReader::TypeOf(
    const Descriptor& descriptor) {
  const auto [slot, made] = types_.try_emplace(&descriptor);
  Type& type = slot->second;
  if (!made) return type;
  if (WellKnownOf(descriptor) != WellKnown::kNone) {
    type.form = Type::Form::kWellKnown;
  } else if (descriptor.full_name() == kPayloadMessage) {
    type.form = Type::Form::kPayload;
  } else if (descriptor.full_name() == kPayloadsMessage) {
    type.form = Type::Form::kPayloads;
  }
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const Field* field = descriptor.field(i);
    type.fields.emplace(field->json_name(), field);
    type.fields.emplace(field->name(), field);
  }
  return type;
}

bool JsonMessageReader::ReadObject(Json json, const Type& type,
                                   Message& message) {
  simdjson::dom::object object;
  if (json.get(object) != SUCCESS) return NotA("an object", json);
  const pb::Reflection& reflection = *message.GetReflection();
  std::vector<const Field*> seen;  // few
  for (const auto& [name, value] : object) {
    steps_.push_back({name, 0});
    const auto found = type.fields.find(name);
    if (found == type.fields.end()) {
      Drop();
      steps_.pop_back();
      continue;
    }
    const Field& field = *found->second;
    if (std::find(seen.begin(), seen.end(), &field) != seen.end()) {
      return FailHere("stands there twice");
    }
    seen.push_back(&field);
    if (!value.is_null() || IsDynamicValue(field)) {
      const pb::OneofDescriptor* oneof = field.real_containing_oneof();
      if (oneof != nullptr && reflection.HasOneof(message, oneof)) {
        return FailHere(fmt::format(
            "stands beside {}, and only one of them may be there",
            reflection.GetOneofFieldDescriptor(message, oneof)->json_name()));
      }
      if (!ReadMember(value, field, message)) return false;
    }
    steps_.pop_back();
  }
  return true;
}

bool JsonMessageReader::ReadMember(Json json, const Field& field,
                                   Message& message) {
  if (field.is_map()) return ReadMap(json, field, message);
  if (field.is_repeated()) return ReadList(json, field, message);
  return ReadValue(json, field, message);
}

bool JsonMessageReader::ReadList(Json json, const Field& field,
                                 Message& message) {
  simdjson::dom::array items;
  if (json.get(items) != SUCCESS) return NotA("a list", json);
  size_t index = 0;
  for (const Json item : items) {
    steps_.push_back({{}, index++});
    if (!ReadValue(item, field, message)) return false;
    steps_.pop_back();
  }
  return true;
}

bool JsonMessageReader::ReadMap(Json json, const Field& field,
                                Message& message) {
  simdjson::dom::object object;
  if (json.get(object) != SUCCESS) return NotA("an object", json);
  const pb::Descriptor& type = *field.message_type();
  std::set<std::string_view> seen;
  for (const auto& [name, value] : object) {
    steps_.push_back({name, 0});
    if (!seen.insert(name).second) return FailHere("stands there twice");
    Message* entry = message.GetReflection()->AddMessage(&message, &field);
    if (!ReadMapKey(name, *type.map_key(), *entry) ||
        !ReadValue(value, *type.map_value(), *entry)) {
      return false;
    }
    steps_.pop_back();
  }
  return true;
}

bool JsonMessageReader::ReadMapKey(std::string_view text, const Field& key,
                                   Message& entry) {
  const pb::Reflection& reflection = *entry.GetReflection();
  if (key.cpp_type() == Field::CPPTYPE_STRING) {
    reflection.SetString(&entry, &key, std::string(text));
    return true;
  }
  if (key.cpp_type() == Field::CPPTYPE_BOOL) {
    if (text != "true" && text != "false") {
      return FailHere("is neither \"true\" nor \"false\"");
    }
    reflection.SetBool(&entry, &key, text == "true");
    return true;
  }
  // The key is a text, and so are its numbers.
  simdjson::dom::parser parser;
  const std::string quoted = fmt::format("\"{}\"", text);
  Json number;
  if (parser.parse(quoted).get(number) != SUCCESS) {
    return FailHere("is not a whole number");
  }
  return ReadNumber(number, key, entry);
}

bool JsonMessageReader::ReadValue(Json json, const Field& field,
                                  Message& message) {
  const pb::Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case Field::CPPTYPE_MESSAGE:
      return Read(json, field.is_repeated()
                            ? *reflection.AddMessage(&message, &field)
                            : *reflection.MutableMessage(&message, &field));
    case Field::CPPTYPE_ENUM:
      return ReadEnum(json, field, message);
    case Field::CPPTYPE_STRING:
      return ReadString(json, field, message);
    case Field::CPPTYPE_BOOL: {
      bool value = false;
      if (json.get(value) != SUCCESS) return NotA("true or false", json);
      field.is_repeated() ? reflection.AddBool(&message, &field, value)
                          : reflection.SetBool(&message, &field, value);
      return true;
    }
    case Field::CPPTYPE_INT32:
    case Field::CPPTYPE_INT64:
    case Field::CPPTYPE_UINT32:
    case Field::CPPTYPE_UINT64:
    case Field::CPPTYPE_FLOAT:
    case Field::CPPTYPE_DOUBLE:
      break;
  }
  return ReadNumber(json, field, message);
}

bool JsonMessageReader::ReadEnum(Json json, const Field& field,
                                 Message& message) {
  const pb::EnumDescriptor& type = *field.enum_type();
  const pb::Reflection& reflection = *message.GetReflection();
  int number = 0;
  int64_t as_number = 0;
  std::string_view text;
  if (json.get(text) == SUCCESS) {
    const pb::EnumValueDescriptor* value = FindEnumValue(type, text);
    if (value == nullptr) {
      Drop();
      return true;
    }
    number = value->number();
  } else if (json.get(as_number) == SUCCESS &&
             as_number >= std::numeric_limits<int>::min() &&
             as_number <= std::numeric_limits<int>::max()) {
    number = static_cast<int>(as_number);
  } else if (!json.is_null()) {
    return NotA("the name or number of an enum value", json);
  }
  field.is_repeated() ? reflection.AddEnumValue(&message, &field, number)
                      : reflection.SetEnumValue(&message, &field, number);
  return true;
}

bool JsonMessageReader::ReadString(Json json, const Field& field,
                                   Message& message) {
  const pb::Reflection& reflection = *message.GetReflection();
  std::string_view text;
  if (json.get(text) != SUCCESS) return NotA("a text", json);
  std::string value;
  if (field.type() == Field::TYPE_BYTES) {
    auto bytes = DecodeBase64(text);
    if (!bytes) return NotA("base64", json);
    value = std::move(*bytes);
  } else {
    value = text;
  }
  field.is_repeated()
      ? reflection.AddString(&message, &field, std::move(value))
      : reflection.SetString(&message, &field, std::move(value));
  return true;
}

std::string JsonMessageReader::Place() const {
  std::string place = path_;
  for (const Step& step : steps_) {
    // A member's name may be empty, but it is somewhere.
    if (step.name.data() == nullptr) {
      place += fmt::format("[{}]", step.index);
    } else {
      if (!place.empty()) place += '.';
      place += step.name;
    }
  }
  return place;
}

bool JsonMessageReader::FailHere(const std::string& problem,
                                 ReadFault::Kind kind) {
  const std::string place = Place();
  fault_.kind = kind;
  fault_.message = fmt::format("{}: {}", place.empty() ? "it" : place, problem);
  return false;
}

bool JsonMessageReader::NotA(const char* what, Json json) {
  return FailHere(fmt::format("{} is not {}", Shown(json), what));
}

void JsonMessageReader::Drop() { dropped_->push_back(Place()); }

}  // namespace lockstep::rpc
