#include "rpc/codec/payload_visitor.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "rpc/codec/payload.h"
#include "rpc/codec/remote_codec.h"

namespace lockstep::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;

constexpr char kSearchAttributes[] = "temporal.api.common.v1.SearchAttributes";

// Which fields lead from a type of message to one of the wanted types, in
// declaration order. Most types of the API lead to none, so a walk that asks
// this map touches few fields. It is built for each walk: a descriptor may be
// gone after it.
class Ways {
 public:
  Ways(const Descriptor& root, std::vector<std::string_view> wanted)
      : wanted_(std::move(wanted)) {
    Collect(root);
    // Types refer to each other in circles (a failure has a cause), so reaching
    // is found backwards from the wanted types.
    std::vector<const Descriptor*> found;
    for (const auto& [type, users] : users_) {
      if (Wants(*type)) found.push_back(type);
    }
    while (!found.empty()) {
      const Descriptor* type = found.back();
      found.pop_back();
      if (!leading_.insert(type).second) continue;
      for (const Descriptor* user : users_[type]) found.push_back(user);
    }
    for (const Descriptor* type : leading_) fields_[type] = FieldsOf(*type);
  }

  bool Wants(const Descriptor& type) const {
    return std::find(wanted_.begin(), wanted_.end(), type.full_name()) !=
           wanted_.end();
  }

  const std::vector<const FieldDescriptor*>& Of(const Descriptor& type) const {
    static const std::vector<const FieldDescriptor*> kNone;
    const auto found = fields_.find(&type);
    return found == fields_.end() ? kNone : found->second;
  }

 private:
  void Collect(const Descriptor& root) {
    std::vector<const Descriptor*> open = {&root};
    users_[&root];
    while (!open.empty()) {
      const Descriptor* type = open.back();
      open.pop_back();
      for (int i = 0; i < type->field_count(); ++i) {
        const Descriptor* inner = type->field(i)->message_type();
        if (inner == nullptr) continue;
        const auto [users, added] = users_.try_emplace(inner);
        users->second.push_back(type);
        if (added) open.push_back(inner);
      }
    }
  }

  std::vector<const FieldDescriptor*> FieldsOf(const Descriptor& type) const {
    std::vector<const FieldDescriptor*> fields;
    for (int i = 0; i < type.field_count(); ++i) {
      const Descriptor* inner = type.field(i)->message_type();
      if (inner != nullptr && leading_.contains(inner)) {
        fields.push_back(type.field(i));
      }
    }
    return fields;
  }

  const std::vector<std::string_view> wanted_;
  std::map<const Descriptor*, std::vector<const Descriptor*>> users_;
  std::set<const Descriptor*> leading_;
  std::map<const Descriptor*, std::vector<const FieldDescriptor*>> fields_;
};

struct MapItem {
  std::string key;
  Message* value = nullptr;
};

std::string KeyText(const Message& entry) {
  const FieldDescriptor* field = entry.GetDescriptor()->map_key();
  const Reflection& reflection = *entry.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(entry, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return fmt::to_string(reflection.GetInt32(entry, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return fmt::to_string(reflection.GetInt64(entry, field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return fmt::to_string(reflection.GetUInt32(entry, field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return fmt::to_string(reflection.GetUInt64(entry, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(entry, field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;  // no keys of maps
  }
  return "";
}

std::vector<MapItem> SortedItems(Message& message,
                                 const FieldDescriptor* field) {
  const Reflection& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, field);
  std::vector<MapItem> items;
  for (int i = 0; i < size; ++i) {
    Message& entry = *reflection.MutableRepeatedMessage(&message, field, i);
    const FieldDescriptor* value = entry.GetDescriptor()->map_value();
    items.push_back(
        {KeyText(entry), entry.GetReflection()->MutableMessage(&entry, value)});
  }
  std::sort(items.begin(), items.end(),
            [](const MapItem& a, const MapItem& b) { return a.key < b.key; });
  return items;
}

std::vector<Message*> Repeated(Message& message, const FieldDescriptor* field) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<Message*> items;
  for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
    items.push_back(reflection.MutableRepeatedMessage(&message, field, i));
  }
  return items;
}

class PayloadWalk {
 public:
  PayloadWalk(const Descriptor& root,
              const std::function<void(PayloadPlace&)>& visit)
      : ways_(root, {kPayloadMessage}), visit_(visit) {}

  void Walk(Message& message) {
    const std::string& type = message.GetDescriptor()->full_name();
    if (type == kPayloadMessage) {
      Visit({&message});
    } else if (type == kPayloadsMessage) {
      Visit(Repeated(message, ways_.Of(*message.GetDescriptor()).front()));
    } else {
      const bool was = search_attributes_;
      search_attributes_ = was || type == kSearchAttributes;
      for (const FieldDescriptor* field : ways_.Of(*message.GetDescriptor())) {
        WalkField(message, field);
      }
      search_attributes_ = was;
    }
  }

 private:
  void WalkField(Message& message, const FieldDescriptor* field) {
    const Reflection& reflection = *message.GetReflection();
    if (!field->is_repeated()) {
      if (!reflection.HasField(message, field)) return;
      Inside(Name(*field), *reflection.MutableMessage(&message, field));
    } else if (field->is_map()) {
      for (const MapItem& item : SortedItems(message, field)) {
        Inside(fmt::format("{}[\"{}\"]", Name(*field), item.key), *item.value);
      }
    } else if (field->message_type()->full_name() == kPayloadMessage) {
      const size_t length = path_.size();
      path_ += Name(*field);
      Visit(Repeated(message, field));
      path_.resize(length);
    } else {
      int index = 0;
      for (Message* item : Repeated(message, field)) {
        Inside(fmt::format("{}[{}]", Name(*field), index++), *item);
      }
    }
  }

  std::string Name(const FieldDescriptor& field) const {
    return (path_.empty() ? "" : ".") + field.json_name();
  }

  void Inside(const std::string& step, Message& message) {
    const size_t length = path_.size();
    path_ += step;
    Walk(message);
    path_.resize(length);
  }

  void Visit(std::vector<Message*> payloads) {
    if (payloads.empty()) return;
    PayloadPlace place{path_, search_attributes_, std::move(payloads)};
    visit_(place);
  }

  const Ways ways_;
  const std::function<void(PayloadPlace&)>& visit_;
  std::string path_;
  bool search_attributes_ = false;
};

void WalkMessages(const Ways& ways, Message& message,
                  const std::function<void(Message&)>& visit) {
  const Reflection& reflection = *message.GetReflection();
  if (ways.Wants(*message.GetDescriptor())) visit(message);
  for (const FieldDescriptor* field : ways.Of(*message.GetDescriptor())) {
    if (field->is_map()) {
      for (const MapItem& item : SortedItems(message, field)) {
        WalkMessages(ways, *item.value, visit);
      }
    } else if (field->is_repeated()) {
      for (Message* item : Repeated(message, field)) {
        WalkMessages(ways, *item, visit);
      }
    } else if (reflection.HasField(message, field)) {
      WalkMessages(ways, *reflection.MutableMessage(&message, field), visit);
    }
  }
}

}  // namespace

void VisitPayloads(Message& message,
                   const std::function<void(PayloadPlace&)>& visit) {
  PayloadWalk(*message.GetDescriptor(), visit).Walk(message);
}

void VisitMessages(Message& message, std::string_view full_name,
                   const std::function<void(Message&)>& visit) {
  WalkMessages(Ways(*message.GetDescriptor(), {full_name}), message, visit);
}

int64_t CountExternalReferences(const Message& message) {
  int64_t count = 0;
  // The visitor is given what may be changed; this one changes nothing.
  VisitPayloads(const_cast<Message&>(message), [&count](PayloadPlace& place) {
    count += std::count_if(
        place.payloads.begin(), place.payloads.end(),
        [](const Message* payload) { return IsExternalReference(*payload); });
  });
  return count;
}

}  // namespace lockstep::rpc
