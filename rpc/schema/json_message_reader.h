// Walks parsed JSON beside the descriptors of a message.
#pragma once

#include <simdjson.h>

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rpc/schema/json_value_reader.h"

namespace lockstep::rpc {

using Json = simdjson::dom::element;

class JsonMessageReader {
 public:
  // Before each value. `dropped` outlives its reading.
  void Begin(const std::string& path, std::vector<std::string>& dropped) {
    path_ = path;
    steps_.clear();
    dropped_ = &dropped;
    fault_ = {};
  }

  // False: see fault().
  bool Read(Json json, Message& message);
  const ReadFault& fault() const { return fault_; }

 private:
  using Field = google::protobuf::FieldDescriptor;
  using Descriptor = google::protobuf::Descriptor;

  // A step of the path: a member's name or an element's number.
  struct Step {
    std::string_view name;
    size_t index = 0;
  };

  // What is asked of a type again and again.
  struct Type {
    enum class Form { kObject, kPayload, kPayloads, kWellKnown };
    Form form = Form::kObject;
    // By its JSON name and by its name in the definitions.
    std::unordered_map<std::string_view, const Field*> fields;
  };

  const Type& TypeOf(const Descriptor& descriptor);

  bool ReadObject(Json json, const Type& type, Message& message);
  bool ReadMember(Json json, const Field& field, Message& message);
  bool ReadList(Json json, const Field& field, Message& message);
  bool ReadMap(Json json, const Field& field, Message& message);
  bool ReadMapKey(std::string_view text, const Field& key, Message& entry);
  // Into the field, or at the end of a repeated one.
  bool ReadValue(Json json, const Field& field, Message& message);
  bool ReadEnum(Json json, const Field& field, Message& message);
  bool ReadNumber(Json json, const Field& field, Message& message);
  bool ReadFloating(Json json, const Field& field, Message& message);
  bool ReadString(Json json, const Field& field, Message& message);
  // False: the JSON is not of the long form, which alone is exact.
  bool CheckPayload(Json json, const Type& type);
  bool CheckPayloads(Json json);

  // Types with a form of their own (json_read_well_known.cpp).
  bool ReadWellKnown(Json json, Message& message);
  bool ReadMoment(Json json, Message& message);
  bool ReadFieldMask(Json json, Message& message);
  bool ReadDynamicValue(Json json, Message& message);
  bool ReadAny(Json json, Message& message);

  std::string Place() const;
  bool FailHere(const std::string& problem,
                ReadFault::Kind kind = ReadFault::Kind::kWrong);
  bool NotA(const char* what, Json json);
  void Drop();

  std::string path_;
  std::vector<Step> steps_;
  std::vector<std::string>* dropped_ = nullptr;
  ReadFault fault_;
  std::map<const Descriptor*, Type> types_;
};

}  // namespace lockstep::rpc
