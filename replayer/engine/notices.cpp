#include "replayer/engine/notices.h"

#include <set>

#include "fmt/format.h"
#include "fmt/ranges.h"

namespace lockstep::replay {
namespace {

using history::Event;
using history::EventType;
using history::WorkflowTask;

// 1 checks ids and types, 2 upserts TemporalChangeVersion with a patch, 3 puts
// the closing command last, 4 is written by newer SDKs without any effect.
constexpr uint32_t kHighestKnownFlag = 4;

// The completed tasks' flags that are new to the history and to us.
class UnknownFlags {
 public:
  void Read(const Event& event) {
    for (const uint32_t flag :
         std::get<WorkflowTask>(event.attributes).core_used_flags) {
      if (flag >= 1 && flag <= kHighestKnownFlag) continue;
      if (flags_.empty()) first_event_id_ = event.id;
      flags_.insert(flag);
    }
  }

  void Report(std::vector<std::string>& notices) const {
    if (flags_.empty()) return;
    notices.push_back(fmt::format(
        "event {}: the SDK that recorded the history used engine flag{} {}, "
        "which this lockstep-replay does not know: the run is replayed as if "
        "{} had not been set",
        first_event_id_, flags_.size() == 1 ? "" : "s", fmt::join(flags_, ", "),
        flags_.size() == 1 ? "it" : "they"));
  }

 private:
  std::set<uint32_t> flags_;
  int64_t first_event_id_ = 0;
};

// Tasks that the worker of that time refused.
class RefusedTasks {
 public:
  void Read(const Event& event) {
    const auto& task = std::get<WorkflowTask>(event.attributes);
    if (task.cause != "WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR") {
      return;
    }
    if (count_++ > 0) return;
    first_ = fmt::format(
        "event {}: the worker of that time found this run nondeterministic{}{}",
        event.id, task.failure ? ": " : "",
        task.failure ? task.failure->message : "");
  }

  void Report(std::vector<std::string>& notices) const {
    if (count_ == 0) return;
    notices.push_back(
        count_ == 1 ? first_
                    : fmt::format("{} ({} more like it)", first_, count_ - 1));
  }

 private:
  std::string first_;
  int count_ = 0;
};

}  // namespace

std::vector<std::string> Notices(const history::History& history) {
  std::vector<std::string> notices;
  UnknownFlags flags;
  RefusedTasks refused;
  for (const Event& event : history.events) {
    if (event.type == EventType::kWorkflowTaskCompleted) flags.Read(event);
    if (event.type == EventType::kWorkflowTaskFailed) refused.Read(event);
  }
  refused.Report(notices);
  flags.Report(notices);
  return notices;
}

}  // namespace lockstep::replay
