#include "replayer/engine/describe_event.h"

#include "history/go_markers.h"
#include "replayer/engine/machines/close.h"
#include "replayer/engine/machines/local_activity.h"
#include "replayer/engine/machines/patch.h"
#include "replayer/engine/marshal.h"

namespace lockstep::replay {
namespace {

using history::Event;
using history::EventType;

Phrase CancelledActivity(const std::vector<Event>& events, int64_t id) {
  if (id >= 1 && static_cast<size_t>(id) <= events.size()) {
    const Event& scheduled = events[static_cast<size_t>(id) - 1];
    if (const auto* a =
            std::get_if<history::ActivityScheduled>(&scheduled.attributes)) {
      return IdPhrase("cancel activity " + a->activity_type, a->activity_id);
    }
  }
  return IdPhrase("cancel activity", std::to_string(id));
}

Phrase CancelledNexus(const std::vector<Event>& events, int64_t id) {
  if (id >= 1 && static_cast<size_t>(id) <= events.size()) {
    const Event& scheduled = events[static_cast<size_t>(id) - 1];
    if (const auto* operation =
            std::get_if<history::NexusOperation>(&scheduled.attributes)) {
      return NexusPhrase(RequestKind::kCancelNexus, *operation);
    }
  }
  return IdPhrase("cancel nexus operation", std::to_string(id));
}

Phrase TimerEventPhrase(const Event& event) {
  const auto& timer = std::get<history::Timer>(event.attributes);
  if (event.type == EventType::kTimerCanceled) {
    return IdPhrase("cancel timer", timer.timer_id);
  }
  return TimerPhrase(Nanoseconds(timer.start_to_fire), timer.timer_id);
}

Phrase MarkerPhrase(const Event& event) {
  if (const auto local = ReadLocalMarker(event)) {
    return LocalActivityPhrase(local->data.activity_type,
                               local->data.activity_id);
  }
  if (const auto patch = ReadPatchMarker(event)) {
    return PatchPhrase(patch->id, patch->deprecated);
  }
  if (const auto local = history::ReadGoLocalActivity(event)) {
    return LocalActivityPhrase(local->type, std::to_string(local->number));
  }
  if (const auto effect = history::ReadGoSideEffect(event)) {
    return IdPhrase("side effect", std::to_string(effect->number));
  }
  return PlainPhrase("marker " +
                     std::get<history::MarkerRecorded>(event.attributes).name);
}

Phrase SearchAttributesPhrase(const Event& event) {
  if (IsChangeVersionUpsert(event)) return ChangeVersionPhrase();
  return UpsertPhrase(
      false, std::get<history::PropertiesModified>(event.attributes).entries);
}

Phrase ClosingPhrase(const Event& event) {
  if (event.type == EventType::kWorkflowExecutionCompleted) {
    return ClosePhrase(RequestKind::kCompleteWorkflow, "");
  }
  if (event.type == EventType::kWorkflowExecutionFailed) {
    const auto& closed = std::get<history::WorkflowClosed>(event.attributes);
    return ClosePhrase(RequestKind::kFailWorkflow,
                       closed.failure ? closed.failure->message : "");
  }
  return ClosePhrase(event.type == EventType::kWorkflowExecutionContinuedAsNew
                         ? RequestKind::kContinueAsNew
                         : RequestKind::kCancelClose,
                     "");
}

}  // namespace

Phrase DescribeEvent(const std::vector<Event>& events, const Event& event) {
  switch (event.type) {
    case EventType::kActivityTaskScheduled: {
      const auto& a = std::get<history::ActivityScheduled>(event.attributes);
      return IdPhrase("activity " + a.activity_type, a.activity_id);
    }
    case EventType::kActivityTaskCancelRequested:
      return CancelledActivity(
          events,
          std::get<history::ActivityUpdate>(event.attributes).scheduled_id);
    case EventType::kTimerStarted:
    case EventType::kTimerCanceled:
      return TimerEventPhrase(event);
    case EventType::kStartChildWorkflowExecutionInitiated: {
      const auto& child = std::get<history::ChildInitiated>(event.attributes);
      return IdPhrase("child workflow " + child.workflow_type,
                      child.workflow_id);
    }
    case EventType::kRequestCancelExternalWorkflowExecutionInitiated:
      return IdPhrase("cancel workflow",
                      std::get<history::ExternalRequest>(event.attributes)
                          .target.workflow_id);
    case EventType::kSignalExternalWorkflowExecutionInitiated: {
      const auto& signal = std::get<history::ExternalRequest>(event.attributes);
      return SignalPhrase(signal.signal_name, signal.target.workflow_id);
    }
    case EventType::kNexusOperationScheduled:
      return NexusPhrase(RequestKind::kScheduleNexus,
                         std::get<history::NexusOperation>(event.attributes));
    case EventType::kNexusOperationCancelRequested:
      return CancelledNexus(
          events,
          std::get<history::NexusOperation>(event.attributes).scheduled_id);
    case EventType::kWorkflowPropertiesModified:
      return UpsertPhrase(
          true,
          std::get<history::PropertiesModified>(event.attributes).entries);
    case EventType::kWorkflowExecutionUpdateAccepted:
      return UpdatePhrase(RequestKind::kAcceptUpdate,
                          std::get<history::WorkflowUpdate>(event.attributes)
                              .protocol_instance_id);
    case EventType::kWorkflowExecutionUpdateCompleted:
      return UpdatePhrase(
          RequestKind::kCompleteUpdate,
          std::get<history::WorkflowUpdate>(event.attributes).update_id);
    case EventType::kMarkerRecorded:
      return MarkerPhrase(event);
    case EventType::kUpsertWorkflowSearchAttributes:
      return SearchAttributesPhrase(event);
    case EventType::kWorkflowExecutionCompleted:
    case EventType::kWorkflowExecutionFailed:
    case EventType::kWorkflowExecutionContinuedAsNew:
    case EventType::kWorkflowExecutionCanceled:
      return ClosingPhrase(event);
    default:
      return PlainPhrase(std::string(history::Name(event.type)));
  }
}

}  // namespace lockstep::replay
