// What is in a shape, and what is not: see history/shape.h.
#include <gtest/gtest.h>

#include "tests/history/shape_steps.h"

namespace lockstep::history {
namespace {

struct Pair {
  const char* why;
  std::vector<Step> one;
  std::vector<Step> other;
};

const std::vector<Pair> kTwins = {
    {"payloads, headers, queues, timeouts and retry policies are values",
     {kActivity},
     {With(kActivity, R"("input":)" + PayloadsJson("1") +
                          R"(,"header":{"fields":{}},"taskQueue":{"name":"q"},)"
                          R"("startToCloseTimeout":"3s",)"
                          R"("retryPolicy":{"maximumAttempts":3})")}},
    {"ids of activities are generated: Go takes the event's",
     {With(kActivity, R"("activityId":"5")")},
     {With(kActivity, R"("activityId":"charge-order-17")")}},
    {"ids of timers and their durations are values",
     {{"TimerStarted", R"("timerId":"1","startToFireTimeout":"1s")"}},
     {{"TimerStarted", R"("timerId":"9","startToFireTimeout":"9s")"}}},
    {"ids of children are values",
     {{"StartChildWorkflowExecutionInitiated", R"("workflowId":"a")"}},
     {{"StartChildWorkflowExecutionInitiated", R"("workflowId":"b")"}}},
    {"activities' start and attempts are not seen",
     {kActivity,
      {"ActivityTaskStarted", R"("scheduledEventId":"5","attempt":7)"},
      {"ActivityTaskCompleted", kOfActivity5}},
     {kActivity, {"ActivityTaskCompleted", kOfActivity5}}},
    {"why there is no other attempt is the server's affair",
     {kActivity,
      {"ActivityTaskFailed",
       R"("scheduledEventId":"5","retryState":"RETRY_STATE_TIMEOUT")"}},
     {kActivity, {"ActivityTaskFailed", kOfActivity5}}},
    {"tasks that failed or timed out leave nothing",
     {kTaskScheduled,
      kTaskStarted,
      {"WorkflowTaskTimedOut", ""},
      kTaskScheduled,
      kTaskStarted,
      {"WorkflowTaskFailed", R"("cause":"UnhandledCommand")"},
      kTaskScheduled,
      kTaskStarted,
      kTaskCompleted},
     {kTaskCompleted}},
    {"where a task was scheduled does not matter",
     {kTaskScheduled,
      {"WorkflowExecutionSignaled", ""},
      kTaskStarted,
      kTaskCompleted},
     {{"WorkflowExecutionSignaled", ""},
      kTaskScheduled,
      kTaskStarted,
      kTaskCompleted}},
    {"signals' senders and values do not matter",
     {{"WorkflowExecutionSignaled", R"("signalName":"s","identity":"me")"}},
     {{"WorkflowExecutionSignaled",
       R"("signalName":"s","input":)" + PayloadsJson("2")}}},
    {"messages, stack traces and details of failures are values",
     {kActivity,
      {"ActivityTaskFailed",
       R"("scheduledEventId":"5","failure":{"message":"m","stackTrace":"s",)"
       R"("applicationFailureInfo":{"type":"Declined"}})"}},
     {kActivity,
      {"ActivityTaskFailed",
       R"("scheduledEventId":"5","failure":{"message":"n",)"
       R"("applicationFailureInfo":{"type":"Declined"}})"}}},
    {"build ids and versions of SDKs do not matter",
     {{"WorkflowTaskCompleted",
       R"("workerVersion":{"buildId":"1"},"sdkMetadata":{"sdkName":"go",)"
       R"("sdkVersion":"1"})"}},
     {{"WorkflowTaskCompleted",
       R"("workerVersion":{"buildId":"2"},"sdkMetadata":{"sdkName":"go",)"
       R"("sdkVersion":"2"})"}}},
    {"flags have no order, and are said once",
     {{"WorkflowTaskCompleted", R"("sdkMetadata":{"langUsedFlags":[1,2]})"},
      {"WorkflowTaskCompleted", R"("sdkMetadata":{"langUsedFlags":[2]})"}},
     {{"WorkflowTaskCompleted", R"("sdkMetadata":{"langUsedFlags":[2,1]})"},
      {"WorkflowTaskCompleted", ""}}},
    {"values of search attributes do not matter",
     {{"UpsertWorkflowSearchAttributes",
       R"("searchAttributes":{"indexedFields":{"A":)" + PayloadJson("1") +
           "}}"}},
     {{"UpsertWorkflowSearchAttributes",
       R"("searchAttributes":{"indexedFields":{"A":)" + PayloadJson("2") +
           "}}"}}},
    {"the reason of a termination does not matter",
     {{"WorkflowExecutionTerminated", R"("reason":"a")"}},
     {{"WorkflowExecutionTerminated", R"("reason":"b")"}}},
    {"the next run's id does not matter",
     {{"WorkflowExecutionContinuedAsNew",
       R"("newExecutionRunId":"a","initiator":"Workflow")"}},
     {{"WorkflowExecutionContinuedAsNew", ""}}},
    {"a task in flight when the run ended does not matter",
     {kTaskScheduled, kTaskStarted, {"WorkflowExecutionTerminated", ""}},
     {{"WorkflowExecutionTerminated", ""}}},
};

TEST(Shape, IsTheSameForTwins) {
  for (const Pair& pair : kTwins) {
    EXPECT_EQ(ShapesOfSteps(pair.one), ShapesOfSteps(pair.other)) << pair.why;
  }
}

Step Failed(const std::string& failure) {
  return {"ActivityTaskFailed",
          R"("scheduledEventId":"5","failure":{)" + failure + "}"};
}

Step Marker(const std::string& name, const std::string& details) {
  return {"MarkerRecorded",
          R"("markerName":")" + name + R"(","details":{)" + details + "}"};
}

const std::vector<Pair> kDifferent = {
    {"one more activity", {kActivity}, {kActivity, kActivity}},
    {"another activity",
     {kActivity},
     {{"ActivityTaskScheduled", R"("activityType":{"name":"Refund"})"}}},
    {"another order",
     {kActivity, {"TimerStarted", ""}},
     {{"TimerStarted", ""}, kActivity}},
    {"another task",
     {kActivity, {"WorkflowExecutionSignaled", ""}, kTaskCompleted},
     {kActivity, kTaskCompleted, {"WorkflowExecutionSignaled", ""}}},
    {"an end that is another one",
     {kActivity, {"ActivityTaskCompleted", kOfActivity5}},
     {kActivity, {"ActivityTaskCanceled", kOfActivity5}}},
    {"a request to cancel",
     {kActivity, {"ActivityTaskCancelRequested", kOfActivity5}},
     {kActivity}},
    {"a failure's type",
     {kActivity, Failed(R"("applicationFailureInfo":{"type":"A"})")},
     {kActivity, Failed(R"("applicationFailureInfo":{"type":"B"})")}},
    {"a failure's kind",
     {kActivity, Failed(R"("applicationFailureInfo":{})")},
     {kActivity, Failed(R"("serverFailureInfo":{})")}},
    {"whether it is final",
     {kActivity, Failed(R"("applicationFailureInfo":{})")},
     {kActivity, Failed(R"("applicationFailureInfo":{"nonRetryable":true})")}},
    {"a failure's cause",
     {kActivity, Failed(R"("applicationFailureInfo":{})")},
     {kActivity, Failed(R"("applicationFailureInfo":{},)"
                        R"("cause":{"applicationFailureInfo":{}})")}},
    {"which timeout",
     {kActivity, Failed(R"("timeoutFailureInfo":{"timeoutType":"Heartbeat"})")},
     {kActivity,
      Failed(R"("timeoutFailureInfo":{"timeoutType":"StartToClose"})")}},
    {"which of two activities ended",
     {kActivity, kActivity, {"ActivityTaskCompleted", kOfActivity5}},
     {kActivity,
      kActivity,
      {"ActivityTaskCompleted", R"("scheduledEventId":"6")"}}},
    {"which of two timers fired",
     {{"TimerStarted", ""}, {"TimerStarted", ""}, {"TimerFired", kOfTimer5}},
     {{"TimerStarted", ""},
      {"TimerStarted", ""},
      {"TimerFired", R"("startedEventId":"6")"}}},
    {"a signal's name",
     {{"WorkflowExecutionSignaled", R"("signalName":"a")"}},
     {{"WorkflowExecutionSignaled", R"("signalName":"b")"}}},
    {"a child's type",
     {{"StartChildWorkflowExecutionInitiated",
       R"("workflowType":{"name":"A"})"}},
     {{"StartChildWorkflowExecutionInitiated",
       R"("workflowType":{"name":"B"})"}}},
    {"why a child did not start",
     {{"StartChildWorkflowExecutionFailed", R"("cause":"A")"}},
     {{"StartChildWorkflowExecutionFailed", R"("cause":"B")"}}},
    {"the signal to another workflow",
     {{"SignalExternalWorkflowExecutionInitiated", R"("signalName":"a")"}},
     {{"SignalExternalWorkflowExecutionInitiated", R"("signalName":"b")"}}},
    {"whether the other workflow is a child",
     {{"RequestCancelExternalWorkflowExecutionInitiated", ""}},
     {{"RequestCancelExternalWorkflowExecutionInitiated",
       R"("childWorkflowOnly":true)"}}},
    {"why it could not be signalled",
     {{"SignalExternalWorkflowExecutionFailed", R"("cause":"A")"}},
     {{"SignalExternalWorkflowExecutionFailed", R"("cause":"B")"}}},
    {"a marker's name", {Marker("a", "")}, {Marker("b", "")}},
    {"whether a local activity failed",
     {{"MarkerRecorded", R"("markerName":"LocalActivity")"}},
     {{"MarkerRecorded", R"("markerName":"LocalActivity",)"
                         R"("failure":{"applicationFailureInfo":{}})"}}},
    {"keys of search attributes",
     {{"UpsertWorkflowSearchAttributes",
       R"("searchAttributes":{"indexedFields":{"A":{}}})"}},
     {{"UpsertWorkflowSearchAttributes",
       R"("searchAttributes":{"indexedFields":{"B":{}}})"}}},
    {"keys of the memo",
     {{"WorkflowPropertiesModified", R"("upsertedMemo":{"fields":{"A":{}}})"}},
     {{"WorkflowPropertiesModified", R"("upsertedMemo":{"fields":{"B":{}}})"}}},
    {"an update's name",
     {{"WorkflowExecutionUpdateAccepted",
       R"("acceptedRequest":{"input":{"name":"a"}})"}},
     {{"WorkflowExecutionUpdateAccepted",
       R"("acceptedRequest":{"input":{"name":"b"}})"}}},
    {"a nexus operation",
     {{"NexusOperationScheduled", R"("service":"s","operation":"a")"}},
     {{"NexusOperationScheduled", R"("service":"s","operation":"b")"}}},
    {"what the run goes on as",
     {{"WorkflowExecutionContinuedAsNew", R"("workflowType":{"name":"A"})"}},
     {{"WorkflowExecutionContinuedAsNew", R"("workflowType":{"name":"B"})"}}},
    {"that a schedule made it go on",
     {{"WorkflowExecutionContinuedAsNew", R"("initiator":"CronSchedule")"}},
     {{"WorkflowExecutionContinuedAsNew", ""}}},
    {"a reset",
     {{"WorkflowTaskFailed", R"("cause":"ResetWorkflow")"}},
     {{"WorkflowTaskFailed", R"("cause":"UnhandledCommand")"}}},
    {"flags",
     {{"WorkflowTaskCompleted", R"("sdkMetadata":{"langUsedFlags":[1]})"}},
     {{"WorkflowTaskCompleted", R"("sdkMetadata":{"coreUsedFlags":[1]})"}}},
    {"another SDK",
     {{"WorkflowTaskCompleted", R"("sdkMetadata":{"sdkName":"go"})"}},
     {{"WorkflowTaskCompleted", R"("sdkMetadata":{"sdkName":"core"})"}}},
    {"a task that runs at the end",
     {kTaskScheduled, kTaskStarted},
     {kTaskScheduled}},
    {"how the run failed",
     {{"WorkflowExecutionFailed",
       R"("failure":{"applicationFailureInfo":{"type":"A"}})"}},
     {{"WorkflowExecutionFailed",
       R"("failure":{"applicationFailureInfo":{"type":"B"}})"}}},
    {"a patch's state",
     {Marker("core_patch", DetailJson("patch-data", R"({"id":"a"})"))},
     {Marker("core_patch",
             DetailJson("patch-data", R"({"id":"a","deprecated":true})"))}},
    {"a change's version",
     {Marker("Version", DetailJson("change-id", "\"a\"") + "," +
                            DetailJson("version", "1"))},
     {Marker("Version", DetailJson("change-id", "\"a\"") + "," +
                            DetailJson("version", "2"))}},
    {"a mutable side effect's id (Java)",
     {Marker("MutableSideEffect", DetailJson("id", "\"a\""))},
     {Marker("MutableSideEffect", DetailJson("id", "\"b\""))}},
    {"a local activity's type (Java)",
     {Marker("LocalActivity", DetailJson("type", "\"a\""))},
     {Marker("LocalActivity", DetailJson("type", "\"b\""))}},
    {"a local activity's type (Go)",
     {Marker("LocalActivity",
             DetailJson("data", R"({"ActivityType":"a",)"
                                R"("ReplayTime":)"
                                R"("2024-05-01T12:00:00Z"})"))},
     {Marker("LocalActivity",
             DetailJson("data", R"({"ActivityType":"b",)"
                                R"("ReplayTime":)"
                                R"("2024-05-01T12:00:00Z"})"))}},
    {"a local activity's type (Core)",
     {Marker("core_local_activity",
             DetailJson("data", R"({"seq":1,"activity_type":"a"})"))},
     {Marker("core_local_activity",
             DetailJson("data", R"({"seq":1,"activity_type":"b"})"))}},
    {"whether a local activity is tried again",
     {Marker("core_local_activity", DetailJson("data", R"({"seq":1})"))},
     {Marker("core_local_activity",
             DetailJson("data", R"({"seq":1,"backoff":{"seconds":1}})"))}},
    {"the activation of a local activity's result",
     {Marker("core_local_activity",
             DetailJson("data", R"({"seq":1,"activation_index":0})"))},
     {Marker("core_local_activity",
             DetailJson("data", R"({"seq":1,"activation_index":2})"))}},
    {"a change that only the search attribute shows",
     {Marker("Version", DetailJson("change-id", "\x01")),
      {"UpsertWorkflowSearchAttributes",
       R"("searchAttributes":{"indexedFields":{"TemporalChangeVersion":)" +
           PayloadJson(R"(["a-1"])") + "}}"}},
     {Marker("Version", DetailJson("change-id", "\x01")),
      {"UpsertWorkflowSearchAttributes",
       R"("searchAttributes":{"indexedFields":{"TemporalChangeVersion":)" +
           PayloadJson(R"(["a-2"])") + "}}"}}},
};

TEST(Shape, DiffersWhereTheCodeDidAnotherThing) {
  for (const Pair& pair : kDifferent) {
    EXPECT_NE(ShapeOfSteps(pair.one), ShapeOfSteps(pair.other)) << pair.why;
  }
}

}  // namespace
}  // namespace lockstep::history
