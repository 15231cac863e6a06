#include "history_fetch/redact/event_names.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "rpc/schema/fields.h"

namespace lockstep::fetch {
namespace {

using rpc::Age;

constexpr const char* kNames[] = {"activity_type.name",
                                  "signal_name",
                                  "marker_name",
                                  "operation",
                                  "workflow_type.name",
                                  "accepted_request.input.name",
                                  "rejected_request.input.name",
                                  "request.input.name"};

constexpr const char* kReferences[] = {
    "scheduled_event_id", "initiated_event_id", "accepted_event_id"};

}  // namespace

const rpc::Message* AttributesOf(const rpc::Message& event) {
  const auto* oneof = event.GetDescriptor()->FindOneofByName("attributes");
  if (oneof == nullptr) return nullptr;
  const auto& reflection = *event.GetReflection();
  const auto* field = reflection.GetOneofFieldDescriptor(event, oneof);
  return field == nullptr ? nullptr : &reflection.GetMessage(event, field);
}

std::string EventNames::NameOf(const rpc::Message& event) {
  const rpc::Message* attributes = AttributesOf(event);
  if (attributes == nullptr) return "";
  std::string name;
  for (const char* field : kNames) {
    name = rpc::GetString(*attributes, field, Age::kNewer);
    if (!name.empty()) break;
  }
  for (const char* field : kReferences) {
    if (!name.empty()) break;
    const auto found =
        names_.find(rpc::GetInt(*attributes, field, Age::kNewer));
    if (found != names_.end()) name = found->second;
  }
  if (!name.empty()) names_[rpc::GetInt(event, "event_id")] = name;
  return name;
}

}  // namespace lockstep::fetch
