#include "rpc/schema/json_plan.h"

#include <string_view>
#include <utility>

#include "rpc/schema/generation.h"
#include "rpc/schema/schema.h"

namespace lockstep::rpc {
namespace {

namespace pb = google::protobuf;

constexpr std::pair<std::string_view, WellKnown> kWellKnown[] = {
    {"google.protobuf.Any", WellKnown::kAny},
    {"google.protobuf.BoolValue", WellKnown::kWrapper},
    {"google.protobuf.BytesValue", WellKnown::kWrapper},
    {"google.protobuf.DoubleValue", WellKnown::kWrapper},
    {"google.protobuf.Duration", WellKnown::kDuration},
    {"google.protobuf.FieldMask", WellKnown::kFieldMask},
    {"google.protobuf.FloatValue", WellKnown::kWrapper},
    {"google.protobuf.Int32Value", WellKnown::kWrapper},
    {"google.protobuf.Int64Value", WellKnown::kWrapper},
    {"google.protobuf.ListValue", WellKnown::kListValue},
    {"google.protobuf.StringValue", WellKnown::kWrapper},
    {"google.protobuf.Struct", WellKnown::kStruct},
    {"google.protobuf.Timestamp", WellKnown::kTimestamp},
    {"google.protobuf.UInt32Value", WellKnown::kWrapper},
    {"google.protobuf.UInt64Value", WellKnown::kWrapper},
    {"google.protobuf.Value", WellKnown::kValue},
};

std::map<int, std::string> EnumNames(const pb::FieldDescriptor& field) {
  std::map<int, std::string> names;
  const pb::EnumDescriptor* type = field.enum_type();
  for (int i = 0; type != nullptr && i < type->value_count(); ++i) {
    // Of several names of one number the first is written.
    names.try_emplace(type->value(i)->number(),
                      '"' + type->value(i)->name() + '"');
  }
  return names;
}

MessagePlan::Payload PayloadOf(const pb::Descriptor& descriptor) {
  if (descriptor.full_name() == kPayloadMessage) {
    return MessagePlan::Payload::kOne;
  }
  return descriptor.full_name() == kPayloadsMessage
             ? MessagePlan::Payload::kList
             : MessagePlan::Payload::kNone;
}

}  // namespace

WellKnown WellKnownOf(const pb::Descriptor& descriptor) {
  for (const auto& [name, known] : kWellKnown) {
    if (descriptor.full_name() == name) return known;
  }
  return WellKnown::kNone;
}

const MessagePlan& PlanCache::Of(const pb::Descriptor& descriptor) {
  const uint64_t generation = DescriptorGeneration();
  if (generation != generation_) {
    plans_.clear();
    generation_ = generation;
  }
  const auto found = plans_.find(&descriptor);
  return found != plans_.end() ? *found->second : Make(descriptor);
}

MessagePlan& PlanCache::Make(const pb::Descriptor& descriptor) {
  std::unique_ptr<MessagePlan>& slot = plans_[&descriptor];
  if (slot != nullptr) return *slot;  // types hold themselves: Failure.cause
  slot = std::make_unique<MessagePlan>();
  MessagePlan& plan = *slot;
  plan.well_known = WellKnownOf(descriptor);
  plan.payload = PayloadOf(descriptor);
  plan.fields.reserve(static_cast<size_t>(descriptor.field_count()));
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const pb::FieldDescriptor* field = descriptor.field(i);
    FieldPlan& made = plan.fields.emplace_back();
    made.field = field;
    made.form = field->is_map()        ? FieldPlan::Form::kMap
                : field->is_repeated() ? FieldPlan::Form::kList
                                       : FieldPlan::Form::kSingle;
    made.type = field->cpp_type();
    made.is_bytes = field->type() == pb::FieldDescriptor::TYPE_BYTES;
    made.is_null_value =
        made.type == pb::FieldDescriptor::CPPTYPE_ENUM &&
        field->enum_type()->full_name() == "google.protobuf.NullValue";
    made.key = '"' + field->json_name() + "\":";
    made.enum_names = EnumNames(*field);
    const pb::OneofDescriptor* oneof = field->real_containing_oneof();
    // The fields of a oneof are declared in one block.
    if (oneof == nullptr) {
      plan.steps.push_back({&made, nullptr});
    } else if (plan.steps.empty() || plan.steps.back().oneof != oneof) {
      plan.steps.push_back({nullptr, oneof});
    }
  }
  for (FieldPlan& field : plan.fields) {
    const pb::Descriptor* inner = field.field->message_type();
    if (inner != nullptr) field.inner = &Make(*inner);
  }
  return plan;
}

}  // namespace lockstep::rpc
