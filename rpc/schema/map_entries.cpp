#include "rpc/schema/map_entries.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/check.h"

namespace lockstep::rpc {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;

std::string KeyText(const Message& entry, const Field* key) {
  const pb::Reflection& reflection = *entry.GetReflection();
  switch (key->cpp_type()) {
    case Field::CPPTYPE_STRING:
      return reflection.GetString(entry, key);
    case Field::CPPTYPE_BOOL:
      return reflection.GetBool(entry, key) ? "true" : "false";
    case Field::CPPTYPE_INT32:
      return std::to_string(reflection.GetInt32(entry, key));
    case Field::CPPTYPE_INT64:
      return std::to_string(reflection.GetInt64(entry, key));
    case Field::CPPTYPE_UINT32:
      return std::to_string(reflection.GetUInt32(entry, key));
    case Field::CPPTYPE_UINT64:
      return std::to_string(reflection.GetUInt64(entry, key));
    case Field::CPPTYPE_DOUBLE:
    case Field::CPPTYPE_FLOAT:
    case Field::CPPTYPE_ENUM:
    case Field::CPPTYPE_MESSAGE:
      break;
  }
  LOCKSTEP_CHECK(false, "protobuf has no maps with such keys");
  return "";
}

// Decimal texts: "-12" before "-3" before "4" before "10".
bool IsLessNumber(const std::string& a, const std::string& b) {
  const bool a_negative = a.starts_with('-');
  const bool b_negative = b.starts_with('-');
  if (a_negative != b_negative) return a_negative;
  const bool less = a.size() != b.size() ? a.size() < b.size() : a < b;
  return a_negative ? a != b && !less : less;
}

}  // namespace

std::vector<MapEntry> SortedEntries(const Message& message,
                                    const Field& field) {
  const pb::Reflection& reflection = *message.GetReflection();
  const Field* key = field.message_type()->map_key();
  const int size = reflection.FieldSize(message, &field);
  std::vector<MapEntry> entries;
  entries.reserve(static_cast<size_t>(size));
  for (int i = 0; i < size; ++i) {
    const Message& entry = reflection.GetRepeatedMessage(message, &field, i);
    entries.push_back({KeyText(entry, key), i, &entry});
  }
  if (size < 2) return entries;
  // "false" and "true" are in byte order already.
  const bool numbers = key->cpp_type() != Field::CPPTYPE_STRING &&
                       key->cpp_type() != Field::CPPTYPE_BOOL;
  std::sort(entries.begin(), entries.end(),
            [&](const MapEntry& a, const MapEntry& b) {
              if (a.key == b.key) return a.position < b.position;
              return numbers ? IsLessNumber(a.key, b.key) : a.key < b.key;
            });
  std::vector<MapEntry> last;
  for (MapEntry& entry : entries) {
    if (!last.empty() && last.back().key == entry.key) last.pop_back();
    last.push_back(std::move(entry));
  }
  return last;
}

}  // namespace lockstep::rpc
