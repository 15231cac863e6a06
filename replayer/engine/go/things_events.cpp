// What events say of the things that the code has started (oracle: PROGRAM.md
// section 6, "Replay", 1).
#include "base/json_scalars.h"
#include "fmt/format.h"
#include "replayer/engine/go/identity.h"
#include "replayer/engine/go/things.h"
#include "replayer/engine/machines/outcomes.h"

namespace lockstep::replay::go {

using history::ActivityUpdate;
using history::ChildUpdate;
using history::Event;
using history::EventType;
using history::ExternalRequest;

namespace {

template <class Map>
typename Map::mapped_type Find(const Map& map,
                               const typename Map::key_type& key) {
  const auto it = map.find(key);
  return it == map.end() ? nullptr : it->second;
}

tl::unexpected<Stop> Unknown(const char* what, const std::string& id) {
  return NotExpected(fmt::format("[TMPRL1100] unable to find {} {}", what, id));
}

}  // namespace

Status Things::OnEvent(const Event& event, Effects& effects) {
  if (std::holds_alternative<history::ActivityScheduled>(event.attributes) ||
      std::holds_alternative<ActivityUpdate>(event.attributes)) {
    return OnActivityEvent(event, effects);
  }
  if (std::holds_alternative<history::Timer>(event.attributes)) {
    return OnTimerEvent(event, effects);
  }
  if (std::holds_alternative<history::ChildInitiated>(event.attributes) ||
      std::holds_alternative<ChildUpdate>(event.attributes)) {
    return OnChildEvent(event, effects);
  }
  if (std::holds_alternative<ExternalRequest>(event.attributes)) {
    return OnExternalEvent(event, effects);
  }
  if (std::holds_alternative<history::NexusOperation>(event.attributes)) {
    return OnNexusEvent(event, effects);
  }
  return {};
}

Status Things::OnActivityEvent(const Event& event, Effects& effects) {
  const auto* update = std::get_if<ActivityUpdate>(&event.attributes);
  const int64_t number = update == nullptr ? event.id : update->scheduled_id;
  Activity* activity = Find(activities_by_number_, number);
  if (activity == nullptr) return Unknown("activity", std::to_string(number));
  return activity->OnEvent(event, effects);
}

Status Things::OnNexusEvent(const Event& event, Effects& effects) {
  const auto& operation = std::get<history::NexusOperation>(event.attributes);
  const int64_t number = event.type == EventType::kNexusOperationScheduled
                             ? event.id
                             : operation.scheduled_id;
  Nexus* nexus = Find(nexus_by_number_, number);
  // Old servers do not say whose request to cancel was answered.
  if (nexus == nullptr && number == 0) return {};
  if (nexus == nullptr) {
    return Unknown("nexus operation", std::to_string(number));
  }
  return nexus->OnEvent(event, effects);
}

Status Things::OnTimerEvent(const Event& event, Effects& effects) {
  const auto& timer = std::get<history::Timer>(event.attributes);
  Timer* found = Find(timers_by_id_, timer.timer_id);
  if (found == nullptr) return Unknown("timer", timer.timer_id);
  return found->OnEvent(event, effects);
}

Status Things::OnChildEvent(const Event& event, Effects& effects) {
  const auto* update = std::get_if<ChildUpdate>(&event.attributes);
  const std::string& id =
      update != nullptr
          ? update->execution.workflow_id
          : std::get<history::ChildInitiated>(event.attributes).workflow_id;
  Child* child = FindChild(event, id);
  if (child == nullptr) return Unknown("child workflow", id);
  if (event.type == EventType::kChildWorkflowExecutionStarted) {
    started_.push_back(child);
  }
  return child->OnEvent(event, effects);
}

Child* Things::FindChild(const Event& event, const std::string& id) {
  Child* child = Find(children_by_id_, id);
  const bool initiated =
      event.type == EventType::kStartChildWorkflowExecutionInitiated;
  if (child != nullptr || !initiated) return child;
  const auto renamed = children_by_id_.find(DefaultChildId("", event.id));
  if (renamed == children_by_id_.end()) return nullptr;
  if (!renamed->second->TakesRecordedId()) return nullptr;
  child = renamed->second;
  children_by_id_.erase(renamed);
  child->Rename(id);
  return children_by_id_[id] = child;
}

// A request says in `control` which number it had; that to cancel a child has
// none and goes by the workflow id.
Status Things::OnExternalEvent(const Event& event, Effects& effects) {
  const auto& request = std::get<ExternalRequest>(event.attributes);
  if (request.initiated_id != 0) {
    if (External* external = Find(externals_by_event_, request.initiated_id)) {
      return external->OnEvent(event, effects);
    }
    if (Child* child = Find(cancels_by_event_, request.initiated_id)) {
      return child->OnEvent(event, effects);
    }
    return Unknown("request", std::to_string(request.initiated_id));
  }
  Child* child = request.child_workflow_only || request.control.empty()
                     ? Find(children_by_id_, request.target.workflow_id)
                     : nullptr;
  if (child != nullptr &&
      event.type ==
          EventType::kRequestCancelExternalWorkflowExecutionInitiated) {
    cancels_by_event_[event.id] = child;
    return child->OnEvent(event, effects);
  }
  const auto number = ParseInt64(request.control);
  External* external = Find(externals_by_number_, number.value_or(event.id));
  if (external == nullptr) return Unknown("request", request.control);
  externals_by_event_[event.id] = external;
  return external->OnEvent(event, effects);
}

}  // namespace lockstep::replay::go
