#include "rpc/schema/fields.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "rpc/schema/map_entries.h"

namespace lockstep::rpc {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;

// A field and the message that holds it; null where the path leads nowhere.
struct Place {
  const Message* message = nullptr;
  const Field* field = nullptr;
};

const Field* FindField(const Message& message, std::string_view name, Age age) {
  const Field* field =
      message.GetDescriptor()->FindFieldByName(std::string(name));
  LOCKSTEP_CHECK(field != nullptr || age == Age::kNewer,
                 "the API always had this field");
  return field;
}

// Follows all names but the last through messages, set or not.
Place Follow(const Message& message, std::string_view path, Age age) {
  const Message* at = &message;
  for (;;) {
    const size_t dot = path.find('.');
    const Field* field = FindField(*at, path.substr(0, dot), age);
    if (field == nullptr || dot == std::string_view::npos) return {at, field};
    LOCKSTEP_CHECK(
        field->cpp_type() == Field::CPPTYPE_MESSAGE && !field->is_repeated(),
        "a path leads through single messages");
    at = &at->GetReflection()->GetMessage(*at, field);
    path.remove_prefix(dot + 1);
  }
}

struct MutablePlace {
  Message* message;
  const Field* field;
};

MutablePlace Make(Message& message, std::string_view path) {
  Message* at = &message;
  for (;;) {
    const size_t dot = path.find('.');
    const Field* field = FindField(*at, path.substr(0, dot), Age::kAlways);
    if (dot == std::string_view::npos) return {at, field};
    at = at->GetReflection()->MutableMessage(at, field);
    path.remove_prefix(dot + 1);
  }
}

// Entries of a map field sorted, in place: deterministic serialisation sorts
// only maps that were filled through the interface for maps, which dynamic
// messages do not have.
void SortMap(const Field* field, Message& message) {
  const pb::Reflection& reflection = *message.GetReflection();
  std::vector<std::unique_ptr<Message>> sorted;
  for (const MapEntry& entry : SortedEntries(message, *field)) {
    sorted.emplace_back(entry.entry->New())->CopyFrom(*entry.entry);
  }
  reflection.ClearField(&message, field);
  for (const auto& entry : sorted) {
    reflection.AddMessage(&message, field)->CopyFrom(*entry);
  }
}

void SortMaps(Message& message) {
  const pb::Reflection& reflection = *message.GetReflection();
  std::vector<const Field*> fields;
  reflection.ListFields(message, &fields);
  for (const Field* field : fields) {
    if (field->cpp_type() != Field::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      SortMaps(*reflection.MutableMessage(&message, field));
      continue;
    }
    if (field->is_map()) SortMap(field, message);
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      SortMaps(*reflection.MutableRepeatedMessage(&message, field, i));
    }
  }
}

}  // namespace

std::string GetString(const Message& message, std::string_view path, Age age) {
  const Place place = Follow(message, path, age);
  if (place.field == nullptr) return "";
  return place.message->GetReflection()->GetString(*place.message, place.field);
}

int64_t GetInt(const Message& message, std::string_view path, Age age) {
  const Place place = Follow(message, path, age);
  if (place.field == nullptr) return 0;
  const pb::Reflection& reflection = *place.message->GetReflection();
  switch (place.field->cpp_type()) {
    case Field::CPPTYPE_INT32:
      return reflection.GetInt32(*place.message, place.field);
    case Field::CPPTYPE_UINT32:
      return reflection.GetUInt32(*place.message, place.field);
    case Field::CPPTYPE_UINT64:
      return static_cast<int64_t>(
          reflection.GetUInt64(*place.message, place.field));
    default:
      return reflection.GetInt64(*place.message, place.field);
  }
}

bool GetBool(const Message& message, std::string_view path, Age age) {
  const Place place = Follow(message, path, age);
  return place.field != nullptr &&
         place.message->GetReflection()->GetBool(*place.message, place.field);
}

int GetEnum(const Message& message, std::string_view path, Age age) {
  const Place place = Follow(message, path, age);
  if (place.field == nullptr) return 0;
  return place.message->GetReflection()->GetEnumValue(*place.message,
                                                      place.field);
}

int64_t GetNanos(const Message& message, std::string_view path, Age age) {
  const Message* time = GetMessage(message, path, age);
  if (time == nullptr) return 0;
  using Limits = std::numeric_limits<int64_t>;
  // Timestamps reach from year 1 to 9999, 64 bits from 1677 to 2262.
  __extension__ typedef __int128 Wide;
  const Wide nanos =
      static_cast<Wide>(GetInt(*time, "seconds")) * 1'000'000'000 +
      GetInt(*time, "nanos");
  return static_cast<int64_t>(
      std::clamp<Wide>(nanos, Limits::min(), Limits::max()));
}

const Message* GetMessage(const Message& message, std::string_view path,
                          Age age) {
  const Place place = Follow(message, path, age);
  if (place.field == nullptr) return nullptr;
  const pb::Reflection& reflection = *place.message->GetReflection();
  if (!reflection.HasField(*place.message, place.field)) return nullptr;
  return &reflection.GetMessage(*place.message, place.field);
}

std::vector<const Message*> GetRepeated(const Message& message,
                                        std::string_view path, Age age) {
  const Place place = Follow(message, path, age);
  std::vector<const Message*> found;
  if (place.field == nullptr) return found;
  const pb::Reflection& reflection = *place.message->GetReflection();
  const int size = reflection.FieldSize(*place.message, place.field);
  found.reserve(static_cast<size_t>(size));
  for (int i = 0; i < size; ++i) {
    found.push_back(
        &reflection.GetRepeatedMessage(*place.message, place.field, i));
  }
  return found;
}

std::vector<std::string> GetStrings(const Message& message,
                                    std::string_view path, Age age) {
  const Place place = Follow(message, path, age);
  std::vector<std::string> found;
  if (place.field == nullptr) return found;
  const pb::Reflection& reflection = *place.message->GetReflection();
  for (int i = 0; i < reflection.FieldSize(*place.message, place.field); ++i) {
    found.push_back(
        reflection.GetRepeatedString(*place.message, place.field, i));
  }
  return found;
}

void SetString(Message& message, std::string_view path, std::string value) {
  const MutablePlace place = Make(message, path);
  place.message->GetReflection()->SetString(place.message, place.field,
                                            std::move(value));
}

void SetInt(Message& message, std::string_view path, int64_t value) {
  const MutablePlace place = Make(message, path);
  const pb::Reflection& reflection = *place.message->GetReflection();
  switch (place.field->cpp_type()) {
    case Field::CPPTYPE_INT32:
      reflection.SetInt32(place.message, place.field,
                          static_cast<int32_t>(value));
      return;
    case Field::CPPTYPE_ENUM:
      reflection.SetEnumValue(place.message, place.field,
                              static_cast<int>(value));
      return;
    default:
      reflection.SetInt64(place.message, place.field, value);
  }
}

void SetBool(Message& message, std::string_view path, bool value) {
  const MutablePlace place = Make(message, path);
  place.message->GetReflection()->SetBool(place.message, place.field, value);
}

std::string SerializeDeterministic(const Message& message) {
  const std::unique_ptr<Message> sorted(message.New());
  sorted->CopyFrom(message);
  SortMaps(*sorted);
  std::string bytes;
  {
    pb::io::StringOutputStream stream(&bytes);
    pb::io::CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    sorted->SerializeToCodedStream(&output);
  }
  return bytes;
}

}  // namespace lockstep::rpc
