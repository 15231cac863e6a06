#include "history_fetch/redact/text_fields.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace lockstep::fetch {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;
using rpc::Message;

class Walk {
 public:
  explicit Walk(const std::function<void(TextField&)>& visit) : visit_(visit) {}

  void Into(Message& message) {
    if (message.GetDescriptor()->full_name() == rpc::kPayloadMessage) return;
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    std::sort(fields.begin(), fields.end(), [](const auto* a, const auto* b) {
      return a->index() < b->index();
    });
    for (const FieldDescriptor* field : fields) Field(message, field);
  }

 private:
  void Field(Message& message, const FieldDescriptor* field) {
    const size_t length = path_.size();
    path_ += (path_.empty() ? "" : ".") + field->json_name();
    if (field->is_map()) {
      Map(message, field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Messages(message, field);
    } else if (field->type() == FieldDescriptor::TYPE_STRING) {
      Texts(message, field);
    }
    path_.resize(length);
  }

  void Map(Message& message, const FieldDescriptor* field) {
    const Reflection& reflection = *message.GetReflection();
    std::vector<std::pair<std::string, Message*>> entries;
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      Message* entry = reflection.MutableRepeatedMessage(&message, field, i);
      const FieldDescriptor* key = entry->GetDescriptor()->map_key();
      if (key->type() != FieldDescriptor::TYPE_STRING) return;
      entries.emplace_back(entry->GetReflection()->GetString(*entry, key),
                           entry);
    }
    std::sort(entries.begin(), entries.end());
    for (const auto& [key, entry] : entries) {
      const size_t length = path_.size();
      path_ += fmt::format("[\"{}\"]", key);
      const FieldDescriptor* value = entry->GetDescriptor()->map_value();
      if (value->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Into(*entry->GetReflection()->MutableMessage(entry, value));
      } else if (value->type() == FieldDescriptor::TYPE_STRING) {
        Text(*entry, value, field->name());
      }
      path_.resize(length);
    }
  }

  void Messages(Message& message, const FieldDescriptor* field) {
    const Reflection& reflection = *message.GetReflection();
    if (!field->is_repeated()) {
      return Into(*reflection.MutableMessage(&message, field));
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      const size_t length = path_.size();
      path_ += fmt::format("[{}]", i);
      Into(*reflection.MutableRepeatedMessage(&message, field, i));
      path_.resize(length);
    }
  }

  void Texts(Message& message, const FieldDescriptor* field) {
    if (!field->is_repeated()) return Text(message, field, field->name());
    const Reflection& reflection = *message.GetReflection();
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      TextField text{fmt::format("{}[{}]", path_, i), field->name(), message,
                     reflection.GetRepeatedString(message, field, i)};
      const std::string before = text.value;
      visit_(text);
      if (text.value == before) continue;
      reflection.SetRepeatedString(&message, field, i, std::move(text.value));
    }
  }

  void Text(Message& message, const FieldDescriptor* field,
            const std::string& name) {
    const Reflection& reflection = *message.GetReflection();
    TextField text{path_, name, message, reflection.GetString(message, field)};
    if (text.value.empty()) return;
    const std::string before = text.value;
    visit_(text);
    if (text.value == before) return;
    reflection.SetString(&message, field, std::move(text.value));
  }

  const std::function<void(TextField&)>& visit_;
  std::string path_;
};

}  // namespace

void VisitTexts(Message& message,
                const std::function<void(TextField&)>& visit) {
  Walk(visit).Into(message);
}

}  // namespace lockstep::fetch
