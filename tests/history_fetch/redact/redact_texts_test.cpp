// What becomes of texts that are no payloads: noise and messages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/history_fetch/redact/redacted_history.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;
using testing::Not;

// ---- Noise ----

struct NoiseCase {
  const char* event;
  Json attributes;
  Json more;
};

// "noise" stands where it must not stay.
std::vector<NoiseCase> NoiseCases() {
  const Json stamp = {{"buildId", "noise"}};
  const Json callback = Json::array({{{"nexus", {{"url", "noise"}}}}});
  const Json failure = {{"message", "x"},
                        {"stackTrace", "noise"},
                        {"cause", {{"stackTrace", "noise"}}}};
  const Json links =
      Json::array({{{"workflowEvent", {{"workflowId", "noise"}}}}});
  return {
      {"workflowExecutionStarted",
       {{"identity", "noise"}, {"completionCallbacks", callback}},
       {{"links", links}, {"principal", {{"name", "noise"}}}}},
      {"workflowTaskScheduled",
       {{"taskQueue",
         {{"name", "noise"},
          {"kind", "TASK_QUEUE_KIND_STICKY"},
          {"normalName", "main"}}}},
       {}},
      {"workflowTaskStarted",
       {{"identity", "noise"},
        {"requestId", "noise"},
        {"workerVersion", stamp}},
       {}},
      {"workflowTaskCompleted", {{"identity", "noise"}}, {}},
      {"workflowTaskFailed",
       {{"identity", "noise"},
        {"binaryChecksum", "noise"},
        {"workerVersion", stamp},
        {"failure", failure}},
       {}},
      {"activityTaskStarted",
       {{"identity", "noise"},
        {"requestId", "noise"},
        {"lastFailure", {{"message", "noise"}}},
        {"workerVersion", stamp}},
       {}},
      {"activityTaskCompleted",
       {{"identity", "noise"}, {"workerVersion", stamp}},
       {}},
      {"activityTaskFailed", {{"identity", "noise"}, {"failure", failure}}, {}},
      {"activityTaskCanceled", {{"identity", "noise"}}, {}},
      {"timerCanceled", {{"identity", "noise"}}, {}},
      {"workflowExecutionSignaled",
       {{"identity", "noise"}, {"requestId", "noise"}},
       {}},
      {"workflowExecutionCancelRequested", {{"identity", "noise"}}, {}},
      {"workflowExecutionTerminated", {{"identity", "noise"}}, {}},
      {"workflowExecutionUpdateAccepted",
       {{"acceptedRequest", {{"meta", {{"identity", "noise"}}}}}},
       {}},
      {"workflowExecutionOptionsUpdated",
       {{"attachedRequestId", "noise"},
        {"attachedCompletionCallbacks", callback}},
       {}},
      {"childWorkflowExecutionFailed",
       {{"failure",
         {{"cause", {{"canceledFailureInfo", {{"identity", "noise"}}}}}}}},
       {}},
      {"nexusOperationStarted", {{"requestId", "noise"}}, {{"links", links}}},
  };
}

TEST(RedactNoise, GoesWhateverThePolicySays) {
  for (const NoiseCase& row : NoiseCases()) {
    const std::vector<Json> events = {
        Event(row.event, row.attributes, row.more)};
    const char* lenient =
        "strings = \"keep\"\nmessages = \"keep\"\nderived_ids = \"keep\"";
    EXPECT_THAT(Redact(events, lenient).json, Not(HasSubstr("noise")))
        << row.event;
    EXPECT_THAT(Redact(events, lenient, Identities::kKeep).json,
                HasSubstr("noise"))
        << row.event;
  }
}

// Else histories of old SDKs would be taken for those of another engine.
TEST(RedactNoise, TheFormsByWhichEnginesAreToldApartStay) {
  const auto queue = [](const std::string& name) {
    const Redacted redacted = Redact(
        {Event("workflowTaskScheduled",
               {{"taskQueue",
                 {{"name", name}, {"kind", "TASK_QUEUE_KIND_STICKY"}}}})});
    return Text(redacted, 0,
                "workflow_task_scheduled_event_attributes.task_queue.name");
  };
  const std::string uuid = "9f0cf4b1-37a0-4c2e-9a52-3c9a1f3a1d11";
  const std::string zeros = "00000000-0000-0000-0000-000000000000";
  EXPECT_EQ(queue("amys-laptop:" + uuid), "host:" + zeros);
  EXPECT_EQ(queue("77@amys-laptop:" + uuid), "0@host:" + zeros);
  EXPECT_EQ(queue("77@amys-laptop-0123456789abcdef0123456789abcdef"), "sticky");
  const auto identity = [](const std::string& name) {
    return Text(Redact({Event("workflowTaskCompleted", {{"identity", name}})}),
                0, "workflow_task_completed_event_attributes.identity");
  };
  EXPECT_EQ(identity("77@amys-laptop@main"), "0@host@queue");
  EXPECT_EQ(identity("77@amys-laptop"), "");
}

TEST(RedactNoise, WhatWorkflowCodeMayAskForStays) {
  const Redacted redacted = Redact(
      {Event("workflowTaskCompleted",
             {{"binaryChecksum", "kept-1"},
              {"workerVersion", {{"buildId", "kept-2"}}},
              {"deploymentVersion", {{"buildId", "kept-3"}}},
              {"sdkMetadata", {{"sdkName", "kept-4"}}}}),
       Event("workflowTaskScheduled",
             {{"taskQueue",
               {{"name", "kept-5"}, {"kind", "TASK_QUEUE_KIND_NORMAL"}}}}),
       Event("activityTaskScheduled", {{"activityId", "kept-6"},
                                       {"activityType", {{"name", "kept-7"}}}}),
       Event("timerStarted", {{"timerId", "kept-8"}}),
       Event("workflowExecutionSignaled", {{"signalName", "kept-9"}})});
  for (char i = '1'; i <= '9'; ++i) {
    EXPECT_THAT(redacted.json, HasSubstr(std::string("kept-") + i));
  }
}

// ---- Messages ----

TEST(RedactMessages, OfPeopleAndCodeGoAndOfEnginesStay) {
  const std::vector<Json> events = {
      Event("activityTaskFailed",
            {{"failure",
              {{"message", "Activity task failed"},
               {"activityFailureInfo", {{"activityId", "1"}}},
               {"cause",
                {{"message", "no Amy"},
                 {"source", "GoSDK"},
                 {"applicationFailureInfo",
                  {{"type", "NotFound"},
                   {"details", Payloads({JsonPayload("\"Amy\"")})}}}}}}}}),
      Event("workflowExecutionCancelRequested", {{"cause", "Amy left"}}),
      Event("workflowExecutionTerminated", {{"reason", "Amy asked"}}),
      Event("requestCancelExternalWorkflowExecutionInitiated",
            {{"reason", "Amy says"}}),
      Event("startChildWorkflowExecutionFailed",
            {{"cause",
              "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_"
              "EXISTS"}})};
  const Redacted redacted = Redact(events);
  EXPECT_THAT(redacted.json, Not(HasSubstr("Amy")));
  for (const char* text : {"no Amy", "Amy left", "Amy asked", "Amy says"}) {
    EXPECT_THAT(redacted.json, HasSubstr(Token(text))) << text;
  }
  for (const char* text :
       {"Activity task failed", "NotFound", "GoSDK", "ALREADY_EXISTS"}) {
    EXPECT_THAT(redacted.json, HasSubstr(text));
  }
  EXPECT_EQ(AllData(redacted), Quoted(Token("Amy")));
  EXPECT_THAT(Redact(events, "messages = \"keep\"").json, HasSubstr("no Amy"));
}

TEST(RedactMessages, HeadersAndTenantsForOthersAreTexts) {
  const std::vector<Json> events = {
      Event("nexusOperationScheduled",
            {{"nexusHeader", {{"authorization", "Amy"}}}}),
      Event("activityTaskScheduled", {{"priority", {{"fairnessKey", "Amy"}}}})};
  EXPECT_THAT(Redact(events).json, Not(HasSubstr("Amy")));
  EXPECT_THAT(Redact(events).json, HasSubstr("authorization"));
  EXPECT_THAT(Redact(events, "strings = \"keep\"").json, HasSubstr("Amy"));
}

}  // namespace
}  // namespace lockstep::fetch
