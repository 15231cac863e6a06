#include "replayer/engine/run.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "fmt/format.h"
#include "replayer/engine/difference_context.h"
#include "replayer/engine/history_jobs.h"
#include "replayer/engine/links.h"
#include "replayer/engine/marshal.h"

namespace lockstep::replay {

using history::EventType;

namespace {

// Core's internal flag (replay-semantics 3.7).
constexpr uint32_t kCheckIds = 1;

}  // namespace

Run::Run(const history::History& history, const LsBuild& build,
         const ReplayOptions& options, Observer* observer, bool own_sdk)
    : history_(history),
      events_(history.events),
      options_(options),
      observer_(observer),
      instance_(build, observer) {
  const auto& started =
      std::get<history::WorkflowStarted>(events_.front().attributes);
  rules_.workflow_task_queue = started.task_queue;
  rules_.run_timeout = Nanoseconds(started.run_timeout);
  rules_.foreign_default_ids = !own_sdk || !history.workflow_id_known;
  rules_.skip_payloads = history.decoded;
  info_.now = Nanoseconds(events_.front().time);
}

// A task whose command events are not all there is one in flight.
std::optional<Slice> Run::SliceAt(size_t from) const {
  const std::optional<Slice> slice = NextSlice(events_, from);
  const bool last = slice && slice->end == events_.size();
  return last && history_.cut_inside_task ? std::nullopt : slice;
}

Status Run::Replay() {
  std::optional<Slice> slice = SliceAt(0);
  while (slice) {
    ReadFlags(*slice);
    if (Status status = ApplySlice(*slice); !status) {
      if (options_.core_compatible && IsInOpenTail(status.error())) return {};
      return status;
    }
    if (history::IsTerminalEvent(events_[slice->end - 1].type)) break;
    const std::optional<Slice> next = SliceAt(slice->end);
    if (next) LookAhead(*next);
    if (Status status = WakeCode(*slice); !status) return status;
    slice = next;
  }
  if (task_open_) return CheckTaskEnd();
  return {};
}

// Behind the commands of an open run's last completed task. What comes there
// was not yet told to anybody's code; docs/conformance.md, "What the
// comparison taught", has the evidence that Core reports nothing of it.
bool Run::IsInOpenTail(const Stop& stop) const {
  if (!stop.difference || stop.difference->event_id == 0) return false;
  if (history::IsTerminalEvent(events_.back().type)) return false;
  for (size_t i = task_.events_end; i < events_.size(); ++i) {
    if (events_[i].type == EventType::kWorkflowTaskCompleted) return false;
  }
  return task_.events_end < events_.size() &&
         stop.difference->event_id >= events_[task_.events_end].id;
}

Status Run::ApplySlice(const Slice& slice) {
  rules_.check_identity =
      core_flags_.contains(kCheckIds) || slice.end == events_.size();
  for (size_t i = slice.begin; i < slice.end;) {
    const tl::expected<size_t, Stop> next = ApplyEvent(i);
    if (!next) return tl::unexpected<Stop>(next.error());
    i = *next;
    if (task_open_ && i >= task_end_) {
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
  } else if (const auto local = ReadLocalMarker(event)) {
    if (Status status = ApplyLocalMarker(event, *local); !status) {
      return tl::unexpected<Stop>(std::move(status.error()));
    }
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
  const size_t following = SkipIgnorable(events_, index + 1);
  const Event* next =
      following < events_.size() ? &events_[following] : nullptr;
  Effects effects;
  const Request* request = nullptr;
  tl::expected<MatchOutcome, Stop> outcome =
      queue_.Match(event, next, rules_, effects, request);
  if (!outcome) {
    return StopAt(std::move(outcome.error()), event, request);
  }
  if (*outcome == MatchOutcome::kSkippedTwo) return following + 1;
  if (*outcome == MatchOutcome::kSkipped) return index + 1;
  machines_.Index(event.id, *request->machine);
  matched_commands_ += 1;
  if (Status status = Take(std::move(effects), event, request); !status) {
    return tl::unexpected<Stop>(std::move(status.error()));
  }
  return index + 1;
}

Status Run::ApplyLocalMarker(const Event& event, const LocalMarker& marker) {
  LocalActivityMachine* machine = machines_.LocalActivity(marker.data.seq);
  if (machine == nullptr) {
    Difference difference;
    difference.kind = DifferenceKind::kLocalActivityUnmatched;
    difference.engine_message = fmt::format(
        "Missing associated machine for LocalActivity({})", marker.data.seq);
    return StopWith(Complete(std::move(difference), &event, nullptr));
  }
  Effects effects;
  if (Status status = machine->OnMarker(event, marker, rules_, effects);
      !status) {
    return StopAt(std::move(status.error()), event, nullptr);
  }
  matched_commands_ += 1;
  return Take(std::move(effects), event, nullptr);
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
    return StopAt(std::move(status.error()), event, nullptr);
  }
  Accept(std::move(effects));
  return {};
}

void Run::ApplyExternalEvent(const Event& event) {
  if (std::optional<Job> job = JobOf(event)) {
    jobs_.push_back(*std::move(job));
  } else if (event.type == EventType::kWorkflowExecutionUpdateAdmitted) {
    const auto& admitted = std::get<history::WorkflowUpdate>(event.attributes);
    admitted_[admitted.update_id] = &admitted;
  }
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

// The same with the findings that a command event gave.
Status Run::Take(Effects effects, const Event& event, const Request* request) {
  std::vector<Difference> findings = std::exchange(effects.findings, {});
  Accept(std::move(effects));
  for (Difference& finding : findings) {
    finding = Complete(std::move(finding), &event, request);
    const bool strict = finding.tier == Tier::kTarget ? options_.strict_targets
                                                      : options_.strict_values;
    if (strict) return StopWith(std::move(finding));
    findings_.push_back(std::move(finding));
  }
  return {};
}

tl::unexpected<Stop> Run::StopAt(Stop stop, const Event& event,
                                 const Request* request) const {
  if (stop.difference) {
    stop.difference = Complete(*std::move(stop.difference), &event, request);
  }
  return tl::unexpected<Stop>(std::move(stop));
}

Difference Run::Complete(Difference difference, const Event* event,
                         const Request* request) const {
  return InContext(std::move(difference), events_, task_, event, request);
}

}  // namespace lockstep::replay
