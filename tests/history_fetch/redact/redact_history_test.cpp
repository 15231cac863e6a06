#include "history_fetch/redact/redact_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/history_fetch/redact/redacted_history.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// ---- Directions ----

// One payload of every direction.
std::vector<Json> Directions() {
  const Json amy = Payloads({JsonPayload("\"Amy\"")});
  const Json one = JsonPayload("\"Amy\"");
  return {
      Started({{"input", amy},
               {"memo", {{"fields", {{"m", one}}}}},
               {"header", {{"fields", {{"h", one}}}}}}),
      Event("activityTaskScheduled", {{"input", amy}, {"activityId", "1"}},
            {{"userMetadata", {{"summary", one}}}}),
      Event("activityTaskCompleted", {{"result", amy}}),
      Event("workflowExecutionSignaled", {{"input", amy}}),
      Event("startChildWorkflowExecutionInitiated", {{"input", amy}}),
      Event("nexusOperationScheduled", {{"input", one}}),
      Event("nexusOperationCompleted", {{"result", one}}),
      Event("workflowExecutionUpdateAccepted",
            {{"acceptedRequest", {{"input", {{"args", amy}}}}}}),
      Event("workflowExecutionUpdateCompleted",
            {{"outcome", {{"success", amy}}}}),
      Event("workflowPropertiesModified",
            {{"upsertedMemo", {{"fields", {{"m", one}}}}}}),
      Event("workflowExecutionCompleted", {{"result", amy}}),
  };
}

TEST(RedactDirections, FullKeepsAllOfThem) {
  const std::string amy = Quoted(Token("Amy"));
  const std::string all = AllData(Redact(Directions()));
  EXPECT_THAT(all, Not(HasSubstr("Amy")));
  EXPECT_THAT(all, Not(HasSubstr("null")));
}

TEST(RedactDirections, InboundBlanksWhatTheCodeMade) {
  const std::string amy = Quoted(Token("Amy"));
  EXPECT_EQ(AllData(Redact(Directions(), "payloads = \"inbound\"")),
            // input, memo, header; summary, input of the activity, its result
            amy + " | " + amy + " | " + amy + " | null | null | " + amy +
                // signal, child, operation and its result
                " | " + amy + " | null | null | " + amy +
                // update and its outcome, memo, result
                " | " + amy + " | null | null | null");
}

TEST(RedactDirections, NoneBlanksThemAll) {
  const std::string all = AllData(Redact(Directions(), "payloads = \"none\""));
  EXPECT_THAT(all, Not(HasSubstr(Token("Amy"))));
  EXPECT_THAT(all, Not(HasSubstr("Amy")));
}

// ---- Ids ----

std::vector<Json> Ids() {
  const auto child = [](const char* id) {
    return Event("startChildWorkflowExecutionInitiated", {{"workflowId", id}});
  };
  return {
      Started({{"input", Payloads({JsonPayload(
                             R"({"customer":"Amy Smith","n":"123"})")})},
               {"parentWorkflowExecution", {{"workflowId", "parent-1"}}}}),
      child("ship-Amy Smith"),
      child("order-17-child"),
      child("constant"),
      child("01a200a3-9271-7939-ab7b-f839612b0ee5_5"),
      Event("activityTaskScheduled", {{"activityId", "charge/Amy Smith/2"}}),
      Event("timerStarted", {{"timerId", "123"}}),
      Event("childWorkflowExecutionFailed",
            {{"workflowExecution", {{"workflowId", "ship-Amy Smith"}}}}),
      Event("workflowExecutionSignaled",
            {{"externalWorkflowExecution", {{"workflowId", "sender"}}}}),
      Event("nexusOperationStarted", {{"operationToken", "of-Amy Smith"}}),
      Event("workflowExecutionUpdateAccepted",
            {{"protocolInstanceId", "for Amy Smith"}}),
  };
}

constexpr char kOwnId[] =
    "workflow_execution_started_event_attributes.workflow_id";
constexpr char kParentId[] =
    "workflow_execution_started_event_attributes.parent_workflow_execution."
    "workflow_id";
constexpr char kChildId[] =
    "start_child_workflow_execution_initiated_event_attributes.workflow_id";
constexpr char kActivityId[] =
    "activity_task_scheduled_event_attributes.activity_id";
constexpr char kSender[] =
    "workflow_execution_signaled_event_attributes.external_workflow_execution."
    "workflow_id";
constexpr char kFailedChild[] =
    "child_workflow_execution_failed_event_attributes.workflow_execution."
    "workflow_id";
constexpr char kOperation[] =
    "nexus_operation_started_event_attributes.operation_token";

TEST(RedactIds, FollowTheValuesTheyWereMadeOf) {
  const Redacted redacted = Redact(Ids());
  const std::string amy = Token("Amy Smith");
  EXPECT_EQ(Text(redacted, 0, kOwnId), "order-17");
  EXPECT_EQ(Text(redacted, 0, kParentId), "parent-1");
  EXPECT_EQ(Text(redacted, 1, kChildId), "ship-" + amy);
  EXPECT_EQ(Text(redacted, 2, kChildId), "order-17-child");
  EXPECT_EQ(Text(redacted, 3, kChildId), "constant");
  EXPECT_EQ(Text(redacted, 5, kActivityId), "charge/" + amy + "/2");
  EXPECT_EQ(Text(redacted, 6, "timer_started_event_attributes.timer_id"), "123")
      << "engines number timers";
  EXPECT_EQ(Text(redacted, 7, kFailedChild), "ship-" + amy);
  EXPECT_EQ(Text(redacted, 9, kOperation), "of-Amy Smith");
  // What could not be followed is said.
  std::vector<std::string> shown;
  for (const HistoryPlace& place : redacted.redaction.shown) {
    shown.push_back(std::to_string(place.event_id) + " " + place.path);
  }
  EXPECT_THAT(
      shown,
      ElementsAre("10 nexusOperationStartedEventAttributes.operationToken",
                  "11 workflowExecutionUpdateAcceptedEventAttributes."
                  "protocolInstanceId"));
}

TEST(RedactIds, StayIfThePolicySaysSo) {
  const Redacted redacted = Redact(Ids(), "derived_ids = \"keep\"");
  EXPECT_EQ(Text(redacted, 1, kChildId), "ship-Amy Smith");
  EXPECT_EQ(Text(redacted, 5, kActivityId), "charge/Amy Smith/2");
  EXPECT_EQ(redacted.redaction.shown.size(), 5u);
}

TEST(RedactIds, OfWorkflowsGetStandInsOnRequest) {
  const Redacted redacted = Redact(Ids(), "workflow_ids = \"pseudonym\"");
  EXPECT_EQ(Text(redacted, 0, kOwnId), Token("order-17"));
  EXPECT_EQ(Text(redacted, 0, kParentId), Token("parent-1"));
  EXPECT_EQ(Text(redacted, 1, kChildId), "ship-" + Token("Amy Smith"));
  EXPECT_EQ(Text(redacted, 2, kChildId), Token("order-17") + "-child")
      << "code makes it of its own id";
  EXPECT_EQ(Text(redacted, 3, kChildId), Token("constant"));
  EXPECT_EQ(Text(redacted, 4, kChildId),
            "01a200a3-9271-7939-ab7b-f839612b0ee5_5")
      << "SDKs make it of the run's id";
  EXPECT_EQ(Text(redacted, 8, kSender), Token("sender"));
  EXPECT_EQ(Text(redacted, 9, kOperation), Token("of-Amy Smith"));
}

// A value that a rule keeps may be seen in ids, too.
TEST(RedactIds, ValuesThatAreKeptElsewhereAreNotReported) {
  const Redacted redacted =
      Redact({Started({{"input", Payloads({JsonPayload(
                                     R"({"a":"Portugal","b":"Portugal"})")})}}),
              Event("workflowExecutionUpdateAccepted",
                    {{"protocolInstanceId", "Portugal"}})},
             "[[rule]]\nallow = [\"$.a\"]");
  EXPECT_THAT(redacted.redaction.shown, IsEmpty());
}

// ---- The whole ----

TEST(RedactHistory, TwiceGivesTheSameBytes) {
  EXPECT_EQ(Redact(Ids()).json, Redact(Ids()).json);
  EXPECT_EQ(Redact(Directions()).json, Redact(Directions()).json);
}

TEST(RedactHistory, TheHashTellsPolicyKeyAndFlagsApart) {
  const Result<Policy> one = ParsePolicy("version = 1", "p");
  const Result<Policy> other = ParsePolicy("version = 1 ", "p");
  const Pseudonyms others{rpc::Secret("fedcba9876543210"), Sizes::kClass};
  const RedactionContext context{&*one, &Ours(), &TestSchema(),
                                 Identities::kScrub};
  RedactionContext policy = context;
  policy.policy = &*other;
  RedactionContext key = context;
  key.pseudonyms = &others;
  RedactionContext flags = context;
  flags.identities = Identities::kKeep;
  EXPECT_EQ(RedactionHash(context), RedactionHash(context));
  for (const RedactionContext* changed : {&policy, &key, &flags}) {
    EXPECT_NE(RedactionHash(*changed), RedactionHash(context));
  }
}

}  // namespace
}  // namespace lockstep::fetch
