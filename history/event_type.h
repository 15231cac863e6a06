// The kinds of events a server records (replay-semantics 2.1).
#pragma once

#include <optional>
#include <string_view>

namespace lockstep::history {

// The numbers are the server's.
enum class EventType {
  kUnspecified = 0,
  kWorkflowExecutionStarted = 1,
  kWorkflowExecutionCompleted = 2,
  kWorkflowExecutionFailed = 3,
  kWorkflowExecutionTimedOut = 4,
  kWorkflowTaskScheduled = 5,
  kWorkflowTaskStarted = 6,
  kWorkflowTaskCompleted = 7,
  kWorkflowTaskTimedOut = 8,
  kWorkflowTaskFailed = 9,
  kActivityTaskScheduled = 10,
  kActivityTaskStarted = 11,
  kActivityTaskCompleted = 12,
  kActivityTaskFailed = 13,
  kActivityTaskTimedOut = 14,
  kActivityTaskCancelRequested = 15,
  kActivityTaskCanceled = 16,
  kTimerStarted = 17,
  kTimerFired = 18,
  kTimerCanceled = 19,
  kWorkflowExecutionCancelRequested = 20,
  kWorkflowExecutionCanceled = 21,
  kRequestCancelExternalWorkflowExecutionInitiated = 22,
  kRequestCancelExternalWorkflowExecutionFailed = 23,
  kExternalWorkflowExecutionCancelRequested = 24,
  kMarkerRecorded = 25,
  kWorkflowExecutionSignaled = 26,
  kWorkflowExecutionTerminated = 27,
  kWorkflowExecutionContinuedAsNew = 28,
  kStartChildWorkflowExecutionInitiated = 29,
  kStartChildWorkflowExecutionFailed = 30,
  kChildWorkflowExecutionStarted = 31,
  kChildWorkflowExecutionCompleted = 32,
  kChildWorkflowExecutionFailed = 33,
  kChildWorkflowExecutionCanceled = 34,
  kChildWorkflowExecutionTimedOut = 35,
  kChildWorkflowExecutionTerminated = 36,
  kSignalExternalWorkflowExecutionInitiated = 37,
  kSignalExternalWorkflowExecutionFailed = 38,
  kExternalWorkflowExecutionSignaled = 39,
  kUpsertWorkflowSearchAttributes = 40,
  kWorkflowExecutionUpdateAccepted = 41,
  kWorkflowExecutionUpdateRejected = 42,
  kWorkflowExecutionUpdateCompleted = 43,
  kWorkflowPropertiesModifiedExternally = 44,
  kActivityPropertiesModifiedExternally = 45,
  kWorkflowPropertiesModified = 46,
  kWorkflowExecutionUpdateAdmitted = 47,
  kNexusOperationScheduled = 48,
  kNexusOperationStarted = 49,
  kNexusOperationCompleted = 50,
  kNexusOperationFailed = 51,
  kNexusOperationCanceled = 52,
  kNexusOperationTimedOut = 53,
  kNexusOperationCancelRequested = 54,
  kWorkflowExecutionOptionsUpdated = 55,
  kNexusOperationCancelRequestCompleted = 56,
  kNexusOperationCancelRequestFailed = 57,
  kWorkflowExecutionPaused = 58,
  kWorkflowExecutionUnpaused = 59,
  kWorkflowExecutionTimeSkippingTransitioned = 60,
};

// "ActivityTaskScheduled"; "Unspecified" for a type this table does not know.
std::string_view Name(EventType type);

// The type of "EVENT_TYPE_TIMER_STARTED", "TimerStarted", "TIMER_STARTED" or
// "17"; nothing for others and for the unspecified one.
std::optional<EventType> FindEventType(std::string_view spelling);

// Whether `key` holds the attributes of such events:
// "timerStartedEventAttributes" or "timer_started_event_attributes".
bool IsAttributesKey(EventType type, std::string_view key);

// The type whose attributes `key` holds.
std::optional<EventType> FindAttributesKey(std::string_view key);

// Written because of a command in a completed workflow task
// (replay-semantics 2.1).
bool IsCommandEvent(EventType type);

// A type that workers of today ignore if the event says that they may
// (replay-semantics 2.4); kUnspecified, a type from the future, is one.
bool MayBeIgnored(EventType type);

// Ends the run; nothing follows.
bool IsTerminalEvent(EventType type);

}  // namespace lockstep::history
