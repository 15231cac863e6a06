#include "history/facts.h"

#include <gtest/gtest.h>

#include "history/events_text.h"
#include "tests/history/payload_json.h"

namespace lockstep::history {
namespace {

using Set = std::set<std::string>;

Facts FactsOf(const std::vector<std::string>& json) {
  const auto events = ParseEvents(ListJson(json), "test");
  EXPECT_TRUE(events) << events.error().message;
  Facts facts;
  if (!events) return facts;
  for (const Event& event : *events) AddFacts(event, facts);
  return facts;
}

TEST(Facts, OfARunThatHasJustStarted) {
  const Facts facts = FactsOf({EventJson(
      1, "WorkflowExecutionStarted",
      R"({"workflowType":{"name":"Order"},"taskQueue":{"name":"orders"},)"
      R"("workflowId":"order-1","originalExecutionRunId":"run-2",)"
      R"("firstExecutionRunId":"run-1","continuedExecutionRunId":"run-0",)"
      R"("parentWorkflowExecution":{"workflowId":"p","runId":"run-p"},)"
      R"("searchAttributes":{"indexedFields":{"TemporalScheduledById":)" +
          PayloadJson("\"nightly\"") + "}}}")});

  Facts expected;
  expected.events = 1;
  expected.last_event_id = 1;
  expected.workflow_id = "order-1";
  expected.run_id = "run-2";
  expected.workflow_type = "Order";
  expected.task_queue = "orders";
  expected.status = "Running";
  expected.start_time = {1714564800, 0};
  expected.original_run_id = "run-2";
  expected.first_run_id = "run-1";
  expected.continued_run_id = "run-0";
  expected.parent = {"p", "run-p"};
  expected.scheduled_by = "nightly";
  EXPECT_EQ(facts, expected);
}

struct StatusCase {
  const char* type;
  const char* status;
  const char* new_run_id;
};

TEST(Facts, TakeTheStatusFromTheClosingEvent) {
  const StatusCase cases[] = {
      {"WorkflowExecutionCompleted", "Completed", "next"},
      {"WorkflowExecutionFailed", "Failed", "next"},
      {"WorkflowExecutionTimedOut", "TimedOut", "next"},
      {"WorkflowExecutionCanceled", "Canceled", ""},
      {"WorkflowExecutionTerminated", "Terminated", ""},
      {"WorkflowExecutionContinuedAsNew", "ContinuedAsNew", "next"},
  };
  for (const StatusCase& c : cases) {
    const std::string next =
        fmt::format(R"({{"newExecutionRunId":"{}"}})", c.new_run_id);
    const Facts facts = FactsOf(OneTaskAnd({EventJson(5, c.type, next)}));

    EXPECT_EQ(facts.status, c.status);
    EXPECT_TRUE(facts.closed) << c.type;
    EXPECT_EQ(facts.close_time, (Timestamp{1714564800, 0}));
    EXPECT_EQ(facts.new_run_id, c.new_run_id);
    EXPECT_EQ(facts.last_event_id, 5);
  }
}

TEST(Facts, KnowPausedRuns) {
  const std::string paused = EventJson(5, "WorkflowExecutionPaused");
  const std::string unpaused = EventJson(6, "WorkflowExecutionUnpaused");

  EXPECT_EQ(FactsOf(OneTaskAnd({paused})).status, "Paused");
  EXPECT_FALSE(FactsOf(OneTaskAnd({paused})).closed);
  EXPECT_EQ(FactsOf(OneTaskAnd({paused, unpaused})).status, "Running");
}

TEST(Facts, OfAResetRunNameItselfAndItsBase) {
  const auto reset = [](int id, const char* base, const char* run) {
    return EventJson(
        id, "WorkflowTaskFailed",
        fmt::format(R"({{"cause":"WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW",)"
                    R"("baseRunId":"{}","newRunId":"{}"}})",
                    base, run));
  };
  const Facts facts =
      FactsOf(OneTaskAnd({reset(5, "run-1", "run-2"),
                          EventJson(6, "WorkflowTaskFailed",
                                    R"({"cause":"UnhandledCommand",)"
                                    R"("baseRunId":"x","newRunId":"x"})"),
                          reset(7, "run-2", "run-3")}));

  EXPECT_EQ(facts.run_id, "run-3");
  EXPECT_EQ(facts.original_run_id, "run-1");
  EXPECT_EQ(facts.reset_base_run_id, "run-2");
}

TEST(Facts, OfCompletedTasks) {
  std::vector<std::string> events = OneTask();
  events[3] = EventJson(
      4, "WorkflowTaskCompleted",
      R"({"sdkMetadata":{"sdkName":"temporal-go","sdkVersion":"1.30.0"},)"
      R"("workerVersion":{"buildId":"a"}})");
  events.push_back(
      EventJson(5, "WorkflowTaskCompleted",
                R"({"sdkMetadata":{"sdkVersion":"1.31.0"},"deploymentVersion":)"
                R"({"buildId":"b.1","deploymentName":"shop"}})"));
  events.push_back(EventJson(6, "WorkflowTaskCompleted",
                             R"({"workerDeploymentVersion":"shop.b.1"})"));
  const Facts facts = FactsOf(events);

  EXPECT_EQ(facts.completed_tasks, 3);
  EXPECT_EQ(facts.sdk_name, "temporal-go");
  EXPECT_EQ(facts.sdk_version, "1.31.0");
  EXPECT_EQ(facts.build_ids, (Set{"a", "b.1"}));
  EXPECT_EQ(facts.deployment_versions, Set{"shop:b.1"});
}

TEST(Facts, NameTheChildrenThatStarted) {
  const auto child = [](int id, const char* type, const char* run) {
    return EventJson(id, type,
                     fmt::format(R"({{"workflowExecution":{{"workflowId":)"
                                 R"("c","runId":"{}"}}}})",
                                 run));
  };
  const Facts facts = FactsOf(
      OneTaskAnd({child(5, "ChildWorkflowExecutionStarted", "run-2"),
                  child(6, "ChildWorkflowExecutionStarted", "run-1"),
                  child(7, "ChildWorkflowExecutionCompleted", "run-9")}));

  const std::set<std::pair<std::string, std::string>> expected = {
      {"c", "run-1"}, {"c", "run-2"}};
  EXPECT_EQ(facts.children, expected);
}

TEST(Facts, NameTheChangesThatMarkersRecord) {
  const Facts facts = FactsOf(OneTaskAnd(
      {MarkerJson(
           5, "Version",
           {DetailJson("change-id", "\"go\""), DetailJson("version", "2")}),
       MarkerJson(
           6, "Version",
           {DetailJson("changeId", "\"java\""), DetailJson("version", "3")}),
       MarkerJson(7, "core_patch",
                  {DetailJson("patch-data", R"({"id":"core"})")}),
       MarkerJson(8, "Version",
                  {DetailJson("change-id", "\x01secret"),
                   DetailJson("version", "\x02")}),
       MarkerJson(
           9, "SideEffect",
           {DetailJson("change-id", "\"no\""), DetailJson("version", "2")})}));

  EXPECT_EQ(facts.change_versions, (Set{"core", "go-2", "java-3"}));
}

TEST(Facts, NameTheChangesThatTheSearchAttributeLists) {
  const Facts facts = FactsOf(
      OneTaskAnd({UpsertJson(5, "TemporalChangeVersion", R"(["b-1","a-2"])"),
                  UpsertJson(6, "TemporalChangeVersion", R"("c-1")"),
                  UpsertJson(7, "TemporalChangeVersion", "7"),
                  UpsertJson(8, "Colour", R"(["red"])")}));

  EXPECT_EQ(facts.change_versions, (Set{"a-2", "b-1", "c-1"}));
}

}  // namespace
}  // namespace lockstep::history
