// One table for each family of events, one line a field: see README.md on how
// to add one.
#include "history/attributes.h"

#include "history/fields.h"
#include "history/payload_reader.h"

namespace lockstep::history {
namespace {

constexpr std::string_view kTaskCompletedId = "workflowTaskCompletedEventId";

constexpr Field<WorkflowStarted> kWorkflowStarted[] = {
    {"workflowType", Named<&WorkflowStarted::workflow_type>},
    {"taskQueue", Named<&WorkflowStarted::task_queue>},
    {"input", Member<&WorkflowStarted::input>},
    {"workflowId", Member<&WorkflowStarted::workflow_id>},
    {"originalExecutionRunId",
     Member<&WorkflowStarted::original_execution_run_id>},
    {"firstExecutionRunId", Member<&WorkflowStarted::first_execution_run_id>},
    {"continuedExecutionRunId",
     Member<&WorkflowStarted::continued_execution_run_id>},
    {"parentWorkflowExecution", Member<&WorkflowStarted::parent>},
    {"cronSchedule", Member<&WorkflowStarted::cron_schedule>},
    {"attempt", Member<&WorkflowStarted::attempt>},
    {"workflowExecutionTimeout", Member<&WorkflowStarted::execution_timeout>},
    {"workflowRunTimeout", Member<&WorkflowStarted::run_timeout>},
    {"workflowTaskTimeout", Member<&WorkflowStarted::task_timeout>},
    {"firstWorkflowTaskBackoff", Member<&WorkflowStarted::first_task_backoff>},
    {"retryPolicy", Member<&WorkflowStarted::retry_policy>},
    {"lastCompletionResult", Member<&WorkflowStarted::last_completion_result>},
    {"continuedFailure", Member<&WorkflowStarted::continued_failure>},
    {"memo", Member<&WorkflowStarted::memo>},
    {"searchAttributes", Member<&WorkflowStarted::search_attributes>},
    {"header", Member<&WorkflowStarted::header>},
};

constexpr Field<WorkflowClosed> kWorkflowClosed[] = {
    {"result", Member<&WorkflowClosed::result>},
    {"failure", Member<&WorkflowClosed::failure>},
    {"details", Member<&WorkflowClosed::details>},
    {"reason", Member<&WorkflowClosed::reason>},
    {"retryState", Enum<&WorkflowClosed::retry_state, EnumKind::kRetryState>},
    {"newExecutionRunId", Member<&WorkflowClosed::new_run_id>},
    {kTaskCompletedId, Member<&WorkflowClosed::task_completed_id>},
};

constexpr Field<WorkflowContinuedAsNew> kWorkflowContinuedAsNew[] = {
    {"newExecutionRunId", Member<&WorkflowContinuedAsNew::new_run_id>},
    {"workflowType", Named<&WorkflowContinuedAsNew::workflow_type>},
    {"taskQueue", Named<&WorkflowContinuedAsNew::task_queue>},
    {"input", Member<&WorkflowContinuedAsNew::input>},
    {"workflowRunTimeout", Member<&WorkflowContinuedAsNew::run_timeout>},
    {"workflowTaskTimeout", Member<&WorkflowContinuedAsNew::task_timeout>},
    {"initiator", Enum<&WorkflowContinuedAsNew::initiator,
                       EnumKind::kContinueAsNewInitiator>},
    {"memo", Member<&WorkflowContinuedAsNew::memo>},
    {"searchAttributes", Member<&WorkflowContinuedAsNew::search_attributes>},
    {"header", Member<&WorkflowContinuedAsNew::header>},
    {kTaskCompletedId, Member<&WorkflowContinuedAsNew::task_completed_id>},
};

constexpr Field<ActivityScheduled> kActivityScheduled[] = {
    {"activityId", Member<&ActivityScheduled::activity_id>},
    {"activityType", Named<&ActivityScheduled::activity_type>},
    {"taskQueue", Named<&ActivityScheduled::task_queue>},
    {"input", Member<&ActivityScheduled::input>},
    {"header", Member<&ActivityScheduled::header>},
    {"scheduleToCloseTimeout", Member<&ActivityScheduled::schedule_to_close>},
    {"scheduleToStartTimeout", Member<&ActivityScheduled::schedule_to_start>},
    {"startToCloseTimeout", Member<&ActivityScheduled::start_to_close>},
    {"heartbeatTimeout", Member<&ActivityScheduled::heartbeat>},
    {"retryPolicy", Member<&ActivityScheduled::retry_policy>},
    {kTaskCompletedId, Member<&ActivityScheduled::task_completed_id>},
};

constexpr Field<ActivityUpdate> kActivityUpdate[] = {
    {"scheduledEventId", Member<&ActivityUpdate::scheduled_id>},
    {"startedEventId", Member<&ActivityUpdate::started_id>},
    {"attempt", Member<&ActivityUpdate::attempt>},
    {"result", Member<&ActivityUpdate::result>},
    {"failure", Member<&ActivityUpdate::failure>},
    {"retryState", Enum<&ActivityUpdate::retry_state, EnumKind::kRetryState>},
    {"details", Member<&ActivityUpdate::details>},
    {kTaskCompletedId, Member<&ActivityUpdate::task_completed_id>},
};

constexpr Field<Timer> kTimer[] = {
    {"timerId", Member<&Timer::timer_id>},
    {"startedEventId", Member<&Timer::started_id>},
    {"startToFireTimeout", Member<&Timer::start_to_fire>},
    {kTaskCompletedId, Member<&Timer::task_completed_id>},
};

constexpr Field<CancelRequested> kCancelRequested[] = {
    {"cause", Member<&CancelRequested::cause>},
    {"externalInitiatedEventId",
     Member<&CancelRequested::external_initiated_id>},
    {"externalWorkflowExecution", Member<&CancelRequested::external>},
};

bool ReadExternalCause(ExternalRequest& request, Json json, Reading& reading) {
  const bool signal =
      reading.event_type == EventType::kSignalExternalWorkflowExecutionFailed;
  return ReadEnum(json,
                  signal ? EnumKind::kSignalExternalFailedCause
                         : EnumKind::kCancelExternalFailedCause,
                  request.cause, reading);
}

constexpr Field<ExternalRequest> kExternalRequest[] = {
    {"initiatedEventId", Member<&ExternalRequest::initiated_id>},
    {"namespace", Member<&ExternalRequest::workflow_namespace>},
    {"workflowExecution", Member<&ExternalRequest::target>},
    {"signalName", Member<&ExternalRequest::signal_name>},
    {"input", Member<&ExternalRequest::input>},
    {"header", Member<&ExternalRequest::header>},
    {"childWorkflowOnly", Member<&ExternalRequest::child_workflow_only>},
    {"control", Member<&ExternalRequest::control>},
    {"reason", Member<&ExternalRequest::reason>},
    {"cause", ReadExternalCause},
    {kTaskCompletedId, Member<&ExternalRequest::task_completed_id>},
};

constexpr Field<MarkerRecorded> kMarkerRecorded[] = {
    {"markerName", Member<&MarkerRecorded::name>},
    {"details", Member<&MarkerRecorded::details>},
    {"failure", Member<&MarkerRecorded::failure>},
    {"header", Member<&MarkerRecorded::header>},
    {kTaskCompletedId, Member<&MarkerRecorded::task_completed_id>},
};

constexpr Field<WorkflowSignaled> kWorkflowSignaled[] = {
    {"signalName", Member<&WorkflowSignaled::signal_name>},
    {"input", Member<&WorkflowSignaled::input>},
    {"header", Member<&WorkflowSignaled::header>},
    {"identity", Member<&WorkflowSignaled::identity>},
};

constexpr Field<ChildInitiated> kChildInitiated[] = {
    {"namespace", Member<&ChildInitiated::workflow_namespace>},
    {"workflowId", Member<&ChildInitiated::workflow_id>},
    {"workflowType", Named<&ChildInitiated::workflow_type>},
    {"taskQueue", Named<&ChildInitiated::task_queue>},
    {"input", Member<&ChildInitiated::input>},
    {"header", Member<&ChildInitiated::header>},
    {"memo", Member<&ChildInitiated::memo>},
    {"searchAttributes", Member<&ChildInitiated::search_attributes>},
    {"workflowExecutionTimeout", Member<&ChildInitiated::execution_timeout>},
    {"workflowRunTimeout", Member<&ChildInitiated::run_timeout>},
    {"workflowTaskTimeout", Member<&ChildInitiated::task_timeout>},
    {"parentClosePolicy",
     Enum<&ChildInitiated::parent_close_policy, EnumKind::kParentClosePolicy>},
    {"workflowIdReusePolicy",
     Enum<&ChildInitiated::id_reuse_policy, EnumKind::kWorkflowIdReusePolicy>},
    {"retryPolicy", Member<&ChildInitiated::retry_policy>},
    {"cronSchedule", Member<&ChildInitiated::cron_schedule>},
    {kTaskCompletedId, Member<&ChildInitiated::task_completed_id>},
};

// The id of the child alone, in the event of a failed start.
bool ReadChildId(ChildUpdate& child, Json json, Reading& reading) {
  return Read(json, child.execution.workflow_id, reading);
}

constexpr Field<ChildUpdate> kChildUpdate[] = {
    {"initiatedEventId", Member<&ChildUpdate::initiated_id>},
    {"startedEventId", Member<&ChildUpdate::started_id>},
    {"workflowExecution", Member<&ChildUpdate::execution>},
    {"workflowId", ReadChildId},
    {"workflowType", Named<&ChildUpdate::workflow_type>},
    {"namespace", Member<&ChildUpdate::workflow_namespace>},
    {"cause", Enum<&ChildUpdate::cause, EnumKind::kStartChildFailedCause>},
    {"result", Member<&ChildUpdate::result>},
    {"failure", Member<&ChildUpdate::failure>},
    {"details", Member<&ChildUpdate::details>},
    {"retryState", Enum<&ChildUpdate::retry_state, EnumKind::kRetryState>},
};

constexpr Field<PropertiesModified> kPropertiesModified[] = {
    {"searchAttributes", Member<&PropertiesModified::entries>},
    {"upsertedMemo", Member<&PropertiesModified::entries>},
    {kTaskCompletedId, Member<&PropertiesModified::task_completed_id>},
};

// The name before API 1.44.
bool ReadOperationId(NexusOperation& nexus, Json json, Reading& reading) {
  std::string id;
  if (!Read(json, id, reading)) return false;
  if (nexus.operation_token.empty()) nexus.operation_token = std::move(id);
  return true;
}

// A Payload by itself, where others have a list.
template <Payloads NexusOperation::*kMember>
bool ReadOne(NexusOperation& nexus, Json json, Reading& reading) {
  return Read(json, (nexus.*kMember).emplace_back(), reading);
}

// Texts by name: not the payloads that other headers have.
bool ReadNexusHeader(NexusOperation& nexus, Json json, Reading& reading) {
  simdjson::dom::object entries;
  if (json.get(entries) != simdjson::SUCCESS) {
    return reading.NotA("an object", json);
  }
  for (const auto& [key, value] : entries) {
    const Reading::Step step(reading, key);
    if (!Read(value, nexus.headers[std::string(key)], reading)) return false;
  }
  return true;
}

constexpr Field<NexusOperation> kNexusOperation[] = {
    {"scheduledEventId", Member<&NexusOperation::scheduled_id>},
    {"requestedEventId", Member<&NexusOperation::requested_id>},
    {"endpoint", Member<&NexusOperation::endpoint>},
    {"service", Member<&NexusOperation::service>},
    {"operation", Member<&NexusOperation::operation>},
    {"input", ReadOne<&NexusOperation::input>},
    {"scheduleToCloseTimeout", Member<&NexusOperation::schedule_to_close>},
    {"scheduleToStartTimeout", Member<&NexusOperation::schedule_to_start>},
    {"startToCloseTimeout", Member<&NexusOperation::start_to_close>},
    {"nexusHeader", ReadNexusHeader},
    {"operationToken", Member<&NexusOperation::operation_token>},
    {"operationId", ReadOperationId},
    {"result", ReadOne<&NexusOperation::result>},
    {"failure", Member<&NexusOperation::failure>},
    {kTaskCompletedId, Member<&NexusOperation::task_completed_id>},
};

template <class Message, const auto& kFields>
bool ReadAs(Json json, Attributes& attributes, Reading& reading) {
  Message& message = attributes.emplace<Message>();
  return ReadFields<Message>(json, kFields, message, reading);
}

struct Family {
  EventType type;
  bool (*read)(Json json, Attributes& attributes, Reading& reading);
};

constexpr Family kFamilies[] = {
    {EventType::kWorkflowExecutionStarted,
     ReadAs<WorkflowStarted, kWorkflowStarted>},
    {EventType::kWorkflowExecutionCompleted,
     ReadAs<WorkflowClosed, kWorkflowClosed>},
    {EventType::kWorkflowExecutionFailed,
     ReadAs<WorkflowClosed, kWorkflowClosed>},
    {EventType::kWorkflowExecutionTimedOut,
     ReadAs<WorkflowClosed, kWorkflowClosed>},
    {EventType::kWorkflowExecutionCanceled,
     ReadAs<WorkflowClosed, kWorkflowClosed>},
    {EventType::kWorkflowExecutionTerminated,
     ReadAs<WorkflowClosed, kWorkflowClosed>},
    {EventType::kWorkflowExecutionContinuedAsNew,
     ReadAs<WorkflowContinuedAsNew, kWorkflowContinuedAsNew>},
    {EventType::kWorkflowTaskScheduled, ReadWorkflowTask},
    {EventType::kWorkflowTaskStarted, ReadWorkflowTask},
    {EventType::kWorkflowTaskCompleted, ReadWorkflowTask},
    {EventType::kWorkflowTaskTimedOut, ReadWorkflowTask},
    {EventType::kWorkflowTaskFailed, ReadWorkflowTask},
    {EventType::kActivityTaskScheduled,
     ReadAs<ActivityScheduled, kActivityScheduled>},
    {EventType::kActivityTaskStarted, ReadAs<ActivityUpdate, kActivityUpdate>},
    {EventType::kActivityTaskCompleted,
     ReadAs<ActivityUpdate, kActivityUpdate>},
    {EventType::kActivityTaskFailed, ReadAs<ActivityUpdate, kActivityUpdate>},
    {EventType::kActivityTaskTimedOut, ReadAs<ActivityUpdate, kActivityUpdate>},
    {EventType::kActivityTaskCancelRequested,
     ReadAs<ActivityUpdate, kActivityUpdate>},
    {EventType::kActivityTaskCanceled, ReadAs<ActivityUpdate, kActivityUpdate>},
    {EventType::kTimerStarted, ReadAs<Timer, kTimer>},
    {EventType::kTimerFired, ReadAs<Timer, kTimer>},
    {EventType::kTimerCanceled, ReadAs<Timer, kTimer>},
    {EventType::kWorkflowExecutionCancelRequested,
     ReadAs<CancelRequested, kCancelRequested>},
    {EventType::kRequestCancelExternalWorkflowExecutionInitiated,
     ReadAs<ExternalRequest, kExternalRequest>},
    {EventType::kRequestCancelExternalWorkflowExecutionFailed,
     ReadAs<ExternalRequest, kExternalRequest>},
    {EventType::kExternalWorkflowExecutionCancelRequested,
     ReadAs<ExternalRequest, kExternalRequest>},
    {EventType::kSignalExternalWorkflowExecutionInitiated,
     ReadAs<ExternalRequest, kExternalRequest>},
    {EventType::kSignalExternalWorkflowExecutionFailed,
     ReadAs<ExternalRequest, kExternalRequest>},
    {EventType::kExternalWorkflowExecutionSignaled,
     ReadAs<ExternalRequest, kExternalRequest>},
    {EventType::kMarkerRecorded, ReadAs<MarkerRecorded, kMarkerRecorded>},
    {EventType::kWorkflowExecutionSignaled,
     ReadAs<WorkflowSignaled, kWorkflowSignaled>},
    {EventType::kStartChildWorkflowExecutionInitiated,
     ReadAs<ChildInitiated, kChildInitiated>},
    {EventType::kStartChildWorkflowExecutionFailed,
     ReadAs<ChildUpdate, kChildUpdate>},
    {EventType::kChildWorkflowExecutionStarted,
     ReadAs<ChildUpdate, kChildUpdate>},
    {EventType::kChildWorkflowExecutionCompleted,
     ReadAs<ChildUpdate, kChildUpdate>},
    {EventType::kChildWorkflowExecutionFailed,
     ReadAs<ChildUpdate, kChildUpdate>},
    {EventType::kChildWorkflowExecutionCanceled,
     ReadAs<ChildUpdate, kChildUpdate>},
    {EventType::kChildWorkflowExecutionTimedOut,
     ReadAs<ChildUpdate, kChildUpdate>},
    {EventType::kChildWorkflowExecutionTerminated,
     ReadAs<ChildUpdate, kChildUpdate>},
    {EventType::kUpsertWorkflowSearchAttributes,
     ReadAs<PropertiesModified, kPropertiesModified>},
    {EventType::kWorkflowPropertiesModified,
     ReadAs<PropertiesModified, kPropertiesModified>},
    {EventType::kWorkflowExecutionUpdateAccepted, ReadWorkflowUpdate},
    {EventType::kWorkflowExecutionUpdateRejected, ReadWorkflowUpdate},
    {EventType::kWorkflowExecutionUpdateCompleted, ReadWorkflowUpdate},
    {EventType::kWorkflowExecutionUpdateAdmitted, ReadWorkflowUpdate},
    {EventType::kNexusOperationScheduled,
     ReadAs<NexusOperation, kNexusOperation>},
    {EventType::kNexusOperationStarted,
     ReadAs<NexusOperation, kNexusOperation>},
    {EventType::kNexusOperationCompleted,
     ReadAs<NexusOperation, kNexusOperation>},
    {EventType::kNexusOperationFailed, ReadAs<NexusOperation, kNexusOperation>},
    {EventType::kNexusOperationCanceled,
     ReadAs<NexusOperation, kNexusOperation>},
    {EventType::kNexusOperationTimedOut,
     ReadAs<NexusOperation, kNexusOperation>},
    {EventType::kNexusOperationCancelRequested,
     ReadAs<NexusOperation, kNexusOperation>},
    {EventType::kNexusOperationCancelRequestCompleted,
     ReadAs<NexusOperation, kNexusOperation>},
    {EventType::kNexusOperationCancelRequestFailed,
     ReadAs<NexusOperation, kNexusOperation>},
};

}  // namespace

bool ReadAttributes(Json json, Attributes& attributes, Reading& reading) {
  for (const Family& family : kFamilies) {
    if (family.type != reading.event_type) continue;
    return family.read(json, attributes, reading);
  }
  return true;
}

}  // namespace lockstep::history
