#include "rpc/schema/json_message_writer.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/unknown_field_set.h>

#include <vector>

#include "rpc/schema/json_scalars.h"
#include "rpc/schema/map_entries.h"

namespace lockstep::rpc {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;

void AppendQuoted(int64_t value, std::string& out) {
  out += '"';
  AppendInteger(value, out);
  out += '"';
}

void AppendQuoted(uint64_t value, std::string& out) {
  out += '"';
  AppendUnsigned(value, out);
  out += '"';
}

void AppendStringOrBytes(const FieldPlan& field, const std::string& value,
                         std::string& out) {
  if (field.is_bytes) {
    AppendBase64(value, out);
  } else {
    AppendJsonText(value, out);
  }
}

// What protojson calls populated.
bool IsSet(const FieldPlan& field, const Message& message) {
  const pb::Reflection& reflection = *message.GetReflection();
  return field.form == FieldPlan::Form::kSingle
             ? reflection.HasField(message, field.field)
             : reflection.FieldSize(message, field.field) != 0;
}

}  // namespace

void JsonMessageWriter::Write(const MessagePlan& plan, const Message& message,
                              int depth) {
  CountUnknownFields(message);
  if (plan.well_known != WellKnown::kNone) {
    WriteWellKnown(plan, message, depth);
    return;
  }
  if (payloads_ == PayloadForm::kShorthand &&
      WriteShorthand(plan, message, depth)) {
    return;
  }
  out_ += '{';
  WriteFields(plan, message, depth, true);
}

void JsonMessageWriter::CountUnknownFields(const Message& message) {
  const pb::Reflection& reflection = *message.GetReflection();
  unknown_fields_ += reflection.GetUnknownFields(message).field_count();
}

void JsonMessageWriter::WriteFields(const MessagePlan& plan,
                                    const Message& message, int depth,
                                    bool first) {
  const pb::Reflection& reflection = *message.GetReflection();
  for (const MessagePlan::Step& step : plan.steps) {
    const FieldPlan* field = step.field;
    if (field == nullptr) {
      const Field* set =
          reflection.GetOneofFieldDescriptor(message, step.oneof);
      if (set == nullptr) continue;
      field = &plan.fields[static_cast<size_t>(set->index())];
    } else if (!IsSet(*field, message)) {
      continue;
    }
    BeginItem(first, depth + 1);
    first = false;
    WriteKey(field->key);
    WriteField(*field, message, depth + 1);
  }
  End('}', first, depth);
}

void JsonMessageWriter::WriteField(const FieldPlan& field,
                                   const Message& message, int depth) {
  switch (field.form) {
    case FieldPlan::Form::kSingle:
      WriteSingular(field, message, depth);
      return;
    case FieldPlan::Form::kList:
      WriteList(field, message, depth);
      return;
    case FieldPlan::Form::kMap:
      WriteMap(field, message, depth);
      return;
  }
}

void JsonMessageWriter::WriteSingular(const FieldPlan& plan,
                                      const Message& message, int depth) {
  const pb::Reflection& reflection = *message.GetReflection();
  const Field* field = plan.field;
  switch (plan.type) {
    case Field::CPPTYPE_MESSAGE:
      Write(*plan.inner, reflection.GetMessage(message, field), depth);
      return;
    case Field::CPPTYPE_STRING:
      AppendStringOrBytes(
          plan, reflection.GetStringReference(message, field, &scratch_), out_);
      return;
    case Field::CPPTYPE_ENUM:
      WriteEnum(plan, reflection.GetEnumValue(message, field));
      return;
    case Field::CPPTYPE_BOOL:
      out_ += reflection.GetBool(message, field) ? "true" : "false";
      return;
    case Field::CPPTYPE_INT64:
      AppendQuoted(reflection.GetInt64(message, field), out_);
      return;
    case Field::CPPTYPE_UINT64:
      AppendQuoted(reflection.GetUInt64(message, field), out_);
      return;
    case Field::CPPTYPE_INT32:
      AppendInteger(reflection.GetInt32(message, field), out_);
      return;
    case Field::CPPTYPE_UINT32:
      AppendUnsigned(reflection.GetUInt32(message, field), out_);
      return;
    case Field::CPPTYPE_DOUBLE:
      AppendDouble(reflection.GetDouble(message, field), out_);
      return;
    case Field::CPPTYPE_FLOAT:
      AppendFloat(reflection.GetFloat(message, field), out_);
      return;
  }
}

void JsonMessageWriter::WriteList(const FieldPlan& field,
                                  const Message& message, int depth) {
  out_ += '[';
  const int size = message.GetReflection()->FieldSize(message, field.field);
  for (int i = 0; i < size; ++i) {
    BeginItem(i == 0, depth + 1);
    WriteElement(field, message, i, depth + 1);
  }
  End(']', size == 0, depth);
}

void JsonMessageWriter::WriteElement(const FieldPlan& plan,
                                     const Message& message, int index,
                                     int depth) {
  const pb::Reflection& reflection = *message.GetReflection();
  const Field* field = plan.field;
  switch (plan.type) {
    case Field::CPPTYPE_MESSAGE:
      Write(*plan.inner, reflection.GetRepeatedMessage(message, field, index),
            depth);
      return;
    case Field::CPPTYPE_STRING:
      AppendStringOrBytes(plan,
                          reflection.GetRepeatedStringReference(
                              message, field, index, &scratch_),
                          out_);
      return;
    case Field::CPPTYPE_ENUM:
      WriteEnum(plan, reflection.GetRepeatedEnumValue(message, field, index));
      return;
    case Field::CPPTYPE_BOOL:
      out_ +=
          reflection.GetRepeatedBool(message, field, index) ? "true" : "false";
      return;
    case Field::CPPTYPE_INT64:
      AppendQuoted(reflection.GetRepeatedInt64(message, field, index), out_);
      return;
    case Field::CPPTYPE_UINT64:
      AppendQuoted(reflection.GetRepeatedUInt64(message, field, index), out_);
      return;
    case Field::CPPTYPE_INT32:
      AppendInteger(reflection.GetRepeatedInt32(message, field, index), out_);
      return;
    case Field::CPPTYPE_UINT32:
      AppendUnsigned(reflection.GetRepeatedUInt32(message, field, index), out_);
      return;
    case Field::CPPTYPE_DOUBLE:
      AppendDouble(reflection.GetRepeatedDouble(message, field, index), out_);
      return;
    case Field::CPPTYPE_FLOAT:
      AppendFloat(reflection.GetRepeatedFloat(message, field, index), out_);
      return;
  }
}

void JsonMessageWriter::WriteMap(const FieldPlan& field, const Message& message,
                                 int depth) {
  out_ += '{';
  const FieldPlan& value = field.inner->fields[1];  // key = 1, value = 2
  bool first = true;
  for (const MapEntry& entry : SortedEntries(message, *field.field)) {
    CountUnknownFields(*entry.entry);
    BeginItem(first, depth + 1);
    first = false;
    AppendJsonText(entry.key, out_);
    out_ += pretty_ ? ": " : ":";
    WriteSingular(value, *entry.entry, depth + 1);
  }
  End('}', first, depth);
}

void JsonMessageWriter::WriteEnum(const FieldPlan& field, int number) {
  if (field.is_null_value) {
    out_ += "null";
    return;
  }
  const auto found = field.enum_names.find(number);
  if (found != field.enum_names.end()) {
    out_ += found->second;
  } else {
    AppendInteger(number, out_);  // numbers of a newer server stay numbers
  }
}

void JsonMessageWriter::BeginItem(bool first, int depth) {
  if (!first) out_ += ',';
  if (!pretty_) return;
  out_ += '\n';
  out_.append(static_cast<size_t>(depth) * 2, ' ');
}

void JsonMessageWriter::End(char brace, bool empty, int depth) {
  if (pretty_ && !empty) {
    out_ += '\n';
    out_.append(static_cast<size_t>(depth) * 2, ' ');
  }
  out_ += brace;
}

}  // namespace lockstep::rpc
