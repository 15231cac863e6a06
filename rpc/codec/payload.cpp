#include "rpc/codec/payload.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace lockstep::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;

constexpr char kReferenceMessage[] =
    "temporal.api.sdk.v1.ExternalStorageReference";
constexpr char kReferenceEncoding[] = "json/external-storage-reference";

const FieldDescriptor* Field(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

std::string BytesOf(const Message& message, const FieldDescriptor* field) {
  return message.GetReflection()->GetString(message, field);
}

}  // namespace

std::string PayloadMetadata(const Message& payload, std::string_view key) {
  const FieldDescriptor* metadata = Field(payload, "metadata");
  const Reflection& reflection = *payload.GetReflection();
  const int size = reflection.FieldSize(payload, metadata);
  for (int i = 0; i < size; ++i) {
    const Message& entry = reflection.GetRepeatedMessage(payload, metadata, i);
    if (BytesOf(entry, entry.GetDescriptor()->map_key()) == key) {
      return BytesOf(entry, entry.GetDescriptor()->map_value());
    }
  }
  return "";
}

std::string PayloadEncoding(const Message& payload) {
  return PayloadMetadata(payload, "encoding");
}

std::string PayloadData(const Message& payload) {
  return BytesOf(payload, Field(payload, "data"));
}

void SetPayloadData(Message& payload, std::string data) {
  payload.GetReflection()->SetString(&payload, Field(payload, "data"),
                                     std::move(data));
}

void SetPayloadMetadata(Message& payload, std::string_view key,
                        std::string value) {
  const FieldDescriptor* metadata = Field(payload, "metadata");
  const Reflection& reflection = *payload.GetReflection();
  const int size = reflection.FieldSize(payload, metadata);
  Message* entry = nullptr;
  for (int i = 0; i < size && entry == nullptr; ++i) {
    Message& item = *reflection.MutableRepeatedMessage(&payload, metadata, i);
    if (BytesOf(item, item.GetDescriptor()->map_key()) == key) entry = &item;
  }
  if (entry == nullptr) entry = reflection.AddMessage(&payload, metadata);
  const Reflection& of_entry = *entry->GetReflection();
  of_entry.SetString(entry, entry->GetDescriptor()->map_key(),
                     std::string(key));
  of_entry.SetString(entry, entry->GetDescriptor()->map_value(),
                     std::move(value));
}

bool IsExternalReference(const Message& payload) {
  const std::string encoding = PayloadEncoding(payload);
  if (encoding == kReferenceEncoding) return true;
  if (encoding == "json/protobuf" &&
      PayloadMetadata(payload, "messageType") == kReferenceMessage) {
    return true;
  }
  // Younger than the other fields.
  const FieldDescriptor* external = Field(payload, "external_payloads");
  return external != nullptr &&
         payload.GetReflection()->FieldSize(payload, external) > 0;
}

bool MayHoldExternalReferences(std::string_view json) {
  // What IsExternalReference() looks for, as JSON has it: metadata in base64.
  static constexpr std::string_view kMarks[] = {
      "dGVtcG9yYWwuYXBpLnNkay52MS5FeHRlcm5hbFN0b3JhZ2VSZWZlcmVuY2U=",
      "anNvbi9leHRlcm5hbC1zdG9yYWdlLXJlZmVyZW5jZQ==",
      "externalPayloads",
  };
  return std::any_of(
      std::begin(kMarks), std::end(kMarks), [&](std::string_view mark) {
        return memmem(json.data(), json.size(), mark.data(), mark.size()) !=
               nullptr;
      });
}

}  // namespace lockstep::rpc
