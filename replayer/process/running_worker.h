// The main process's end of one worker.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "replayer/process/frame.h"
#include "replayer/process/shared_slots.h"
#include "replayer/process/work_queue.h"

namespace lockstep::replay {

struct Limits;

// Kills the worker when it goes out of scope.
class RunningWorker {
 public:
  RunningWorker(Batch batch, pid_t pid, Slot& slot, int result_fd);
  ~RunningWorker();
  RunningWorker(const RunningWorker&) = delete;
  RunningWorker& operator=(const RunningWorker&) = delete;

  const Batch& batch() const { return batch_; }
  int result_fd() const { return result_fd_; }

  // Takes the records that have arrived.
  void Read();

  // Kills it if it breaks a limit.
  void Enforce(const Limits& limits, int64_t now);

  // Its results are not wanted any more.
  void Stop();

  // Has it ended? If so, its last records were taken.
  bool Reap();

  // Some item has failed.
  bool failed() const { return failed_; }

  // After Reap(): tells the queue how it went.
  void Report(WorkQueue& queue);

 private:
  void Kill(Death::Cause cause, int64_t position);
  Death MakeDeath() const;

  const Batch batch_;
  const pid_t pid_;
  Slot& slot_;
  const int result_fd_;
  FrameReader reader_;
  std::vector<ItemRecord> records_;
  std::string note_;
  bool failed_ = false;
  bool reaped_ = false;
  bool stopped_ = false;
  int wait_status_ = 0;
  std::optional<Death::Cause> killed_for_;
  int64_t killed_at_ = 0;  // position in the batch
};

// The memory that a process holds now; 0 if it is gone.
int64_t ResidentBytes(pid_t pid);

}  // namespace lockstep::replay
