#include "history/event_type.h"

#include <array>
#include <charconv>
#include <cstddef>

namespace lockstep::history {
namespace {

constexpr std::string_view kPrefix = "EVENT_TYPE_";
constexpr std::string_view kAttributes = "EventAttributes";
constexpr std::string_view kSnakeAttributes = "_event_attributes";

struct Spellings {
  std::string_view camel;
  std::string_view modern;
};

// In the order of the numbers, from 0.
constexpr std::array<Spellings, 61> kNames = {{
    {"Unspecified", "EVENT_TYPE_UNSPECIFIED"},
    {"WorkflowExecutionStarted", "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED"},
    {"WorkflowExecutionCompleted", "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED"},
    {"WorkflowExecutionFailed", "EVENT_TYPE_WORKFLOW_EXECUTION_FAILED"},
    {"WorkflowExecutionTimedOut", "EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT"},
    {"WorkflowTaskScheduled", "EVENT_TYPE_WORKFLOW_TASK_SCHEDULED"},
    {"WorkflowTaskStarted", "EVENT_TYPE_WORKFLOW_TASK_STARTED"},
    {"WorkflowTaskCompleted", "EVENT_TYPE_WORKFLOW_TASK_COMPLETED"},
    {"WorkflowTaskTimedOut", "EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT"},
    {"WorkflowTaskFailed", "EVENT_TYPE_WORKFLOW_TASK_FAILED"},
    {"ActivityTaskScheduled", "EVENT_TYPE_ACTIVITY_TASK_SCHEDULED"},
    {"ActivityTaskStarted", "EVENT_TYPE_ACTIVITY_TASK_STARTED"},
    {"ActivityTaskCompleted", "EVENT_TYPE_ACTIVITY_TASK_COMPLETED"},
    {"ActivityTaskFailed", "EVENT_TYPE_ACTIVITY_TASK_FAILED"},
    {"ActivityTaskTimedOut", "EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT"},
    {"ActivityTaskCancelRequested",
     "EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED"},
    {"ActivityTaskCanceled", "EVENT_TYPE_ACTIVITY_TASK_CANCELED"},
    {"TimerStarted", "EVENT_TYPE_TIMER_STARTED"},
    {"TimerFired", "EVENT_TYPE_TIMER_FIRED"},
    {"TimerCanceled", "EVENT_TYPE_TIMER_CANCELED"},
    {"WorkflowExecutionCancelRequested",
     "EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED"},
    {"WorkflowExecutionCanceled", "EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED"},
    {"RequestCancelExternalWorkflowExecutionInitiated",
     "EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED"},
    {"RequestCancelExternalWorkflowExecutionFailed",
     "EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED"},
    {"ExternalWorkflowExecutionCancelRequested",
     "EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED"},
    {"MarkerRecorded", "EVENT_TYPE_MARKER_RECORDED"},
    {"WorkflowExecutionSignaled", "EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED"},
    {"WorkflowExecutionTerminated", "EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED"},
    {"WorkflowExecutionContinuedAsNew",
     "EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW"},
    {"StartChildWorkflowExecutionInitiated",
     "EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED"},
    {"StartChildWorkflowExecutionFailed",
     "EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED"},
    {"ChildWorkflowExecutionStarted",
     "EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED"},
    {"ChildWorkflowExecutionCompleted",
     "EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED"},
    {"ChildWorkflowExecutionFailed",
     "EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED"},
    {"ChildWorkflowExecutionCanceled",
     "EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED"},
    {"ChildWorkflowExecutionTimedOut",
     "EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT"},
    {"ChildWorkflowExecutionTerminated",
     "EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED"},
    {"SignalExternalWorkflowExecutionInitiated",
     "EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED"},
    {"SignalExternalWorkflowExecutionFailed",
     "EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED"},
    {"ExternalWorkflowExecutionSignaled",
     "EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED"},
    {"UpsertWorkflowSearchAttributes",
     "EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES"},
    {"WorkflowExecutionUpdateAccepted",
     "EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED"},
    {"WorkflowExecutionUpdateRejected",
     "EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_REJECTED"},
    {"WorkflowExecutionUpdateCompleted",
     "EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED"},
    {"WorkflowPropertiesModifiedExternally",
     "EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED_EXTERNALLY"},
    {"ActivityPropertiesModifiedExternally",
     "EVENT_TYPE_ACTIVITY_PROPERTIES_MODIFIED_EXTERNALLY"},
    {"WorkflowPropertiesModified", "EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED"},
    {"WorkflowExecutionUpdateAdmitted",
     "EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED"},
    {"NexusOperationScheduled", "EVENT_TYPE_NEXUS_OPERATION_SCHEDULED"},
    {"NexusOperationStarted", "EVENT_TYPE_NEXUS_OPERATION_STARTED"},
    {"NexusOperationCompleted", "EVENT_TYPE_NEXUS_OPERATION_COMPLETED"},
    {"NexusOperationFailed", "EVENT_TYPE_NEXUS_OPERATION_FAILED"},
    {"NexusOperationCanceled", "EVENT_TYPE_NEXUS_OPERATION_CANCELED"},
    {"NexusOperationTimedOut", "EVENT_TYPE_NEXUS_OPERATION_TIMED_OUT"},
    {"NexusOperationCancelRequested",
     "EVENT_TYPE_NEXUS_OPERATION_CANCEL_REQUESTED"},
    {"WorkflowExecutionOptionsUpdated",
     "EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED"},
    {"NexusOperationCancelRequestCompleted",
     "EVENT_TYPE_NEXUS_OPERATION_CANCEL_REQUEST_COMPLETED"},
    {"NexusOperationCancelRequestFailed",
     "EVENT_TYPE_NEXUS_OPERATION_CANCEL_REQUEST_FAILED"},
    {"WorkflowExecutionPaused", "EVENT_TYPE_WORKFLOW_EXECUTION_PAUSED"},
    {"WorkflowExecutionUnpaused", "EVENT_TYPE_WORKFLOW_EXECUTION_UNPAUSED"},
    {"WorkflowExecutionTimeSkippingTransitioned",
     "EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED"},
}};

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

char ToLower(char c) { return IsUpper(c) ? static_cast<char>(c + 32) : c; }

// "timerStartedEventAttributes" of "TimerStarted".
bool IsAttributesKey(std::string_view camel, std::string_view key) {
  return key.size() == camel.size() + kAttributes.size() &&
         key[0] == ToLower(camel[0]) &&
         key.substr(1, camel.size() - 1) == camel.substr(1) &&
         key.ends_with(kAttributes);
}

// "timer_started_event_attributes" of "EVENT_TYPE_TIMER_STARTED".
bool IsSnakeAttributesKey(std::string_view modern, std::string_view key) {
  modern.remove_prefix(kPrefix.size());
  if (key.size() != modern.size() + kSnakeAttributes.size()) return false;
  for (size_t i = 0; i < modern.size(); ++i) {
    if (key[i] != ToLower(modern[i])) return false;
  }
  return key.ends_with(kSnakeAttributes);
}

std::optional<EventType> FromNumber(std::string_view text) {
  size_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  if (number == 0 || number >= kNames.size()) return std::nullopt;
  return static_cast<EventType>(number);
}

}  // namespace

std::string_view Name(EventType type) {
  const auto index = static_cast<size_t>(type);
  return kNames[index < kNames.size() ? index : 0].camel;
}

std::optional<EventType> FindEventType(std::string_view spelling) {
  const bool modern = spelling.starts_with(kPrefix);
  for (size_t i = 1; i < kNames.size(); ++i) {
    const Spellings& name = kNames[i];
    if (modern ? name.modern == spelling
               : name.camel == spelling ||
                     name.modern.substr(kPrefix.size()) == spelling) {
      return static_cast<EventType>(i);
    }
  }
  return FromNumber(spelling);
}

bool IsAttributesKey(EventType type, std::string_view key) {
  const Spellings& name = kNames[static_cast<size_t>(type)];
  return IsAttributesKey(name.camel, key) ||
         IsSnakeAttributesKey(name.modern, key);
}

std::optional<EventType> FindAttributesKey(std::string_view key) {
  if (!key.ends_with(kAttributes) && !key.ends_with(kSnakeAttributes)) {
    return std::nullopt;
  }
  for (size_t i = 1; i < kNames.size(); ++i) {
    const auto type = static_cast<EventType>(i);
    if (IsAttributesKey(type, key)) return type;
  }
  return std::nullopt;
}

bool IsCommandEvent(EventType type) {
  switch (type) {
    case EventType::kWorkflowExecutionCompleted:
    case EventType::kWorkflowExecutionFailed:
    case EventType::kWorkflowExecutionCanceled:
    case EventType::kWorkflowExecutionContinuedAsNew:
    case EventType::kActivityTaskScheduled:
    case EventType::kActivityTaskCancelRequested:
    case EventType::kTimerStarted:
    case EventType::kTimerCanceled:
    case EventType::kMarkerRecorded:
    case EventType::kStartChildWorkflowExecutionInitiated:
    case EventType::kRequestCancelExternalWorkflowExecutionInitiated:
    case EventType::kSignalExternalWorkflowExecutionInitiated:
    case EventType::kUpsertWorkflowSearchAttributes:
    case EventType::kWorkflowPropertiesModified:
    case EventType::kWorkflowExecutionUpdateAccepted:
    case EventType::kWorkflowExecutionUpdateRejected:
    case EventType::kWorkflowExecutionUpdateCompleted:
    case EventType::kNexusOperationScheduled:
    case EventType::kNexusOperationCancelRequested:
      return true;
    default:
      return false;
  }
}

bool MayBeIgnored(EventType type) {
  return type == EventType::kUnspecified ||
         type == EventType::kWorkflowExecutionOptionsUpdated ||
         type == EventType::kWorkflowExecutionPaused ||
         type == EventType::kWorkflowExecutionUnpaused ||
         type == EventType::kWorkflowExecutionTimeSkippingTransitioned;
}

bool IsTerminalEvent(EventType type) {
  switch (type) {
    case EventType::kWorkflowExecutionCompleted:
    case EventType::kWorkflowExecutionFailed:
    case EventType::kWorkflowExecutionTimedOut:
    case EventType::kWorkflowExecutionCanceled:
    case EventType::kWorkflowExecutionTerminated:
    case EventType::kWorkflowExecutionContinuedAsNew:
      return true;
    default:
      return false;
  }
}

}  // namespace lockstep::history
