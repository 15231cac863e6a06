// What a history says about its run: the manifest notes it, selection and
// reports ask for it.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "history/event.h"

namespace lockstep::history {

// As far as the events that were added say. Empty: not said.
struct Facts {
  int64_t events = 0;
  int64_t last_event_id = 0;
  std::string workflow_id;  // newer servers only
  // Of a reset run its own, which event 1 does not say: that is a copy of the
  // base run's (history-download 2.5).
  std::string run_id;
  std::string workflow_type;
  std::string task_queue;
  // As queries spell it: "Running", "Paused", "Completed", "Failed",
  // "Canceled", "Terminated", "ContinuedAsNew", "TimedOut".
  std::string status = "Running";
  bool closed = false;
  Timestamp start_time;
  Timestamp close_time;         // of the closing event
  std::string original_run_id;  // of a reset run: where event 1 was written
  std::string first_run_id;
  std::string continued_run_id;   // the run before
  std::string new_run_id;         // the run after
  std::string reset_base_run_id;  // of the last reset
  Execution parent;
  std::string scheduled_by;                                // the schedule
  std::set<std::pair<std::string, std::string>> children;  // workflow, run id
  int64_t completed_tasks = 0;
  std::string sdk_name;  // the last that a completed task names
  std::string sdk_version;
  std::set<std::string> build_ids;            // of completed tasks
  std::set<std::string> deployment_versions;  // "<deployment>:<build>"
  // As TemporalChangeVersion has them: "<change id>-<version>" of Version
  // markers, "<patch id>" of patches. From the markers and from upserts of that
  // attribute, since a codec may hide the markers of Go.
  std::set<std::string> change_versions;
  bool operator==(const Facts&) const = default;
};

// Events come in order.
void AddFacts(const Event& event, Facts& facts);

}  // namespace lockstep::history
