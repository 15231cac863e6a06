// Waking the code: what it is told, what it asks for.
#include <algorithm>
#include <utility>

#include "replayer/engine/history_jobs.h"
#include "replayer/engine/marshal.h"
#include "replayer/engine/run.h"

namespace lockstep::replay {

using history::EventType;

namespace {

// Core's internal flags (replay-semantics 3.7).
constexpr uint32_t kUpsertOnPatch = 2;
constexpr uint32_t kMoveTerminalCommands = 3;

const std::string& BuildIdOf(const history::Event& completed) {
  return std::get<history::WorkflowTask>(completed.attributes).build_id;
}

}  // namespace

// The task that wakes the code has commands in the history.
bool Run::WillBeCompleted(const Slice& slice) const {
  const size_t next = SkipIgnorable(events_, slice.end);
  return events_[slice.end - 1].type == EventType::kWorkflowTaskStarted &&
         next < events_.size() &&
         events_[next].type == EventType::kWorkflowTaskCompleted &&
         (!history_.cut_inside_task || SliceAt(slice.end));
}

void Run::ReadFlags(const Slice& slice) {
  const size_t end =
      std::min(SkipIgnorable(events_, slice.end) + 1, events_.size());
  for (size_t i = slice.begin; i < end; ++i) {
    if (events_[i].type != EventType::kWorkflowTaskCompleted) continue;
    const auto& task = std::get<history::WorkflowTask>(events_[i].attributes);
    core_flags_.insert(task.core_used_flags.begin(),
                       task.core_used_flags.end());
  }
}

// The clock of a task is the start of the last one folded into its slice, and
// never goes back.
void Run::AdvanceClock(const Slice& slice) {
  for (size_t i = slice.begin; i < slice.end; ++i) {
    if (events_[i].type != EventType::kWorkflowTaskStarted) continue;
    const bool last = i + 1 == slice.end;
    const size_t next = SkipIgnorable(events_, i + 1);
    const bool folded = !last && next < slice.end &&
                        events_[next].type == EventType::kWorkflowTaskCompleted;
    if (!last && !folded) continue;
    const auto& started =
        std::get<history::WorkflowTask>(events_[i].attributes);
    info_.now = std::max(info_.now, Nanoseconds(events_[i].time));
    info_.history_size = started.history_size;
    info_.continue_as_new_suggested = started.suggest_continue_as_new;
  }
  info_.history_length = events_[slice.end - 1].id;
}

// What the task at hand recorded beside commands (patches, results of local
// activities, updates it accepted) is in the events after it; that of later
// tasks must not be seen yet (S-11).
void Run::LookAhead(const Slice& next) {
  std::vector<LocalMarker> local;
  for (size_t i = next.begin; i < next.end; ++i) {
    const Event& event = events_[i];
    if (const auto patch = ReadPatchMarker(event)) {
      NotifyPatch(patch->id);
    } else if (auto marker = ReadLocalMarker(event)) {
      local.push_back(*std::move(marker));
    } else if (event.type == EventType::kWorkflowExecutionUpdateAccepted) {
      DeliverUpdate(event);
    }
  }
  local_results_.Begin(std::move(local));
}

void Run::NotifyPatch(const std::string& id) {
  if (!machines_.patches().Notify(id)) return;
  Job job;
  job.kind = LS_JOB_NOTIFY_PATCH;
  job.name = id;
  jobs_.push_back(std::move(job));
}

// Validators are not run in a replay (S-20).
void Run::DeliverUpdate(const Event& event) {
  const auto& accepted = std::get<history::WorkflowUpdate>(event.attributes);
  const std::string& instance = accepted.protocol_instance_id;
  const history::WorkflowUpdate* request = &accepted;
  if (!accepted.has_request) {
    const auto admitted = admitted_.find(instance);
    if (admitted != admitted_.end()) request = admitted->second;
  }
  machines_.ExpectUpdate(instance);
  jobs_.push_back(UpdateJob(accepted, *request));
}

void Run::TakeLocalResults(uint32_t activation) {
  const auto started = [this](uint32_t seq) {
    return machines_.LocalActivity(seq) != nullptr;
  };
  Effects effects;
  for (const LocalMarker& marker :
       local_results_.Take(activation, jobs_.empty(), started)) {
    machines_.LocalActivity(marker.data.seq)->Tell(marker, effects);
    info_.now = std::max(info_.now, Nanoseconds(marker.data.complete_time));
  }
  Accept(std::move(effects));
}

Status Run::WakeCode(const Slice& slice) {
  AdvanceClock(slice);
  const Event& last = events_[slice.end - 1];
  const int64_t started_event_id =
      last.type == EventType::kWorkflowTaskStarted ? last.id : 0;
  info_.build_id.clear();
  if (!WillBeCompleted(slice)) return RunLiveEdge(started_event_id);
  info_.build_id = BuildIdOf(events_[SkipIgnorable(events_, slice.end)]);
  return RunTask({task_.number + 1, started_event_id}, true);
}

// The unfinished last task: what the code asks for is counted, not judged.
Status Run::RunLiveEdge(int64_t started_event_id) {
  live_edge_ = LiveEdge{.started_event_id = started_event_id};
  if (options_.stop_at_last_completed) return {};
  const Status status = RunTask({0, started_event_id}, false);
  if (!status) live_edge_->outcome = status.error().verdict;
  live_edge_->commands = std::count_if(
      produced_.begin(), produced_.end(), [](const Request* request) {
        return !request->machine->CancelledBeforeSent();
      });
  return status;
}

Status Run::RunTask(const WakeUp& wake_up, bool replaying) {
  wake_up_ = wake_up;
  if (observer_ != nullptr) observer_->BeginWakeUp(wake_up);
  info_.replaying = replaying;
  for (uint32_t activation = 0; !closed_; ++activation) {
    TakeLocalResults(activation);
    if (jobs_.empty()) break;
    if (live_edge_) live_edge_->ran = true;
    std::vector<Job> jobs = std::exchange(jobs_, {});
    SortJobs(jobs);
    if (Status status = Create(); !status) return status;
    std::vector<Command> commands;
    if (Status status = instance_.Activate(jobs, info_, commands); !status) {
      return status;
    }
    CloseLast(commands, replaying);
    if (Status status = ApplyCommands(std::move(commands), replaying);
        !status) {
      return status;
    }
  }
  jobs_.clear();
  return {};
}

Status Run::Create() {
  if (created_) return {};
  created_ = true;
  const auto& started =
      std::get<history::WorkflowStarted>(events_.front().attributes);
  return instance_.Create(
      started, Nanoseconds(events_.front().time),
      {history_.workflow_id, history_.run_id, history_.workflow_namespace});
}

// With Core flag 3 the first closing command goes behind all others; without,
// what follows it is dropped (replay-semantics 4.9).
void Run::CloseLast(std::vector<Command>& commands, bool replaying) {
  const auto closes = [](const Command& c) { return IsTerminal(c.kind); };
  const auto first = std::find_if(commands.begin(), commands.end(), closes);
  if (first == commands.end()) return;
  closed_ = true;
  if (replaying && !core_flags_.contains(kMoveTerminalCommands)) {
    commands.erase(first + 1, commands.end());
    return;
  }
  Command close = std::move(*first);
  commands.erase(std::remove_if(first, commands.end(), closes), commands.end());
  commands.push_back(std::move(close));
}

Status Run::ApplyCommands(std::vector<Command> commands, bool replaying) {
  const PatchRules rules{replaying,
                         !replaying || core_flags_.contains(kUpsertOnPatch)};
  Effects effects;
  for (Command& command : commands) {
    Status status = machines_.Apply(std::move(command), rules, effects);
    if (!status) return status;
  }
  Accept(std::move(effects));
  return {};
}

}  // namespace lockstep::replay
