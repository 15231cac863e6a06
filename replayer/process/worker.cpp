#include "replayer/process/worker.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "replayer/process/frame.h"

namespace lockstep::replay {
namespace {

// Notes in shared memory when workflow code runs. If workflow code forks, its
// child comes back here too; it must not go on as a second worker.
class SlotObserver final : public Observer {
 public:
  explicit SlotObserver(Slot& slot) : slot_(slot) {}

  void BeginWakeUp(const WakeUp& wake_up) override {
    slot_.started_event_id = wake_up.started_event_id;
    slot_.task = wake_up.task;
  }

  void EnterWorkflowCode() override { slot_.code_since = MonotonicNow(); }

  void LeaveWorkflowCode() override {
    LeaveIfForked();
    slot_.code_since = 0;
  }

  void LeaveIfForked() const {
    if (getpid() != owner_) _exit(EXIT_SUCCESS);
  }

 private:
  const pid_t owner_ = getpid();
  Slot& slot_;
};

class SlotLink final : public WorkerLink {
 public:
  explicit SlotLink(const WorkerPlace& place)
      : place_(place), observer_(*place.slot) {}

  Observer& observer() override { return observer_; }

  void Note(const std::string& record) override { Send(kNoteFrame, record); }

  void Send(char kind, const std::string& body) {
    observer_.LeaveIfForked();
    if (WriteFrame(place_.result_fd, kind, body)) return;
    place_.slot->speechless = 1;
    _exit(EXIT_FAILURE);
  }

 private:
  const WorkerPlace place_;
  SlotObserver observer_;
};

}  // namespace

void RunWorker(ForkedWork& work, const std::vector<uint32_t>& items,
               const WorkerPlace& place) {
  SlotLink link(place);
  for (size_t position = 0; position < items.size(); ++position) {
    place.slot->task = kNoTask;
    place.slot->item_since = MonotonicNow();
    place.slot->position = static_cast<int64_t>(position);
    const ItemRecord done = work.Run(items[position], link);
    link.Send(done.failed ? kFailedFrame : kPassedFrame, done.record);
  }
  // What the build printed is for its author. Not exit(): nothing of the
  // build's runs after the last result.
  std::fflush(nullptr);
  _exit(EXIT_SUCCESS);
}

}  // namespace lockstep::replay
