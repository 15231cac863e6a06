// The tables against every event type and field of the official API, as
// another program has written them: see fixtures/histories/loader/README.md.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "history/container.h"

namespace lockstep::history {
namespace {

std::vector<Event> LoadEvents(const std::string& name) {
  std::ifstream file(LOCKSTEP_SOURCE_DIR "/fixtures/histories/loader/" + name);
  std::stringstream text;
  text << file.rdbuf();
  Container container;
  Reading reading;
  EXPECT_TRUE(ReadContainer(text.str(), container, reading))
      << reading.error.message;
  EXPECT_FALSE(reading.decoded);
  return container.events;
}

template <class Message>
Message At(const std::vector<Event>& events, EventType type) {
  const Event& event = events.at(static_cast<size_t>(type) - 1);
  EXPECT_EQ(event.type, type);
  return std::get<Message>(event.attributes);
}

class EveryField : public testing::Test {
 protected:
  const std::vector<Event> events = LoadEvents("every-field.json");
};

TEST_F(EveryField, IsTheSameInSnakeCaseAndWithNumbersForEnums) {
  const std::vector<Event> snake = LoadEvents("every-field.snake.json");

  ASSERT_EQ(events.size(), 60u);
  ASSERT_EQ(snake.size(), 60u);
  for (size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i], snake[i]) << Name(events[i].type);
  }
}

TEST_F(EveryField, OfTheEnvelope) {
  const Event& event = events[16];

  EXPECT_EQ(event.id, 17);
  EXPECT_EQ(event.type, EventType::kTimerStarted);
  EXPECT_EQ(event.time, (Timestamp{1'700'000'017, 17}));
  EXPECT_TRUE(event.worker_may_ignore);
}

// In the files a text is the path of its field, without "EventAttributes".
TEST_F(EveryField, OfTheStart) {
  const auto a =
      At<WorkflowStarted>(events, EventType::kWorkflowExecutionStarted);
  const std::string p = "workflowExecutionStarted.";

  EXPECT_EQ(a.workflow_type, p + "workflowType.name");
  EXPECT_EQ(a.task_queue, p + "taskQueue.name");
  EXPECT_EQ(a.workflow_id, p + "workflowId");
  EXPECT_EQ(a.original_execution_run_id, p + "originalExecutionRunId");
  EXPECT_EQ(a.first_execution_run_id, p + "firstExecutionRunId");
  EXPECT_EQ(a.continued_execution_run_id, p + "continuedExecutionRunId");
  EXPECT_EQ(a.parent.run_id, p + "parentWorkflowExecution.runId");
  EXPECT_EQ(a.cron_schedule, p + "cronSchedule");
  EXPECT_GT(a.attempt, 0);
  EXPECT_EQ(a.execution_timeout, (Duration{2, 500'000'000}));
  EXPECT_EQ(a.run_timeout, (Duration{3, 500'000'000}));
  EXPECT_EQ(a.task_timeout, (Duration{4, 500'000'000}));
  EXPECT_EQ(a.first_task_backoff.nanos, 500'000'000);
  ASSERT_TRUE(a.retry_policy);
  EXPECT_GT(a.retry_policy->backoff_coefficient, 1.0);
  EXPECT_EQ(a.retry_policy->non_retryable_error_types.size(), 1u);
  EXPECT_EQ(a.input.at(0).data, "\"" + p + "input.payloads\"");
  EXPECT_EQ(a.last_completion_result.size(), 1u);
  ASSERT_TRUE(a.continued_failure);
  EXPECT_EQ(a.continued_failure->message, p + "continuedFailure.message");
  EXPECT_EQ(a.memo.at("key").data, "\"" + p + "memo.fields\"");
  EXPECT_EQ(a.search_attributes.at("key").data,
            "\"" + p + "searchAttributes.indexedFields\"");
  EXPECT_EQ(a.header.at("key").metadata.at("encoding"), "json/plain");
}

TEST_F(EveryField, OfTasks) {
  const auto started =
      At<WorkflowTask>(events, EventType::kWorkflowTaskStarted);
  const auto completed =
      At<WorkflowTask>(events, EventType::kWorkflowTaskCompleted);
  const auto failed = At<WorkflowTask>(events, EventType::kWorkflowTaskFailed);
  const std::string p = "workflowTaskCompleted.";

  EXPECT_GT(started.scheduled_id, 0);
  EXPECT_GT(started.history_size, 0);
  EXPECT_TRUE(started.suggest_continue_as_new);
  EXPECT_EQ(completed.sdk_name, p + "sdkMetadata.sdkName");
  EXPECT_EQ(completed.sdk_version, p + "sdkMetadata.sdkVersion");
  EXPECT_EQ(completed.core_used_flags.size(), 1u);
  EXPECT_EQ(completed.lang_used_flags.size(), 1u);
  EXPECT_EQ(completed.build_id, p + "deploymentVersion.buildId");
  EXPECT_EQ(completed.deployment_version,
            p + "deploymentVersion.deploymentName:" + completed.build_id);
  EXPECT_EQ(failed.cause, "WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND");
  EXPECT_EQ(failed.new_run_id, "workflowTaskFailed.newRunId");
  EXPECT_EQ(failed.base_run_id, "workflowTaskFailed.baseRunId");
  EXPECT_TRUE(failed.failure);
}

TEST_F(EveryField, OfActivitiesAndTimers) {
  const auto scheduled =
      At<ActivityScheduled>(events, EventType::kActivityTaskScheduled);
  const auto timed_out =
      At<ActivityUpdate>(events, EventType::kActivityTaskTimedOut);
  const auto timer = At<Timer>(events, EventType::kTimerStarted);

  EXPECT_EQ(scheduled.activity_id, "activityTaskScheduled.activityId");
  EXPECT_EQ(scheduled.activity_type, "activityTaskScheduled.activityType.name");
  EXPECT_LT(scheduled.schedule_to_close, scheduled.schedule_to_start);
  EXPECT_LT(scheduled.start_to_close, scheduled.heartbeat);
  EXPECT_GT(scheduled.task_completed_id, 0);
  EXPECT_EQ(timed_out.retry_state, "RETRY_STATE_IN_PROGRESS");
  EXPECT_LT(timed_out.scheduled_id, timed_out.started_id);
  EXPECT_EQ(timer.timer_id, "timerStarted.timerId");
  EXPECT_EQ(timer.start_to_fire.nanos, 500'000'000);
}

TEST_F(EveryField, OfChildrenAndOtherWorkflows) {
  const auto child = At<ChildInitiated>(
      events, EventType::kStartChildWorkflowExecutionInitiated);
  const auto not_started =
      At<ChildUpdate>(events, EventType::kStartChildWorkflowExecutionFailed);
  const auto signal = At<ExternalRequest>(
      events, EventType::kSignalExternalWorkflowExecutionInitiated);
  const auto not_canceled = At<ExternalRequest>(
      events, EventType::kRequestCancelExternalWorkflowExecutionFailed);

  EXPECT_EQ(child.parent_close_policy, "PARENT_CLOSE_POLICY_TERMINATE");
  EXPECT_EQ(child.id_reuse_policy, "WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE");
  EXPECT_EQ(child.workflow_id,
            "startChildWorkflowExecutionInitiated.workflowId");
  EXPECT_EQ(not_started.execution.workflow_id,
            "startChildWorkflowExecutionFailed.workflowId");
  EXPECT_EQ(not_started.cause,
            "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_"
            "WORKFLOW_ALREADY_EXISTS");
  EXPECT_EQ(signal.signal_name,
            "signalExternalWorkflowExecutionInitiated.signalName");
  EXPECT_TRUE(signal.child_workflow_only);
  EXPECT_EQ(not_canceled.cause,
            "CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_"
            "EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND");
}

TEST_F(EveryField, OfUpdatesAndNexusOperations) {
  const auto accepted =
      At<WorkflowUpdate>(events, EventType::kWorkflowExecutionUpdateAccepted);
  const auto completed =
      At<WorkflowUpdate>(events, EventType::kWorkflowExecutionUpdateCompleted);
  const auto nexus =
      At<NexusOperation>(events, EventType::kNexusOperationScheduled);
  const std::string p = "workflowExecutionUpdateAccepted.";

  EXPECT_EQ(accepted.protocol_instance_id, p + "protocolInstanceId");
  EXPECT_EQ(accepted.request_message_id, p + "acceptedRequestMessageId");
  EXPECT_TRUE(accepted.has_request);
  EXPECT_EQ(accepted.update_id, p + "acceptedRequest.meta.updateId");
  EXPECT_EQ(accepted.name, p + "acceptedRequest.input.name");
  EXPECT_EQ(accepted.input.size(), 1u);
  EXPECT_GT(accepted.sequencing_id, 0);
  EXPECT_GT(completed.accepted_id, 0);
  EXPECT_EQ(completed.result.size(), 1u);
  EXPECT_EQ(nexus.endpoint, "nexusOperationScheduled.endpoint");
  EXPECT_EQ(nexus.input.size(), 1u);
  EXPECT_LT(nexus.schedule_to_close, nexus.schedule_to_start);
  EXPECT_LT(nexus.schedule_to_start, nexus.start_to_close);
}

TEST_F(EveryField, OfEachKindOfFailure) {
  using Kind = Failure::Kind;
  const auto activity =
      At<ActivityUpdate>(events, EventType::kActivityTaskFailed);
  std::vector<Kind> kinds;
  for (const Failure* failure = &*activity.failure;;
       failure = &failure->cause.front()) {
    kinds.push_back(failure->kind);
    if (failure->cause.empty()) break;
  }

  EXPECT_EQ(kinds, (std::vector<Kind>{
                       Kind::kApplication, Kind::kTimeout, Kind::kCanceled,
                       Kind::kTerminated, Kind::kServer, Kind::kResetWorkflow,
                       Kind::kActivity, Kind::kChildWorkflow,
                       Kind::kNexusOperation, Kind::kNexusHandler}));
}

}  // namespace
}  // namespace lockstep::history
