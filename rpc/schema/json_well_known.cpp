// Types of google.protobuf that have a JSON form of their own. Of these,
// histories hold timestamps and durations.
#include <google/protobuf/descriptor.h>

#include <memory>

#include "rpc/schema/json_message_writer.h"
#include "rpc/schema/json_scalars.h"

namespace lockstep::rpc {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;

std::string GetText(const Message& message, int number) {
  return message.GetReflection()->GetString(
      message, message.GetDescriptor()->FindFieldByNumber(number));
}

// Null: the descriptors lack the type, or the bytes are no such message.
std::unique_ptr<Message> Unpack(const Message& any,
                                const std::string& type_url) {
  const std::string name = type_url.substr(type_url.rfind('/') + 1);
  const pb::Descriptor* type =
      any.GetDescriptor()->file()->pool()->FindMessageTypeByName(name);
  if (type == nullptr) return nullptr;
  std::unique_ptr<Message> message(
      any.GetReflection()->GetMessageFactory()->GetPrototype(type)->New());
  return message->ParsePartialFromString(GetText(any, 2)) ? std::move(message)
                                                          : nullptr;
}

// "foo_bar.baz_qux" to "fooBar.bazQux".
void AppendCamelCase(const std::string& path, std::string& out) {
  bool upper = false;
  for (const char character : path) {
    if (character == '_') {
      upper = true;
      continue;
    }
    const bool small = character >= 'a' && character <= 'z';
    out +=
        upper && small ? static_cast<char>(character - 'a' + 'A') : character;
    upper = false;
  }
}

}  // namespace

void JsonMessageWriter::WriteWellKnown(const MessagePlan& plan,
                                       const Message& message, int depth) {
  const pb::Reflection& reflection = *message.GetReflection();
  switch (plan.well_known) {
    case WellKnown::kNone:
      return;
    case WellKnown::kTimestamp:
      AppendTimestamp(reflection.GetInt64(message, plan.fields[0].field),
                      reflection.GetInt32(message, plan.fields[1].field), out_);
      return;
    case WellKnown::kDuration:
      AppendDuration(reflection.GetInt64(message, plan.fields[0].field),
                     reflection.GetInt32(message, plan.fields[1].field), out_);
      return;
    case WellKnown::kWrapper:
      WriteSingular(plan.fields[0], message, depth);
      return;
    case WellKnown::kStruct:
      WriteMap(plan.fields[0], message, depth);
      return;
    case WellKnown::kListValue:
      WriteList(plan.fields[0], message, depth);
      return;
    case WellKnown::kValue:
      WriteValue(plan, message, depth);
      return;
    case WellKnown::kFieldMask:
      WriteFieldMask(plan, message);
      return;
    case WellKnown::kAny:
      WriteAny(message, depth);
      return;
  }
}

void JsonMessageWriter::WriteAny(const Message& any, int depth) {
  const std::string type_url = GetText(any, 1);
  out_ += '{';
  if (type_url.empty()) {
    End('}', true, depth);
    return;
  }
  BeginItem(true, depth + 1);
  WriteKey("\"@type\":");
  AppendJsonText(type_url, out_);
  const std::unique_ptr<Message> inner = Unpack(any, type_url);
  if (inner != nullptr) {
    const MessagePlan& plan = plans_.Of(*inner->GetDescriptor());
    if (plan.well_known == WellKnown::kNone) {
      WriteFields(plan, *inner, depth, false);
      return;
    }
    BeginItem(false, depth + 1);
    WriteKey("\"value\":");
    WriteWellKnown(plan, *inner, depth + 1);
  } else {
    // Go gives up here; the bytes are kept.
    BeginItem(false, depth + 1);
    WriteKey("\"value\":");
    AppendBase64(GetText(any, 2), out_);
  }
  End('}', false, depth);
}

void JsonMessageWriter::WriteFieldMask(const MessagePlan& plan,
                                       const Message& mask) {
  const pb::Reflection& reflection = *mask.GetReflection();
  const Field* paths = plan.fields[0].field;
  std::string joined;
  for (int i = 0; i < reflection.FieldSize(mask, paths); ++i) {
    if (i != 0) joined += ',';
    AppendCamelCase(reflection.GetRepeatedString(mask, paths, i), joined);
  }
  AppendJsonText(joined, out_);
}

void JsonMessageWriter::WriteValue(const MessagePlan& plan,
                                   const Message& value, int depth) {
  const Field* set = value.GetReflection()->GetOneofFieldDescriptor(
      value, plan.steps[0].oneof);
  if (set == nullptr) {
    out_ += "null";
    return;
  }
  WriteSingular(plan.fields[static_cast<size_t>(set->index())], value, depth);
}

}  // namespace lockstep::rpc
