#include "replayer/engine/run.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "fmt/format.h"
#include "replayer/engine/describe_event.h"
#include "replayer/engine/links.h"
#include "replayer/engine/marshal.h"
#include "replayer/engine/random_seed.h"

namespace lockstep::replay {

using history::EventType;

namespace {

// Core's internal flags (replay-semantics 3.7).
constexpr uint32_t kCheckIds = 1;
constexpr uint32_t kUpsertOnPatch = 2;
constexpr uint32_t kMoveTerminalCommands = 3;

}  // namespace

Run::Run(const history::History& history, const LsBuild& build,
         const ReplayOptions& options, Observer* observer, bool own_sdk)
    : history_(history),
      events_(history.events),
      options_(options),
      instance_(build, observer) {
  const auto& started =
      std::get<history::WorkflowStarted>(events_.front().attributes);
  rules_.workflow_task_queue = started.task_queue;
  rules_.foreign_default_ids = !own_sdk || !history.workflow_id_known;
  rules_.skip_payloads = history.decoded;
  info_.now = Nanoseconds(events_.front().time);
}

Status Run::Replay() {
  size_t from = 0;
  while (const std::optional<Slice> slice = NextSlice(events_, from)) {
    ReadFlags(*slice);
    if (Status status = ApplySlice(*slice); !status) return status;
    if (history::IsTerminalEvent(events_[slice->end - 1].type)) break;
    if (const auto next = NextSlice(events_, slice->end)) NotifyPatches(*next);
    if (Status status = WakeCode(*slice); !status) return status;
    from = slice->end;
  }
  if (task_open_ && !history_.cut) return CheckTaskEnd();
  return {};
}

Status Run::ApplySlice(const Slice& slice) {
  rules_.check_identity =
      core_flags_.contains(kCheckIds) || slice.end == events_.size();
  for (size_t i = slice.begin; i < slice.end;) {
    const tl::expected<size_t, Stop> next = ApplyEvent(i);
    if (!next) return tl::unexpected<Stop>(next.error());
    i = *next;
    const bool last_of_task = task_open_ && i >= task_end_;
    // A cut history may hold only some of its last task's events.
    const bool complete = !history_.cut || task_end_ < events_.size();
    if (last_of_task && complete) {
      if (Status status = CheckTaskEnd(); !status) return status;
    }
  }
  return {};
}

// Returns the index of the event to go on with.
tl::expected<size_t, Stop> Run::ApplyEvent(size_t index) {
  const Event& event = events_[index];
  if (IsIgnorable(event)) return index + 1;
  if (event.type == EventType::kWorkflowTaskCompleted) {
    BeginCompletedTask(index);
  } else if (history::IsCommandEvent(event.type)) {
    return MatchCommandEvent(index);
  } else if (const int64_t link = LinkOf(event); link != 0) {
    if (Status status = ApplyLinkedEvent(event, link); !status) {
      return tl::unexpected<Stop>(std::move(status.error()));
    }
  } else {
    ApplyExternalEvent(event);
  }
  return index + 1;
}

void Run::BeginCompletedTask(size_t index) {
  const auto& completed =
      std::get<history::WorkflowTask>(events_[index].attributes);
  task_.number += 1;
  task_.started_event_id = completed.started_id;
  task_.events_begin = index + 1;
  task_.events_end = EndOfCommandEvents(events_, index + 1);
  task_.produced = std::move(produced_);
  produced_.clear();
  task_end_ = task_.events_end;
  task_open_ = true;
}

tl::expected<size_t, Stop> Run::MatchCommandEvent(size_t index) {
  const Event& event = events_[index];
  const Event* next =
      index + 1 < events_.size() ? &events_[index + 1] : nullptr;
  Effects effects;
  const Request* request = nullptr;
  tl::expected<MatchOutcome, Stop> outcome =
      queue_.Match(event, next, rules_, effects, request);
  if (!outcome) {
    Stop stop = std::move(outcome.error());
    if (stop.difference) {
      stop.difference = Complete(*std::move(stop.difference), &event, request);
    }
    return tl::unexpected<Stop>(std::move(stop));
  }
  if (*outcome == MatchOutcome::kSkippedTwo) return index + 2;
  if (*outcome == MatchOutcome::kSkipped) return index + 1;
  machines_.Index(event.id, *request->machine);
  matched_commands_ += 1;
  std::vector<Difference> findings = std::exchange(effects.findings, {});
  Accept(std::move(effects));
  if (Status status = Report(std::move(findings), event, *request); !status) {
    return tl::unexpected<Stop>(std::move(status.error()));
  }
  return index + 1;
}

Status Run::ApplyLinkedEvent(const Event& event, int64_t link) {
  Machine* machine = machines_.ByEvent(link);
  if (machine == nullptr) {
    Difference difference;
    difference.kind = DifferenceKind::kUnmatchedResolution;
    difference.engine_message =
        "During event handling, this event had an initial command ID but we "
        "could not find a matching command for it";
    return StopWith(Complete(std::move(difference), &event, nullptr));
  }
  Effects effects;
  Status status = machine->OnLinkedEvent(event, effects);
  if (!status) {
    Stop stop = std::move(status.error());
    if (stop.difference) {
      stop.difference = Complete(*std::move(stop.difference), &event, nullptr);
    }
    return tl::unexpected<Stop>(std::move(stop));
  }
  Accept(std::move(effects));
  return {};
}

void Run::ApplyExternalEvent(const Event& event) {
  Job job;
  if (event.type == EventType::kWorkflowExecutionStarted) {
    job.kind = LS_JOB_START;
  } else if (event.type == EventType::kWorkflowExecutionSignaled) {
    const auto& signal = std::get<history::WorkflowSignaled>(event.attributes);
    job.kind = LS_JOB_SIGNAL;
    job.name = signal.signal_name;
    job.payloads = &signal.input;
    job.headers = &signal.header;
  } else if (event.type == EventType::kWorkflowExecutionCancelRequested) {
    job.kind = LS_JOB_CANCEL_WORKFLOW;
    job.name = std::get<history::CancelRequested>(event.attributes).cause;
  } else if (event.type == EventType::kWorkflowTaskFailed) {
    const auto& failed = std::get<history::WorkflowTask>(event.attributes);
    if (failed.cause != "WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW") return;
    job.kind = LS_JOB_RANDOM_SEED;
    job.number = RandomSeed(failed.new_run_id);
  } else {
    return;
  }
  jobs_.push_back(std::move(job));
}

Status Run::CheckTaskEnd() {
  task_open_ = false;
  compared_tasks_ += 1;
  if (options_.core_compatible) return {};
  const Request* extra = queue_.FirstExtra();
  if (extra == nullptr) return {};
  Difference difference;
  difference.kind = DifferenceKind::kExtraCommand;
  return StopWith(Complete(std::move(difference), nullptr, extra));
}

// ---- Wake-ups ----

// The task that wakes the code has commands in the history.
bool Run::WillBeCompleted(const Slice& slice) const {
  return events_[slice.end - 1].type == EventType::kWorkflowTaskStarted &&
         slice.end < events_.size() &&
         events_[slice.end].type == EventType::kWorkflowTaskCompleted;
}

void Run::ReadFlags(const Slice& slice) {
  const size_t end = std::min(slice.end + 1, events_.size());
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
    const bool folded =
        !last && events_[i + 1].type == EventType::kWorkflowTaskCompleted;
    if (!last && !folded) continue;
    const auto& started =
        std::get<history::WorkflowTask>(events_[i].attributes);
    info_.now = std::max(info_.now, Nanoseconds(events_[i].time));
    info_.history_size = started.history_size;
    info_.continue_as_new_suggested = started.suggest_continue_as_new;
  }
  info_.history_length = events_[slice.end - 1].id;
}

// The patches that the task at hand recorded are in the events after it; those
// of later tasks must not be seen yet (S-11).
void Run::NotifyPatches(const Slice& next) {
  for (size_t i = next.begin; i < next.end; ++i) {
    const std::optional<PatchMarker> marker = ReadPatchMarker(events_[i]);
    if (!marker || !machines_.patches().Notify(marker->id)) continue;
    Job job;
    job.kind = LS_JOB_NOTIFY_PATCH;
    job.name = marker->id;
    jobs_.push_back(std::move(job));
  }
}

Status Run::WakeCode(const Slice& slice) {
  AdvanceClock(slice);
  const bool replaying = WillBeCompleted(slice);
  info_.replaying = replaying;
  while (!jobs_.empty() && !closed_) {
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

// ---- Requests and findings ----

void Run::Accept(Effects effects) {
  LOCKSTEP_CHECK(effects.findings.empty(), "findings belong to an event");
  std::move(effects.jobs.begin(), effects.jobs.end(),
            std::back_inserter(jobs_));
  for (Request& request : effects.requests) {
    requests_.push_back(std::move(request));
    queue_.Push(requests_.back());
    produced_.push_back(&requests_.back());
  }
}

Status Run::Report(std::vector<Difference> findings, const Event& event,
                   const Request& request) {
  for (Difference& finding : findings) {
    finding = Complete(std::move(finding), &event, &request);
    const bool strict = finding.tier == Tier::kTarget ? options_.strict_targets
                                                      : options_.strict_values;
    if (strict) return StopWith(std::move(finding));
    findings_.push_back(std::move(finding));
  }
  return {};
}

// Fills in what a machine cannot know: which task, which event, in which
// words.
Difference Run::Complete(Difference difference, const Event* event,
                         const Request* request) const {
  difference.task = task_.number;
  difference.started_event_id = task_.started_event_id;
  if (event != nullptr) {
    difference.event_id = event->id;
    if (difference.recorded.empty()) {
      difference.recorded = DescribeEvent(events_, *event).text;
    }
  }
  if (request != nullptr) {
    difference.stack = request->stack;
    if (difference.produced.empty()) {
      difference.produced = request->machine->Describe(request->kind).text;
    }
  }
  return difference;
}

}  // namespace lockstep::replay
