// What a history says about its run: the manifest notes it, selection and
// reports ask for it.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "history/event.h"

namespace lockstep::history {

// As far as the events that were added say. Empty: not said.
struct Facts {
  int64_t events = 0;
  int64_t last_event_id = 0;
  std::string workflow_id;  // newer servers only
  std::string workflow_type;
  std::string task_queue;
  // As queries spell it: "Running", "Completed", "Failed", "Canceled",
  // "Terminated", "ContinuedAsNew", "TimedOut".
  std::string status = "Running";
  Timestamp start_time;
  Timestamp close_time;  // of the closing event
  std::string original_run_id;
  std::string first_run_id;
  std::string continued_run_id;  // the run before
  std::string new_run_id;        // the run after
  std::string reset_base_run_id;
  Execution parent;
  std::set<std::pair<std::string, std::string>> children;  // workflow, run id
  int64_t completed_tasks = 0;
  std::string sdk_name;     // the last that a completed task names
  std::string sdk_version;
  std::set<std::string> build_ids;
  std::set<std::string> deployment_versions;
  // "<change id>-<version>" of Version and patch markers, as
  // TemporalChangeVersion has them.
  std::set<std::string> change_versions;
  bool operator==(const Facts&) const = default;
};

void AddFacts(const Event& event, Facts& facts);

}  // namespace lockstep::history
