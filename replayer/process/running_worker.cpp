#include "replayer/process/running_worker.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <utility>

#include "replayer/process/process_group.h"
#include "replayer/process/supervisor.h"
#include "replayer/process/worker.h"

namespace lockstep::replay {

RunningWorker::RunningWorker(Batch batch, pid_t pid, Slot& slot, int result_fd)
    : batch_(std::move(batch)), pid_(pid), slot_(slot), result_fd_(result_fd) {}

RunningWorker::~RunningWorker() {
  if (!reaped_) {
    Stop();
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  EndGroup(pid_);
  // What it said late is for nobody.
  FrameReader late;
  late.ReadFrom(result_fd_);
}

void RunningWorker::Read() {
  reader_.ReadFrom(result_fd_);
  while (std::optional<Frame> frame = reader_.Next()) {
    if (frame->kind == kNoteFrame) {
      note_ = std::move(frame->body);
      continue;
    }
    failed_ = failed_ || frame->kind == kFailedFrame;
    records_.push_back({std::move(frame->body), frame->kind == kFailedFrame});
    note_.clear();
  }
}

void RunningWorker::Enforce(const Limits& limits, int64_t now) {
  if (killed_for_ || stopped_) return;
  const int64_t position = slot_.position;
  const int64_t code_since = slot_.code_since;
  const int64_t item_since = slot_.item_since;
  // A worker that moved on between these reads is looked at the next time.
  if (position < 0 || slot_.position != position) return;
  const auto is_over = [now](std::chrono::nanoseconds limit, int64_t since) {
    return limit.count() > 0 && since > 0 && now - since > limit.count();
  };
  if (is_over(limits.deadlock, code_since)) {
    Kill(Death::Cause::kDeadlock, position);
  } else if (is_over(limits.timeout, item_since)) {
    Kill(Death::Cause::kTimeout, position);
  } else if (limits.memory_bytes > 0 &&
             ResidentBytes(pid_) > limits.memory_bytes) {
    Kill(Death::Cause::kMemory, position);
  }
}

void RunningWorker::Kill(Death::Cause cause, int64_t position) {
  killed_for_ = cause;
  killed_at_ = position;
  kill(pid_, SIGKILL);
}

void RunningWorker::Stop() {
  stopped_ = true;
  kill(pid_, SIGKILL);
}

bool RunningWorker::Reap() {
  if (!reaped_ && waitpid(pid_, &wait_status_, WNOHANG) != 0) {
    reaped_ = true;
    Read();
  }
  return reaped_;
}

Death RunningWorker::MakeDeath() const {
  Death death{killed_for_.value_or(Death::Cause::kCrash), wait_status_,
              slot_.code_since != 0, slot_.speechless != 0};
  if (slot_.task != kNoTask) {
    death.wake_up = WakeUp{slot_.task, slot_.started_event_id};
  }
  return death;
}

void RunningWorker::Report(WorkQueue& queue) {
  const size_t done = records_.size();
  const bool all_done = done >= batch_.items.size();
  if (all_done || stopped_) {
    queue.Finish(batch_, std::move(records_));
  } else if (killed_for_ && static_cast<int64_t>(done) > killed_at_) {
    // It finished the item while we decided to kill it.
    queue.Continue(batch_, std::move(records_));
  } else {
    queue.Lose(batch_, std::move(records_), MakeDeath(), note_);
  }
}

int64_t ResidentBytes(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  int64_t total_pages = 0;
  int64_t resident_pages = 0;
  file >> total_pages >> resident_pages;
  return resident_pages * sysconf(_SC_PAGESIZE);
}

}  // namespace lockstep::replay
