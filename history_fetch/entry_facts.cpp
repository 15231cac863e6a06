#include "history_fetch/entry_facts.h"

#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

std::string Text(const history::Timestamp& time) {
  if (time == history::Timestamp{}) return "";
  return FormatTime(time.seconds, time.nanos);
}

std::vector<std::string> List(const std::set<std::string>& set) {
  return {set.begin(), set.end()};
}

}  // namespace

void SetFacts(const history::Facts& facts, Entry& entry) {
  entry.workflow_id = facts.workflow_id;
  entry.run_id = facts.run_id;
  entry.workflow_type = facts.workflow_type;
  entry.task_queue = facts.task_queue;
  entry.status = facts.status;
  entry.closed = facts.closed;
  entry.start_time = Text(facts.start_time);
  entry.close_time = Text(facts.close_time);
  entry.events = facts.events;
  entry.last_event_id = facts.last_event_id;
  entry.first_run_id = facts.first_run_id;
  entry.continued_run_id = facts.continued_run_id;
  entry.new_run_id = facts.new_run_id;
  entry.original_run_id = facts.original_run_id;
  entry.reset_base_run_id = facts.reset_base_run_id;
  entry.parent_workflow_id = facts.parent.workflow_id;
  entry.parent_run_id = facts.parent.run_id;
  entry.scheduled_by = facts.scheduled_by;
  entry.build_ids = List(facts.build_ids);
  entry.deployment_versions = List(facts.deployment_versions);
  entry.change_versions = List(facts.change_versions);
  entry.sdk_name = facts.sdk_name;
  entry.sdk_version = facts.sdk_version;
}

}  // namespace lockstep::fetch
