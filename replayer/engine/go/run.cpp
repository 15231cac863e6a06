#include "replayer/engine/go/run.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "replayer/engine/difference_context.h"
#include "replayer/engine/history_jobs.h"
#include "replayer/engine/marshal.h"

namespace lockstep::replay::go {

using history::EventType;

namespace {

// Flags of the Go SDK (replay-semantics 3.7).
constexpr uint32_t kUpdatesAreCommands = 3;
constexpr uint32_t kLastKnownFlag = 9;

}  // namespace

Run::Run(const history::History& history, const LsBuild& build,
         const ReplayOptions& options, Observer* observer)
    : history_(history),
      events_(history.events),
      options_(options),
      // A cut is ours: the official engine would judge what is left.
      official_(options.go_compatible && !history.cut_inside_task),
      observer_(observer),
      instance_(build, observer),
      things_(numbers_) {
  const auto& started =
      std::get<history::WorkflowStarted>(events_.front().attributes);
  rules_.workflow_task_queue = started.task_queue;
  rules_.run_timeout = Nanoseconds(started.run_timeout);
  rules_.skip_payloads = history.decoded;
  info_.now = Nanoseconds(events_.front().time);
  info_.sdk_flags = &flag_list_;
  things_.SetRunId(history.run_id);
  instance_.OnChildIdInUse(
      [this](const std::string& id, const std::vector<Command>& so_far) {
        return IsChildIdInUse(id, so_far);
      });
}

Status Run::Replay() {
  for (size_t from = 0; from < events_.size();) {
    const Batch batch = NextBatch(events_, from);
    // The official engine leaves out the task that has just started, and does
    // not look at what the one before it made.
    if (official_ && batch.wakes && batch.end == events_.size()) {
      if (!tasks_.empty()) tasks_.pop_back();
      break;
    }
    if (Status status = ReplayTask(batch); !status) return status;
    // What follows a task in flight is the rest of it, or the run's end.
    if (dry_) break;
    from = batch.end;
  }
  if (!official_) return {};
  if (Status status = CompareAll(); !status) return status;
  return CompareClose();
}

bool Run::IsCompleted(const Batch& batch) const {
  const size_t next = SkipIgnorable(events_, batch.end);
  if (!batch.wakes || next >= events_.size() ||
      events_[next].type != EventType::kWorkflowTaskCompleted) {
    return false;
  }
  // A task whose command events are not all there is one in flight.
  return !history_.cut_inside_task ||
         EndOfCommandEvents(events_, next + 1) < events_.size();
}

Status Run::ReplayTask(const Batch& batch) {
  if (Status status = ReadFlags(batch); !status) return status;
  if (Status status = BeginTask(batch); !status) return status;
  if (Status status = ApplyEvents(batch); !status) return status;
  Effects late;
  things_.SendLateCancels(ThingRules(), late);
  Accept(std::move(late));
  if (!batch.wakes) {
    tasks_.push_back(task_);
    return {};
  }
  AdvanceClock(events_[batch.end - 1]);
  if (dry_) return RunDry();
  BeginWakeUp({task_.number, task_.started_event_id});
  if (Status woken = WakeAll(); !woken) return woken;
  tasks_.push_back(task_);
  return official_ ? Status{} : CompareTask();
}

// The task in flight: nothing in the history says what it would have made. What
// Go's engine would panic about there is not judged either.
Status Run::RunDry() {
  live_edge_ = LiveEdge{.started_event_id = task_.started_event_id};
  if (options_.stop_at_last_completed) return {};
  BeginWakeUp({0, task_.started_event_id});
  live_edge_->ran = true;
  const Status woken = WakeAll();
  live_edge_->commands = static_cast<int64_t>(Made(task_).size());
  if (woken || woken.error().verdict == Verdict::kNondeterminism) return {};
  live_edge_->outcome = woken.error().verdict;
  return woken;
}

void Run::BeginWakeUp(const WakeUp& wake_up) {
  wake_up_ = wake_up;
  if (observer_ != nullptr) observer_->BeginWakeUp(wake_up);
}

Status Run::BeginTask(const Batch& batch) {
  const bool completed = IsCompleted(batch);
  dry_ = batch.wakes && !completed && !official_;
  info_.replaying = !dry_;
  const size_t begin =
      completed ? SkipIgnorable(events_, batch.end) + 1 : batch.end;
  const size_t end = completed ? EndOfCommandEvents(events_, begin) : begin;
  auto ahead = ReadLookahead(events_, begin, end);
  if (!ahead) return tl::unexpected<Stop>(std::move(ahead.error()));
  ahead_ = *std::move(ahead);
  next_update_ = 0;
  const Event& last = events_[batch.end - 1];
  numbers_.Begin(last.id + 2, ahead_.version_places);
  // The rest of the history belongs to no task; reports show the last one.
  if (completed) task_.number += 1;
  task_.started_event_id = last.id;
  info_.build_id.clear();
  if (completed) {
    const Event& done = events_[begin - 1];
    info_.build_id = std::get<history::WorkflowTask>(done.attributes).build_id;
  }
  task_.events_begin = begin;
  task_.events_end = end;
  task_.produced.clear();
  NotifyMarkers();
  return {};
}

Status Run::ReadFlags(const Batch& batch) {
  const size_t end =
      std::min(SkipIgnorable(events_, batch.end) + 1, events_.size());
  for (size_t i = batch.begin; i < end; ++i) {
    if (events_[i].type != EventType::kWorkflowTaskCompleted) continue;
    const auto& task = std::get<history::WorkflowTask>(events_[i].attributes);
    for (const uint32_t flag : task.lang_used_flags) {
      if (flag > kLastKnownFlag) {
        return StopWith(
            Verdict::kUnsupportedEvent,
            fmt::format("event {}: the Go SDK's flag {} is unknown: a newer "
                        "SDK wrote this history; use a newer lockstep-replay",
                        events_[i].id, flag));
      }
      flags_.insert(flag);
    }
  }
  flag_list_.assign(flags_.begin(), flags_.end());
  return {};
}

// Updates are told where the event stands that they were sequenced after.
Status Run::ApplyEvents(const Batch& batch) {
  for (size_t i = batch.begin; i < batch.end; ++i) {
    const Event& event = events_[i];
    DeliverUpdates(event.id - 1);
    if (IsIgnorable(event)) continue;
    if (Status status = ApplyEvent(event); !status) return status;
  }
  DeliverUpdates(INT64_MAX);
  return {};
}

Status Run::ApplyEvent(const Event& event) {
  if (std::optional<Job> job = JobOf(event)) {
    if (job->kind == LS_JOB_RANDOM_SEED) {
      const auto& reset = std::get<history::WorkflowTask>(event.attributes);
      things_.SetRunId(reset.new_run_id);
    }
    jobs_.push_back(*std::move(job));
    return {};
  }
  if (event.type == EventType::kWorkflowExecutionUpdateAdmitted) {
    const auto& admitted = std::get<history::WorkflowUpdate>(event.attributes);
    admitted_[admitted.update_id] = &admitted;
    return {};
  }
  Effects effects;
  if (Status status = things_.OnEvent(event, effects); !status) {
    return StopAt(std::move(status.error()), &event, nullptr);
  }
  Accept(std::move(effects));
  return {};
}

Things::Rules Run::ThingRules() const {
  return {flags_.contains(kUpdatesAreCommands), official_};
}

// ---- Requests and findings ----

void Run::Accept(Effects effects) {
  std::move(effects.jobs.begin(), effects.jobs.end(),
            std::back_inserter(jobs_));
  for (Request& request : effects.requests) {
    requests_.push_back(std::move(request));
    task_.produced.push_back(&requests_.back());
  }
}

Status Run::Take(std::vector<Difference> findings, const Event& event,
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

tl::unexpected<Stop> Run::StopAt(Stop stop, const Event* event,
                                 const Request* request) const {
  if (stop.difference) {
    stop.difference = Complete(*std::move(stop.difference), event, request);
  }
  return tl::unexpected<Stop>(std::move(stop));
}

Difference Run::Complete(Difference difference, const Event* event,
                         const Request* request) const {
  return InContext(std::move(difference), events_, task_, event, request);
}

}  // namespace lockstep::replay::go
