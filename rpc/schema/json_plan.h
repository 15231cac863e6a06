// How messages of a type are written and read as JSON, worked out once for each
// type: asking descriptors for every field of every message costs more than
// the fields themselves.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lockstep::rpc {

// Types with a JSON form of their own.
enum class WellKnown {
  kNone,
  kAny,
  kDuration,
  kFieldMask,
  kListValue,
  kStruct,
  kTimestamp,
  kValue,
  kWrapper,
};

WellKnown WellKnownOf(const google::protobuf::Descriptor& descriptor);

struct MessagePlan;

struct FieldPlan {
  const google::protobuf::FieldDescriptor* field = nullptr;
  enum class Form { kSingle, kList, kMap };
  Form form = Form::kSingle;
  google::protobuf::FieldDescriptor::CppType type = {};
  bool is_bytes = false;       // of texts
  bool is_null_value = false;  // of enums: google.protobuf.NullValue
  std::string key;             // "\"eventId\":"
  // Of enums: "\"EVENT_TYPE_TIMER_FIRED\"" by number.
  std::map<int, std::string> enum_names;
  // Of the message; of the entry if the field is a map. Else null.
  const MessagePlan* inner = nullptr;
};

struct MessagePlan {
  WellKnown well_known = WellKnown::kNone;
  // Temporal's own, which have a short form.
  enum class Payload { kNone, kOne, kList };
  Payload payload = Payload::kNone;
  std::vector<FieldPlan> fields;  // in the order of their declaration

  // What is looked at, in order: a field, or which field of a oneof is set.
  struct Step {
    const FieldPlan* field = nullptr;
    const google::protobuf::OneofDescriptor* oneof = nullptr;
  };
  std::vector<Step> steps;
};

// Holds the plans of a type and of all types inside it. Forgets them when a
// schema is gone.
class PlanCache {
 public:
  const MessagePlan& Of(const google::protobuf::Descriptor& descriptor);

 private:
  MessagePlan& Make(const google::protobuf::Descriptor& descriptor);

  std::map<const google::protobuf::Descriptor*, std::unique_ptr<MessagePlan>>
      plans_;
  uint64_t generation_ = 0;
};

}  // namespace lockstep::rpc
