// Waking the code: what it is told, what it asks for.
#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "replayer/engine/go/run.h"
#include "replayer/engine/history_jobs.h"
#include "replayer/engine/machines/outcomes.h"
#include "replayer/engine/marshal.h"

namespace lockstep::replay::go {

namespace {

tl::unexpected<Stop> Missing(DifferenceKind kind, const Command& command,
                             std::string produced, std::string words) {
  Difference difference;
  difference.kind = kind;
  difference.produced = std::move(produced);
  difference.stack = command.stack;
  difference.engine_message = std::move(words);
  return StopWith(std::move(difference));
}

// The first closing command goes behind all others; later ones are dropped.
bool CloseLast(std::vector<Command>& commands) {
  const auto closes = [](const Command& c) { return IsTerminal(c.kind); };
  const auto first = std::find_if(commands.begin(), commands.end(), closes);
  if (first == commands.end()) return false;
  Command close = std::move(*first);
  commands.erase(std::remove_if(first, commands.end(), closes), commands.end());
  commands.push_back(std::move(close));
  return true;
}

}  // namespace

// ---- What the code is told ----

void Run::NotifyMarkers() {
  for (const history::GoVersion& version : ahead_.versions) {
    Job job;
    job.kind = LS_JOB_NOTIFY_VERSION;
    job.name = version.change_id;
    job.number = static_cast<uint64_t>(version.version);
    jobs_.push_back(std::move(job));
  }
  for (const history::GoSideEffect& effect : ahead_.side_effects) {
    Job job;
    job.kind = LS_JOB_NOTIFY_SIDE_EFFECT;
    job.number = effect.number;
    job.payloads = effect.value;
    jobs_.push_back(std::move(job));
    side_effects_.insert(effect.number);
  }
  mutable_places_.clear();
  for (history::GoMutableSideEffect& effect : ahead_.mutable_side_effects) {
    values_.push_back(std::move(effect.value));
    Job job;
    job.kind = LS_JOB_NOTIFY_MUTABLE_SIDE_EFFECT;
    job.name = effect.id;
    job.number = effect.call;
    job.payloads = &values_.back();
    jobs_.push_back(std::move(job));
    mutable_calls_[effect.id].insert(effect.call);
    mutable_places_.emplace(effect.id, effect.event_id);
  }
}

// In order of the events they were sequenced after, then of acceptance.
void Run::DeliverUpdates(int64_t up_to) {
  const auto later = [](const history::WorkflowUpdate* a,
                        const history::WorkflowUpdate* b) {
    return a->sequencing_id < b->sequencing_id;
  };
  auto& updates = ahead_.updates;
  while (next_update_ < updates.size()) {
    const auto begin = updates.begin() + static_cast<ptrdiff_t>(next_update_);
    const auto first = std::min_element(begin, updates.end(), later);
    if ((*first)->sequencing_id > up_to) return;
    std::rotate(begin, first, first + 1);
    DeliverUpdate(*updates[next_update_++]);
  }
}

void Run::DeliverUpdate(const history::WorkflowUpdate& accepted) {
  const std::string& instance = accepted.protocol_instance_id;
  const history::WorkflowUpdate* request = &accepted;
  if (!accepted.has_request) {
    const auto admitted = admitted_.find(instance);
    if (admitted != admitted_.end()) request = admitted->second;
  }
  things_.ExpectUpdate(instance);
  jobs_.push_back(UpdateJob(accepted, *request));
}

void Run::AdvanceClock(const Event& started) {
  const auto& task = std::get<history::WorkflowTask>(started.attributes);
  info_.now = std::max(info_.now, Nanoseconds(started.time));
  info_.history_length = started.id;
  info_.history_size = task.history_size;
  info_.continue_as_new_suggested = task.suggest_continue_as_new;
}

// ---- Running it ----

Status Run::WakeAll() {
  if (Status status = Wake(); !status) return status;
  for (const history::GoLocalActivity& marker : ahead_.local_activities) {
    if (Status status = WakeForLocal(marker); !status) return status;
  }
  return {};
}

// Code runs in every task, also in one that brings nothing new.
Status Run::Wake() {
  do {
    const std::vector<Job> jobs = std::exchange(jobs_, {});
    if (closed_) {
      AcceptForClosed(jobs);
    } else if (Status status = Activate(jobs); !status) {
      return status;
    }
  } while (!jobs_.empty());
  return {};
}

Status Run::Activate(const std::vector<Job>& jobs) {
  if (Status status = Create(); !status) return status;
  std::vector<Command> commands;
  Status ran = instance_.Activate(jobs, info_, commands);
  closed_ = CloseLast(commands);
  // What the code asked for says more than that the build then gave up.
  Status applied = ApplyCommands(std::move(commands));
  return applied ? ran : applied;
}

// Code that has closed still accepts updates (oracle: UpdateAfterClose).
void Run::AcceptForClosed(const std::vector<Job>& jobs) {
  if (!ThingRules().updates_are_commands) return;
  Effects effects;
  for (const Job& job : jobs) {
    if (job.kind != LS_JOB_UPDATE) continue;
    things_.AcceptForClosed(job.instance, effects);
  }
  Accept(std::move(effects));
}

Status Run::WakeForLocal(const history::GoLocalActivity& marker) {
  LocalActivity* local = things_.OpenLocal(marker.number);
  if (local == nullptr) return {};
  if (marker.type != local->command.type) {
    Difference difference =
        FieldDifference(Tier::kCompatible, "local activity type", marker.type,
                        local->command.type);
    difference.engine_message = fmt::format(
        "[TMPRL1100] code executed local activity {}, but history event "
        "found {}",
        local->command.type, marker.type);
    difference.recorded = "local activity " + marker.type;
    difference.produced = "local activity " + local->command.type;
    difference.stack = local->command.stack;
    return StopAt(StopWith(std::move(difference)).value(), nullptr, nullptr);
  }
  local->open = false;
  Effects effects;
  things_.RecordLocal(*local, effects);
  Job job = LocalActivityOutcome(local->command, marker.result, marker.failure);
  if (marker.backoff > 0) {
    job.number = static_cast<uint64_t>(marker.backoff);
    job.attempt = marker.attempt;
  }
  effects.jobs.push_back(std::move(job));
  Accept(std::move(effects));
  info_.now = std::max(info_.now, Nanoseconds(marker.replay_time));
  return Wake();
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

// ---- What it asks for ----

Status Run::ApplyCommands(std::vector<Command> commands) {
  for (Command& command : commands) {
    if (Status status = ApplyCommand(std::move(command)); !status) {
      return StopAt(std::move(status.error()), nullptr, nullptr);
    }
  }
  return {};
}

Status Run::ApplyCommand(Command command) {
  if (command.kind == LS_COMMAND_RECORD_VERSION) return RecordVersion(command);
  if (command.kind == LS_COMMAND_RECORD_SIDE_EFFECT) {
    return RecordSideEffect(command);
  }
  if (command.kind == LS_COMMAND_RECORD_MUTABLE_SIDE_EFFECT) {
    return RecordMutableSideEffect(command);
  }
  const bool closes = IsTerminal(command.kind);
  Effects effects;
  Status status = things_.Apply(std::move(command), ThingRules(), effects);
  if (!status) return status;
  Accept(std::move(effects));
  if (closes) close_ = task_.produced.back();
  return {};
}

Status Run::RecordVersion(const Command& command) {
  const VersionAnswer& version = command.version;
  const bool too_old = version.answer < version.min;
  if (!too_old && version.answer <= version.max) return {};
  const char* const form =
      too_old ? "[TMPRL1100] Workflow code removed support of version {}. for "
                "\"{}\" changeID. The oldest supported version is {}"
              : "[TMPRL1100] Workflow code is too old to support version {} "
                "for \"{}\" changeID. The maximum supported version is {}";
  return Missing(
      DifferenceKind::kVersionRange, command,
      fmt::format("version {} to {} of change {}, of which the run has {}",
                  version.min, version.max, command.id, version.answer),
      fmt::format(fmt::runtime(form), version.answer, command.id,
                  too_old ? version.min : version.max));
}

Status Run::RecordSideEffect(const Command& command) {
  if (!dry_ && !side_effects_.contains(command.seq)) {
    return Missing(
        DifferenceKind::kExtraCommand, command,
        fmt::format("side effect (id {})", command.seq),
        fmt::format("[TMPRL1100] No cached result found for side effectID={}",
                    command.seq));
  }
  Effects effects;
  things_.RecordSideEffect(command, effects);
  Accept(std::move(effects));
  return {};
}

Status Run::RecordMutableSideEffect(const Command& command) {
  if (dry_) return {};
  const auto calls = mutable_calls_.find(command.id);
  const bool known =
      calls != mutable_calls_.end() && *calls->second.begin() <= command.seq;
  if (!known) {
    return Missing(DifferenceKind::kExtraCommand, command,
                   fmt::format("mutable side effect {}", command.id),
                   "[TMPRL1100] Non deterministic workflow code change "
                   "detected. MutableSideEffect API call doesn't have a "
                   "correspondent event in the workflow history");
  }
  // It goes by the place: markers of old SDKs do not say which call it was.
  if (mutable_places_.contains({command.id, numbers_.Next()})) numbers_.Take();
  return {};
}

bool Run::IsChildIdInUse(const std::string& workflow_id,
                         const std::vector<Command>& so_far) const {
  if (things_.IsChildIdInUse(workflow_id)) return true;
  return std::any_of(so_far.begin(), so_far.end(), [&](const Command& command) {
    return command.kind == LS_COMMAND_START_CHILD && command.id == workflow_id;
  });
}

}  // namespace lockstep::replay::go
