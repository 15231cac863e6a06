#include "history/facts.h"

#include <string_view>

#include "history/version_marker.h"

namespace lockstep::history {
namespace {

constexpr std::string_view kReset = "WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW";

void Close(const Event& event, const char* status, Facts& facts) {
  facts.status = status;
  facts.closed = true;
  facts.close_time = event.time;
}

// What the type alone says.
void AddStatus(const Event& event, Facts& facts) {
  switch (event.type) {
    case EventType::kWorkflowExecutionPaused:
      if (!facts.closed) facts.status = "Paused";
      return;
    case EventType::kWorkflowExecutionUnpaused:
      if (!facts.closed) facts.status = "Running";
      return;
    case EventType::kWorkflowExecutionCompleted:
      return Close(event, "Completed", facts);
    case EventType::kWorkflowExecutionFailed:
      return Close(event, "Failed", facts);
    case EventType::kWorkflowExecutionTimedOut:
      return Close(event, "TimedOut", facts);
    case EventType::kWorkflowExecutionCanceled:
      return Close(event, "Canceled", facts);
    case EventType::kWorkflowExecutionTerminated:
      return Close(event, "Terminated", facts);
    case EventType::kWorkflowExecutionContinuedAsNew:
      return Close(event, "ContinuedAsNew", facts);
    default:
      return;
  }
}

void Set(const std::string& said, std::string& fact) {
  if (!said.empty()) fact = said;
}

void Insert(const std::string& said, std::set<std::string>& facts) {
  if (!said.empty()) facts.insert(said);
}

// Of attributes without facts.
template <class Other>
void Add(const Event&, const Other&, Facts&) {}

void Add(const Event& event, const WorkflowStarted& started, Facts& facts) {
  facts.workflow_id = started.workflow_id;
  facts.run_id = started.original_execution_run_id;
  facts.workflow_type = started.workflow_type;
  facts.task_queue = started.task_queue;
  facts.start_time = event.time;
  facts.original_run_id = started.original_execution_run_id;
  facts.first_run_id = started.first_execution_run_id;
  facts.continued_run_id = started.continued_execution_run_id;
  facts.parent = started.parent;
  const auto schedule = started.search_attributes.find("TemporalScheduledById");
  if (schedule == started.search_attributes.end()) return;
  for (const auto& id : JsonTexts(schedule->second)) {
    facts.scheduled_by = id;
  }
}

void Add(const Event&, const WorkflowClosed& closed, Facts& facts) {
  Set(closed.new_run_id, facts.new_run_id);
}

void Add(const Event&, const WorkflowContinuedAsNew& next, Facts& facts) {
  Set(next.new_run_id, facts.new_run_id);
}

void Add(const Event& event, const WorkflowTask& task, Facts& facts) {
  if (event.type == EventType::kWorkflowTaskFailed && task.cause == kReset) {
    Set(task.base_run_id, facts.reset_base_run_id);
    Set(task.new_run_id, facts.run_id);
  }
  if (event.type != EventType::kWorkflowTaskCompleted) return;
  ++facts.completed_tasks;
  Set(task.sdk_name, facts.sdk_name);
  Set(task.sdk_version, facts.sdk_version);
  Insert(task.build_id, facts.build_ids);
  Insert(task.deployment_version, facts.deployment_versions);
}

void Add(const Event& event, const ChildUpdate& child, Facts& facts) {
  if (event.type != EventType::kChildWorkflowExecutionStarted) return;
  facts.children.emplace(child.execution.workflow_id, child.execution.run_id);
}

void Add(const Event& event, const MarkerRecorded&, Facts& facts) {
  if (const auto version = ChangeVersion(event)) {
    Insert(*version, facts.change_versions);
  }
}

void Add(const Event& event, const PropertiesModified& upsert, Facts& facts) {
  if (event.type != EventType::kUpsertWorkflowSearchAttributes) return;
  const auto versions = upsert.entries.find(kChangeVersionAttribute);
  if (versions == upsert.entries.end()) return;
  for (const auto& version : JsonTexts(versions->second)) {
    Insert(version, facts.change_versions);
  }
}

}  // namespace

void AddFacts(const Event& event, Facts& facts) {
  ++facts.events;
  facts.last_event_id = event.id;
  AddStatus(event, facts);
  std::visit([&](const auto& attributes) { Add(event, attributes, facts); },
             event.attributes);
}

}  // namespace lockstep::history
