// One run of a workflow inside a build: the engine's side of the boundary.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "history/event.h"
#include "lockstep/build_abi.h"
#include "replayer/engine/command.h"
#include "replayer/engine/job.h"
#include "replayer/engine/replay.h"
#include "replayer/engine/status.h"

namespace lockstep::replay {

// What an activation tells besides its jobs.
struct TaskInfo {
  int64_t now = 0;  // ns since 1970
  int64_t history_length = 0;
  int64_t history_size = 0;
  bool continue_as_new_suggested = false;
  bool replaying = true;
  // Go: the SDK flags in force, sorted; null: none.
  const std::vector<uint32_t>* sdk_flags = nullptr;
  std::string build_id;  // of the worker that completed the task (S-39)
};

// Who a run is, as far as its first event does not say.
struct RunIdentity {
  std::string workflow_id;
  std::string run_id;
  std::string workflow_namespace;
};

// Owns the build's instance; destroys it at the end. Workflow code runs only
// inside these calls.
class Instance {
 public:
  Instance(const LsBuild& build, Observer* observer)
      : build_(build), observer_(observer) {}
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  Status Create(const history::WorkflowStarted& started, int64_t start_time,
                const RunIdentity& identity);

  // Runs the code and appends the commands it makes, in order.
  Status Activate(const std::vector<Job>& jobs, const TaskInfo& task,
                  std::vector<Command>& commands);

  // Answers LsHost::child_id_in_use; `so_far` are the commands of the
  // activation at hand.
  using ChildIdInUse = std::function<bool(const std::string& workflow_id,
                                          const std::vector<Command>& so_far)>;
  void OnChildIdInUse(ChildIdInUse answer) {
    child_id_in_use_ = std::move(answer);
  }

  // Where each coroutine waits now.
  std::vector<Waiting> WhereItWaits();

 private:
  class Collector;

  Status ToStatus(LsStatus status, const Collector& collector) const;

  const LsBuild& build_;
  Observer* const observer_;
  ChildIdInUse child_id_in_use_;
  LsInstance* instance_ = nullptr;
};

}  // namespace lockstep::replay
