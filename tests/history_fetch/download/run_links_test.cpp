#include "history_fetch/download/run_links.h"

#include <gmock/gmock.h>

#include "history/events_text.h"

namespace lockstep::fetch {
namespace {

RunLinks LinksOf(const std::string& events) {
  const auto parsed = history::ParseEvents("[" + events + "]", "test");
  EXPECT_TRUE(parsed) << parsed.error().message;
  RunLinks links;
  if (!parsed) return links;
  for (const history::Event& event : *parsed) AddLinks(event, links);
  return links;
}

std::string Started(const std::string& more) {
  return R"({"eventId":"1","eventType":"EVENT_TYPE_WORKFLOW_EXECUTION_STARTED",
             "workflowExecutionStartedEventAttributes":{
               "continuedExecutionRunId":"before")" +
         more + "}}";
}

std::string Continued(const std::string& initiator) {
  return R"({"eventId":"1",
      "eventType":"EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW",
      "workflowExecutionContinuedAsNewEventAttributes":{
        "newExecutionRunId":"after","initiator":")" +
         initiator + "\"}}";
}

TEST(RunLinks, AChainLeadsBothWays) {
  EXPECT_EQ(LinksOf(Started("")).before, "before");
  EXPECT_EQ(LinksOf(Continued("CONTINUE_AS_NEW_INITIATOR_WORKFLOW")).after,
            "after");
}

TEST(RunLinks, CronsAndRetriesAreNoChains) {
  EXPECT_EQ(LinksOf(Started(R"(,"cronSchedule":"* * * * *")")).before, "");
  EXPECT_EQ(LinksOf(Started(R"(,"attempt":2)")).before, "");
  EXPECT_EQ(LinksOf(Continued("CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE")).after,
            "");
  EXPECT_EQ(LinksOf(Continued("CONTINUE_AS_NEW_INITIATOR_RETRY")).after, "");
}

TEST(RunLinks, ChildrenThatStartedAreThere) {
  const RunLinks links = LinksOf(R"(
    {"eventId":"1",
     "eventType":"EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED",
     "childWorkflowExecutionStartedEventAttributes":{
       "namespace":"orders","initiatedEventId":"1",
       "workflowExecution":{"workflowId":"c","runId":"r"},
       "workflowType":{"name":"Child"}}})");

  EXPECT_THAT(links.children,
              testing::ElementsAre(StartedChild{.name_space = "orders",
                                                .workflow_type = "Child",
                                                .execution = {"c", "r"}}));
}

}  // namespace
}  // namespace lockstep::fetch
