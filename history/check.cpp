#include "history/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

#include "history/links.h"

namespace lockstep::history {
namespace {

// The first of many warnings of a kind.
class Tally {
 public:
  void Add(std::string sentence) {
    if (count_++ == 0) first_ = std::move(sentence);
  }

  void Report(std::vector<std::string>& warnings) const {
    if (count_ == 0) return;
    warnings.push_back(
        count_ == 1 ? first_
                    : fmt::format("{} ({} more like it)", first_, count_ - 1));
  }

 private:
  std::string first_;
  int count_ = 0;
};

// The id of the task that the command was made in; 0: does not say.
int64_t TaskCompletedId(const Attributes& attributes) {
  return std::visit(
      [](const auto& message) -> int64_t {
        if constexpr (requires { message.task_completed_id; }) {
          return message.task_completed_id;
        }
        return 0;
      },
      attributes);
}

std::string Show(const Event& event) {
  return fmt::format("event {} ({})", event.id, Name(event.type));
}

// Follows the workflow tasks:
//
//   idle --Scheduled--> scheduled --Started--> started --Completed--> commands
//    ^                      |                     |                       |
//    |<------TimedOut-------+<--TimedOut, Failed--+                       |
//    |<---------------------any event that is not a command---------------+
class Checker {
 public:
  explicit Checker(const std::vector<Event>& events) : events_(events) {}

  Result<void> Run(std::vector<std::string>& warnings) {
    for (const Event& event : events_) {
      Result<void> checked = CheckPlace(event);
      std::vector<std::string> odd;
      if (checked) checked = CheckLinks(events_, event, odd);
      if (!checked) return checked;
      for (std::string& sentence : odd) odd_link_.Add(std::move(sentence));
      if (event.type == EventType::kWorkflowTaskStarted) CheckTime(event);
      if (IsTerminalEvent(event.type)) end_id_ = event.id;
    }
    odd_link_.Report(warnings);
    twice_scheduled_.Report(warnings);
    wrong_task_.Report(warnings);
    time_.Report(warnings);
    return {};
  }

 private:
  Result<void> CheckPlace(const Event& event) {
    const bool first = event.id == 1;
    const bool starts = event.type == EventType::kWorkflowExecutionStarted;
    if (first && !starts) {
      return Fail(Show(event) +
                  " is not the WorkflowExecutionStarted that a "
                  "history begins with");
    }
    if (starts && !first) return Fail(Show(event) + " starts the run again");
    const bool ignorable =
        event.worker_may_ignore || event.type == EventType::kUnspecified;
    if (ignorable && !IsCommandEvent(event.type)) return {};
    if (end_id_ != 0) {
      return Fail(fmt::format("{} follows the end of the run in event {}",
                              Show(event), end_id_));
    }
    return IsCommandEvent(event.type) ? Command(event) : Other(event);
  }

  Result<void> Command(const Event& event) {
    if (completed_id_ == 0) {
      return Fail(Show(event) +
                  " is the result of a command but does not follow a completed "
                  "workflow task");
    }
    const int64_t id = TaskCompletedId(event.attributes);
    if (id > 0 && id != completed_id_) {
      wrong_task_.Add(fmt::format(
          "{} names event {} as its completed workflow task, which is event {}",
          Show(event), id, completed_id_));
    }
    return {};
  }

  Result<void> Other(const Event& event) {
    completed_id_ = 0;
    switch (event.type) {
      case EventType::kWorkflowTaskScheduled:
      case EventType::kWorkflowTaskStarted:
      case EventType::kWorkflowTaskCompleted:
      case EventType::kWorkflowTaskTimedOut:
      case EventType::kWorkflowTaskFailed:
        return Task(event);
      default:
        break;
    }
    if (started_id_ == 0 || IsTerminalEvent(event.type)) return {};
    return Fail(fmt::format(
        "{} stands where the workflow task that event {} started must end",
        Show(event), started_id_));
  }

  Result<void> Task(const Event& event) {
    const bool starts = event.type == EventType::kWorkflowTaskStarted;
    const bool schedules = event.type == EventType::kWorkflowTaskScheduled;
    const bool times_out = event.type == EventType::kWorkflowTaskTimedOut;
    if (schedules || starts) {
      if (started_id_ != 0) {
        return Fail(fmt::format(
            "{} stands where the workflow task that event {} started must end",
            Show(event), started_id_));
      }
    } else if (started_id_ == 0 && !(times_out && scheduled_id_ != 0)) {
      return Fail(Show(event) + " ends a workflow task that was not started");
    }
    if (starts && scheduled_id_ == 0) {
      return Fail(Show(event) +
                  " starts a workflow task that was not scheduled");
    }
    if (schedules && scheduled_id_ != 0) {
      twice_scheduled_.Add(Show(event) +
                           " schedules a workflow task while one is scheduled");
    }
    scheduled_id_ = schedules ? event.id : 0;
    started_id_ = starts ? event.id : 0;
    if (event.type == EventType::kWorkflowTaskCompleted) {
      completed_id_ = event.id;
    }
    return {};
  }

  // Only the workflow's clock: servers hold other events back while a task
  // runs, so the times of neighbours often go back.
  void CheckTime(const Event& event) {
    if (event.time < last_time_) {
      time_.Add(Show(event) + " is older than an earlier workflow task");
    }
    last_time_ = std::max(last_time_, event.time);
  }

  const std::vector<Event>& events_;
  int64_t scheduled_id_ = 0;  // of the task that waits
  int64_t started_id_ = 0;    // of the task that runs
  int64_t completed_id_ = 0;  // of the task whose commands follow
  int64_t end_id_ = 0;
  Timestamp last_time_;
  Tally odd_link_;
  Tally twice_scheduled_;
  Tally wrong_task_;
  Tally time_;
};

}  // namespace

Result<void> Check(const std::vector<Event>& events,
                   std::vector<std::string>& warnings) {
  return Checker(events).Run(warnings);
}

}  // namespace lockstep::history
