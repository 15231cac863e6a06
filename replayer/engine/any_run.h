// One replay in progress, of either profile, as results are made of it.
#pragma once

#include <optional>
#include <vector>

#include "replayer/engine/status.h"
#include "replayer/engine/task_record.h"

namespace lockstep::replay {

class AnyRun {
 public:
  virtual ~AnyRun() = default;

  // Replays to the end of the history or to the first divergence.
  virtual Status Replay() = 0;

  // What the replay has seen so far.
  virtual const TaskRecord& task() const = 0;
  virtual const std::vector<Difference>& findings() const = 0;
  virtual int64_t compared_tasks() const = 0;
  virtual int64_t matched_commands() const = 0;
  // The task for which the code was woken last.
  virtual const std::optional<WakeUp>& wake_up() const = 0;
  // Of an open run, if the replay got there.
  virtual const std::optional<LiveEdge>& live_edge() const = 0;
  // Where each coroutine waits now.
  virtual std::vector<Waiting> WhereItWaits() = 0;
};

}  // namespace lockstep::replay
