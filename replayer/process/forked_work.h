// What the child processes do: the seam between processes and replaying. Tests
// put their own work here.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "replayer/engine/replay.h"
#include "replayer/process/shared_slots.h"

namespace lockstep::replay {

// What one item came to.
struct ItemRecord {
  std::string record;   // opaque to the process code
  bool failed = false;  // --fail-fast stops here
  bool operator==(const ItemRecord&) const = default;
};

// How work in a worker talks to the supervisor.
class WorkerLink {
 public:
  virtual ~WorkerLink() = default;
  // Told around every call of workflow code.
  virtual Observer& observer() = 0;
  // What is known of the item so far; kept if the worker dies over it.
  virtual void Note(const std::string& record) = 0;
};

// Methods run in child processes, each forked after the one before it.
class ForkedWork {
 public:
  virtual ~ForkedWork() = default;
  // In the zygote, once; `stage` is shared memory. The answer goes to the main
  // process.
  virtual Result<std::string> Load(std::atomic<LoadStage>& stage) = 0;
  // In a worker.
  virtual ItemRecord Run(size_t item, WorkerLink& link) = 0;
};

}  // namespace lockstep::replay
