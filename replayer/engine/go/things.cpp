#include "replayer/engine/go/things.h"

#include <utility>

#include "fmt/format.h"
#include "history/go_markers.h"
#include "replayer/engine/go/identity.h"
#include "replayer/engine/machines/close.h"
#include "replayer/engine/machines/upsert.h"

namespace lockstep::replay::go {
namespace {

template <class Map>
typename Map::mapped_type Find(const Map& map,
                               const typename Map::key_type& key) {
  const auto it = map.find(key);
  return it == map.end() ? nullptr : it->second;
}

tl::unexpected<Stop> NeverStarted(const char* what, uint32_t seq) {
  return StopWith(Verdict::kWorkflowTaskFailure,
                  fmt::format("the build cancels {} {}, which it never started",
                              what, seq));
}

tl::unexpected<Stop> Duplicate(const char* what, const std::string& id) {
  Difference difference;
  difference.kind = DifferenceKind::kIllegalTransition;
  difference.produced = fmt::format("{} with id {}, which is open", what, id);
  difference.engine_message = "[TMPRL1100] adding duplicate command";
  return StopWith(std::move(difference));
}

}  // namespace

template <class M, class... A>
M& Things::Own(A&&... arguments) {
  auto machine = std::make_unique<M>(std::forward<A>(arguments)...);
  M& reference = *machine;
  owned_.push_back(std::move(machine));
  return reference;
}

void Things::Push(Machine& machine, RequestKind kind,
                  const std::vector<Place>& stack, Effects& effects) {
  effects.requests.push_back({&machine, kind, stack});
}

Status Things::Apply(Command command, const Rules& rules, Effects& effects) {
  switch (command.kind) {
    case LS_COMMAND_SCHEDULE_ACTIVITY:
      return StartActivity(std::move(command), effects);
    case LS_COMMAND_START_TIMER:
      StartTimer(std::move(command), effects);
      return {};
    case LS_COMMAND_START_CHILD:
      return StartChild(std::move(command), effects);
    case LS_COMMAND_SIGNAL_EXTERNAL:
    case LS_COMMAND_CANCEL_EXTERNAL:
      StartExternal(std::move(command), effects);
      return {};
    case LS_COMMAND_SCHEDULE_NEXUS:
      StartNexus(std::move(command), effects);
      return {};
    case LS_COMMAND_SCHEDULE_LOCAL_ACTIVITY: {
      const uint32_t number = command.seq;
      locals_[number] = {std::move(command), true};
      return {};
    }
    case LS_COMMAND_CANCEL_ACTIVITY:
    case LS_COMMAND_CANCEL_TIMER:
    case LS_COMMAND_CANCEL_CHILD:
    case LS_COMMAND_CANCEL_SIGNAL:
    case LS_COMMAND_CANCEL_NEXUS:
    case LS_COMMAND_CANCEL_LOCAL_ACTIVITY:
      return Cancel(command, rules, effects);
    case LS_COMMAND_UPSERT_SEARCH_ATTRIBUTES:
    case LS_COMMAND_UPSERT_MEMO: {
      numbers_->Take();
      const std::vector<Place> stack = command.stack;
      auto& upsert = Own<UpsertMachine>(std::move(command));
      Push(upsert, upsert.Kind(), stack, effects);
      return {};
    }
    case LS_COMMAND_COMPLETE_WORKFLOW:
    case LS_COMMAND_FAIL_WORKFLOW:
    case LS_COMMAND_CONTINUE_AS_NEW:
    case LS_COMMAND_CANCEL_CLOSE: {
      const std::vector<Place> stack = command.stack;
      auto& close = Own<CloseMachine>(std::move(command));
      Push(close, close.Kind(), stack, effects);
      return {};
    }
    case LS_COMMAND_ACCEPT_UPDATE:
    case LS_COMMAND_REJECT_UPDATE:
    case LS_COMMAND_COMPLETE_UPDATE:
      return Answer(command, rules, effects);
  }
  return StopWith(Verdict::kWorkflowTaskFailure,
                  fmt::format("the build makes a command of kind {}, which the "
                              "Go profile does not have; is it newer than this "
                              "lockstep-replay?",
                              command.kind));
}

// ---- Starting ----

Status Things::StartActivity(Command command, Effects& effects) {
  const int64_t number = numbers_->Take();
  if (command.id.empty()) command.id = std::to_string(number);
  const Activity* before = Find(activities_by_id_, command.id);
  if (before != nullptr && !before->IsClosed()) {
    return Duplicate("activity", command.id);
  }
  const uint32_t seq = command.seq;
  const std::vector<Place> stack = command.stack;
  auto& activity = Own<Activity>(std::move(command), number);
  activities_[seq] = &activity;
  activities_by_number_[number] = &activity;
  activities_by_id_[activity.id()] = &activity;
  Push(activity, RequestKind::kScheduleActivity, stack, effects);
  return {};
}

void Things::StartTimer(Command command, Effects& effects) {
  command.id = std::to_string(numbers_->Take());
  const uint32_t seq = command.seq;
  const std::string id = command.id;
  const std::vector<Place> stack = command.stack;
  auto& timer = Own<Timer>(std::move(command));
  timers_[seq] = &timer;
  timers_by_id_[id] = &timer;
  Push(timer, RequestKind::kStartTimer, stack, effects);
}

Status Things::StartChild(Command command, Effects& effects) {
  const int64_t number = numbers_->Take();
  const bool takes_recorded_id = command.id.empty() && run_id_.empty();
  if (command.id.empty()) command.id = DefaultChildId(run_id_, number);
  if (IsChildIdInUse(command.id)) {
    return Duplicate("child workflow", command.id);
  }
  const uint32_t seq = command.seq;
  const std::vector<Place> stack = command.stack;
  auto& child = Own<Child>(std::move(command), takes_recorded_id);
  children_[seq] = &child;
  children_by_id_[child.workflow_id()] = &child;
  Push(child, RequestKind::kStartChild, stack, effects);
  return {};
}

void Things::StartExternal(Command command, Effects& effects) {
  const int64_t number = numbers_->Take();
  const uint32_t seq = command.seq;
  const std::vector<Place> stack = command.stack;
  auto& external = Own<External>(std::move(command));
  if (external.Kind() == RequestKind::kSignalExternal) {
    signals_[seq] = &external;
  }
  externals_by_number_[number] = &external;
  Push(external, external.Kind(), stack, effects);
}

void Things::StartNexus(Command command, Effects& effects) {
  const int64_t number = numbers_->Take();
  const uint32_t seq = command.seq;
  const std::vector<Place> stack = command.stack;
  auto& nexus = Own<Nexus>(std::move(command), number);
  nexus_[seq] = &nexus;
  nexus_by_number_[number] = &nexus;
  Push(nexus, RequestKind::kScheduleNexus, stack, effects);
}

bool Things::IsChildIdInUse(const std::string& workflow_id) const {
  const Child* child = Find(children_by_id_, workflow_id);
  return child != nullptr && child->HoldsId();
}

// ---- Cancelling ----

Status Things::Cancel(const Command& command, const Rules& rules,
                      Effects& effects) {
  const uint32_t seq = command.seq;
  if (command.kind == LS_COMMAND_CANCEL_ACTIVITY) {
    Activity* activity = Find(activities_, seq);
    if (activity == nullptr) return NeverStarted("activity", seq);
    if (!activity->Cancel()) return {};
    numbers_->Take();
    Push(*activity, RequestKind::kCancelActivity, command.stack, effects);
  } else if (command.kind == LS_COMMAND_CANCEL_TIMER) {
    Timer* timer = Find(timers_, seq);
    if (timer == nullptr) return NeverStarted("timer", seq);
    if (!timer->Cancel()) return {};
    numbers_->Take();
    Push(*timer, RequestKind::kCancelTimer, command.stack, effects);
  } else if (command.kind == LS_COMMAND_CANCEL_CHILD) {
    Child* child = Find(children_, seq);
    if (child == nullptr) return NeverStarted("child workflow", seq);
    if (child->Cancel(command.stack)) PushChildCancel(*child, rules, effects);
  } else if (command.kind == LS_COMMAND_CANCEL_SIGNAL) {
    External* signal = Find(signals_, seq);
    if (signal == nullptr) return NeverStarted("signal", seq);
    signal->Cancel(effects);
  } else if (command.kind == LS_COMMAND_CANCEL_NEXUS) {
    Nexus* nexus = Find(nexus_, seq);
    if (nexus == nullptr) return NeverStarted("nexus operation", seq);
    const size_t before = effects.requests.size();
    nexus->Cancel(command.stack, effects);
    if (effects.requests.size() > before) numbers_->Take();
  } else if (!locals_.contains(seq)) {
    return NeverStarted("local activity", seq);
  }
  // A local activity's marker says how its cancellation went.
  return {};
}

void Things::PushChildCancel(Child& child, const Rules& rules,
                             Effects& effects) {
  if (rules.official) {
    numbers_->TakeBlindly();
  } else {
    numbers_->Take();
  }
  Push(child, RequestKind::kCancelChild, child.cancel_stack(), effects);
}

void Things::SendLateCancels(const Rules& rules, Effects& effects) {
  for (Child* child : std::exchange(started_, {})) {
    if (child->TakeLateCancel()) PushChildCancel(*child, rules, effects);
  }
}

// ---- Updates and markers ----

void Things::ExpectUpdate(const std::string& instance) {
  updates_[instance] = &Own<Update>(instance);
}

Status Things::Answer(const Command& command, const Rules& rules,
                      Effects& effects) {
  Update* update = Find(updates_, command.id);
  if (update == nullptr) {
    return StopWith(Verdict::kWorkflowTaskFailure,
                    fmt::format("the build answers update {}, which it was "
                                "never told",
                                command.id));
  }
  // A rejected update leaves no trace.
  if (command.kind == LS_COMMAND_REJECT_UPDATE) return {};
  if (!rules.updates_are_commands) return {};
  numbers_->Take();
  Push(*update,
       command.kind == LS_COMMAND_ACCEPT_UPDATE ? RequestKind::kAcceptUpdate
                                                : RequestKind::kCompleteUpdate,
       command.stack, effects);
  return {};
}

void Things::AcceptForClosed(const std::string& instance, Effects& effects) {
  numbers_->Take();
  Push(Own<Update>(instance), RequestKind::kAcceptUpdate, {}, effects);
}

LocalActivity* Things::OpenLocal(uint32_t number) {
  const auto local = locals_.find(number);
  return local == locals_.end() || !local->second.open ? nullptr
                                                       : &local->second;
}

void Things::RecordLocal(const LocalActivity& local, Effects& effects) {
  numbers_->Take();
  const std::string id = std::to_string(local.command.seq);
  Push(Own<Marker>(std::string(history::kGoLocalActivityMarker),
                   LocalActivityPhrase(local.command.type, id)),
       RequestKind::kMarker, local.command.stack, effects);
}

void Things::RecordSideEffect(const Command& command, Effects& effects) {
  numbers_->Take();
  const std::string id = std::to_string(command.seq);
  Push(Own<Marker>(std::string(history::kGoSideEffectMarker),
                   IdPhrase("side effect", id)),
       RequestKind::kMarker, command.stack, effects);
}

}  // namespace lockstep::replay::go
