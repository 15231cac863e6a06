#include "tests/server/seeds.h"

#include <google/protobuf/stubs/strutil.h>
#include <gtest/gtest.h>
namespace lockstep::fetch {
namespace {

using nlohmann::json;

std::string Base64(const std::string& bytes) {
  std::string text;
  google::protobuf::Base64Escape(bytes, &text);
  return text;
}

json ExecutionOf(const WorkflowRun& run) {
  return {{"workflowId", run.workflow_id}, {"runId", run.run_id}};
}

struct Task {
  WorkflowRun run;
  std::string token;
};

Task Poll(const DevServer& server, const std::string& queue) {
  const json task = server.wire().Must(
      "PollWorkflowTaskQueue",
      {{"taskQueue", {{"name", queue}}}, {"identity", "seeds"}});
  if (!task.contains("workflowExecution")) {
    ADD_FAILURE() << "queue " << queue << " has no workflow task";
    return {};
  }
  return {{task["workflowExecution"]["workflowId"],
           task["workflowExecution"]["runId"]},
          task["taskToken"]};
}

json Command(const std::string& type, const std::string& attributes,
             const json& value) {
  return {{"commandType", "COMMAND_TYPE_" + type}, {attributes, value}};
}

}  // namespace

json Payload(const json& value) {
  return {{"metadata", {{"encoding", Base64("json/plain")}}},
          {"data", Base64(value.dump())}};
}

json Payloads(const json& value) {
  return {{"payloads", json::array({Payload(value)})}};
}

json RequestOf(const Start& start) {
  json request = {{"workflowId", start.id},
                  {"workflowType", {{"name", start.type}}},
                  {"taskQueue", {{"name", start.queue}}},
                  {"requestId", start.id.substr(0, 100) + "-request"},
                  {"identity", "seeds"}};
  request.merge_patch(start.more);
  return request;
}

WorkflowRun StartRun(const DevServer& server, const Start& start) {
  const json answer =
      server.wire().Must("StartWorkflowExecution", RequestOf(start));
  return {start.id, answer.value("runId", "")};
}

void Signal(const DevServer& server, const WorkflowRun& run,
            const std::string& name, const json& input) {
  server.wire().Must("SignalWorkflowExecution",
                     {{"workflowExecution", ExecutionOf(run)},
                      {"signalName", name},
                      {"input", Payloads(input)},
                      {"identity", "seeds"}});
}

void Terminate(const DevServer& server, const WorkflowRun& run) {
  server.wire().Must("TerminateWorkflowExecution",
                     {{"workflowExecution", ExecutionOf(run)},
                      {"reason", "enough <of> & this"},
                      {"details", Payloads(1.5)},
                      {"identity", "seeds"}});
}

void RequestCancel(const DevServer& server, const WorkflowRun& run) {
  server.wire().Must("RequestCancelWorkflowExecution",
                     {{"workflowExecution", ExecutionOf(run)},
                      {"reason", "\u2028 line\nend"},
                      {"identity", "seeds"}});
}

WorkflowRun CompleteTask(const DevServer& server, const std::string& queue,
                         const json& commands, const json& more) {
  const Task task = Poll(server, queue);
  json answer = {
      {"taskToken", task.token}, {"commands", commands}, {"identity", "seeds"}};
  answer.merge_patch(more);
  server.wire().Must("RespondWorkflowTaskCompleted", answer);
  return task.run;
}

WorkflowRun FailTask(const DevServer& server, const std::string& queue) {
  const Task task = Poll(server, queue);
  server.wire().Must(
      "RespondWorkflowTaskFailed",
      {{"taskToken", task.token},
       {"cause", "WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR"},
       {"failure", {{"message", "as told"}}},
       {"identity", "seeds"}});
  return task.run;
}

void TakeTask(const DevServer& server, const std::string& queue) {
  Poll(server, queue);
}

json CompleteWorkflow() {
  return Command("COMPLETE_WORKFLOW_EXECUTION",
                 "completeWorkflowExecutionCommandAttributes",
                 {{"result", Payloads({{"done", true}})}});
}

json FailWorkflow(const std::string& message) {
  return Command("FAIL_WORKFLOW_EXECUTION",
                 "failWorkflowExecutionCommandAttributes",
                 {{"failure",
                   {{"message", message},
                    {"applicationFailureInfo", {{"type", "Sold out"}}}}}});
}

json ContinueAsNew(const Start& next) {
  return Command("CONTINUE_AS_NEW_WORKFLOW_EXECUTION",
                 "continueAsNewWorkflowExecutionCommandAttributes",
                 {{"workflowType", {{"name", next.type}}},
                  {"taskQueue", {{"name", next.queue}}},
                  {"input", Payloads(next.id)},
                  {"workflowRunTimeout", "3600s"},
                  {"workflowTaskTimeout", "10s"}});
}

json StartTimer(const std::string& id, const std::string& after) {
  return Command("START_TIMER", "startTimerCommandAttributes",
                 {{"timerId", id}, {"startToFireTimeout", after}});
}

json ScheduleActivity(const std::string& id) {
  return Command("SCHEDULE_ACTIVITY_TASK",
                 "scheduleActivityTaskCommandAttributes",
                 {{"activityId", id},
                  {"activityType", {{"name", "Charge"}}},
                  {"taskQueue", {{"name", "nobody"}}},
                  {"input", Payloads({{"id", id}, {"cents", 199}})},
                  {"startToCloseTimeout", "86400s"},
                  {"scheduleToCloseTimeout", "86400s"},
                  {"retryPolicy",
                   {{"initialInterval", "1.500s"},
                    {"backoffCoefficient", 1.000001},
                    {"maximumInterval", "100.000000001s"}}}});
}

json StartChild(const Start& child) {
  return Command("START_CHILD_WORKFLOW_EXECUTION",
                 "startChildWorkflowExecutionCommandAttributes",
                 {{"workflowId", child.id},
                  {"workflowType", {{"name", child.type}}},
                  {"taskQueue", {{"name", child.queue}}},
                  {"parentClosePolicy", "PARENT_CLOSE_POLICY_ABANDON"}});
}

json VersionMarker(const std::string& change, int version) {
  return Command(
      "RECORD_MARKER", "recordMarkerCommandAttributes",
      {{"markerName", "Version"},
       {"details",
        {{"change-id", Payloads(change)}, {"version", Payloads(version)}}}});
}

json UpsertChangeVersions(const std::vector<std::string>& versions) {
  json payload = Payload(versions);
  payload["metadata"]["type"] = Base64("KeywordList");
  return Command("UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
                 "upsertWorkflowSearchAttributesCommandAttributes",
                 {{"searchAttributes",
                   {{"indexedFields", {{"TemporalChangeVersion", payload}}}}}});
}

}  // namespace lockstep::fetch
