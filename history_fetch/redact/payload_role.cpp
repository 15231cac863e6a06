#include "history_fetch/redact/payload_role.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "history_fetch/redact/event_names.h"
#include "rpc/schema/fields.h"

namespace lockstep::fetch {
namespace {

// Beginnings of the paths of what workflow code made.
constexpr std::string_view kOutbound[] = {
    "activityTaskScheduledEventAttributes.",
    "eventGroupMarkers[",
    "markerRecordedEventAttributes.header.",
    "nexusOperationScheduledEventAttributes.",
    "signalExternalWorkflowExecutionInitiatedEventAttributes.",
    "startChildWorkflowExecutionInitiatedEventAttributes.",
    "userMetadata.",
    "workflowExecutionCanceledEventAttributes.",
    "workflowExecutionCompletedEventAttributes.",
    "workflowExecutionContinuedAsNewEventAttributes.",
    "workflowExecutionFailedEventAttributes.",
    "workflowExecutionTerminatedEventAttributes.",  // nobody reads it any more
    "workflowExecutionUpdateCompletedEventAttributes.",
    "workflowExecutionUpdateRejectedEventAttributes.failure.",
    "workflowPropertiesModifiedEventAttributes.",
    "workflowTaskFailedEventAttributes.",
};

constexpr std::string_view kDetails =
    "markerRecordedEventAttributes.details[\"";

bool HasDetail(const rpc::Message& marker, std::string_view key) {
  const auto* field = marker.GetDescriptor()->FindFieldByName("details");
  const auto& reflection = *marker.GetReflection();
  for (int i = 0; i < reflection.FieldSize(marker, field); ++i) {
    const auto& entry = reflection.GetRepeatedMessage(marker, field, i);
    if (entry.GetReflection()->GetString(
            entry, entry.GetDescriptor()->map_key()) == key) {
      return true;
    }
  }
  return false;
}

// Go notes an activity in `data`; Java in members of their own, and older
// releases of it have the result in `data`.
PayloadRole RoleInLocalActivity(const rpc::Message& marker,
                                std::string_view key) {
  if (key == "result") return PayloadRole::kInbound;
  if (key == "input") return PayloadRole::kOutbound;
  const bool java =
      HasDetail(marker, "activityId") || HasDetail(marker, "type");
  if (java && key == "data") return PayloadRole::kInbound;
  return PayloadRole::kEngine;
}

PayloadRole RoleInMarker(const rpc::Message& event, std::string_view key) {
  const rpc::Message& marker = *AttributesOf(event);
  const std::string name = rpc::GetString(marker, "marker_name");
  if (name == "Version" || name == "core_patch") return PayloadRole::kEngine;
  if (name == "LocalActivity") return RoleInLocalActivity(marker, key);
  if (name == "core_local_activity") {
    return key == "data" ? PayloadRole::kEngine : PayloadRole::kInbound;
  }
  if (name == "SideEffect" || name == "MutableSideEffect") {
    if (key != "data") return PayloadRole::kEngine;
    const bool go_mutable =
        name == "MutableSideEffect" && HasDetail(marker, "side-effect-id");
    return go_mutable ? PayloadRole::kInboundAfterId : PayloadRole::kInbound;
  }
  return PayloadRole::kInbound;
}

}  // namespace

PayloadRole RoleOf(const rpc::Message& event, std::string_view path) {
  if (path.starts_with(kDetails)) {
    const std::string_view key = path.substr(kDetails.size());
    return RoleInMarker(event, key.substr(0, key.rfind("\"]")));
  }
  const bool outbound = std::any_of(
      std::begin(kOutbound), std::end(kOutbound),
      [path](std::string_view begin) { return path.starts_with(begin); });
  return outbound ? PayloadRole::kOutbound : PayloadRole::kInbound;
}

}  // namespace lockstep::fetch
