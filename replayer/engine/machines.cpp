#include "replayer/engine/machines.h"

#include <utility>

#include "fmt/format.h"

namespace lockstep::replay {
namespace {

tl::unexpected<Stop> NeverStarted(const char* what, uint32_t seq) {
  return StopWith(Verdict::kWorkflowTaskFailure,
                  fmt::format("the build cancels {} {}, which it never started",
                              what, seq));
}

template <class M>
M* Find(const std::unordered_map<uint32_t, M*>& machines, uint32_t seq) {
  const auto it = machines.find(seq);
  return it == machines.end() ? nullptr : it->second;
}

}  // namespace

template <class M>
M& Machines::Own(std::unique_ptr<M> machine) {
  M& reference = *machine;
  owned_.push_back(std::move(machine));
  return reference;
}

template <class M>
void Machines::Start(std::unordered_map<uint32_t, M*>& machines,
                     RequestKind kind, Command command, Effects& effects) {
  const uint32_t seq = command.seq;
  std::vector<Place> stack = std::move(command.stack);
  M& machine = Own(std::make_unique<M>(std::move(command)));
  machines[seq] = &machine;
  effects.requests.push_back({&machine, kind, std::move(stack)});
}

Status Machines::Apply(Command command, const PatchRules& rules,
                       Effects& effects) {
  switch (command.kind) {
    case LS_COMMAND_SCHEDULE_ACTIVITY:
      Start(activities_, RequestKind::kScheduleActivity, std::move(command),
            effects);
      return {};
    case LS_COMMAND_START_TIMER:
      Start(timers_, RequestKind::kStartTimer, std::move(command), effects);
      return {};
    case LS_COMMAND_START_CHILD:
      Start(children_, RequestKind::kStartChild, std::move(command), effects);
      return {};
    case LS_COMMAND_SIGNAL_EXTERNAL:
      Start(signals_, RequestKind::kSignalExternal, std::move(command),
            effects);
      return {};
    case LS_COMMAND_SCHEDULE_NEXUS:
      Start(nexus_, RequestKind::kScheduleNexus, std::move(command), effects);
      return {};
    case LS_COMMAND_SCHEDULE_LOCAL_ACTIVITY: {
      const uint32_t seq = command.seq;
      local_activities_[seq] =
          &Own(std::make_unique<LocalActivityMachine>(std::move(command)));
      return {};
    }
    case LS_COMMAND_CANCEL_ACTIVITY:
    case LS_COMMAND_CANCEL_TIMER:
    case LS_COMMAND_CANCEL_CHILD:
    case LS_COMMAND_CANCEL_LOCAL_ACTIVITY:
    case LS_COMMAND_CANCEL_SIGNAL:
    case LS_COMMAND_CANCEL_NEXUS:
      return Cancel(command, effects);
    case LS_COMMAND_SET_PATCH:
      SetPatch(std::move(command), rules, effects);
      return {};
    case LS_COMMAND_CANCEL_EXTERNAL:
      Send<ExternalMachine>(std::move(command), effects);
      return {};
    case LS_COMMAND_UPSERT_SEARCH_ATTRIBUTES:
    case LS_COMMAND_UPSERT_MEMO:
      Send<UpsertMachine>(std::move(command), effects);
      return {};
    case LS_COMMAND_COMPLETE_WORKFLOW:
    case LS_COMMAND_FAIL_WORKFLOW:
    case LS_COMMAND_CONTINUE_AS_NEW:
    case LS_COMMAND_CANCEL_CLOSE:
      Send<CloseMachine>(std::move(command), effects);
      return {};
    case LS_COMMAND_ACCEPT_UPDATE:
    case LS_COMMAND_REJECT_UPDATE:
    case LS_COMMAND_COMPLETE_UPDATE:
      return Answer(command, effects);
  }
  return StopWith(Verdict::kWorkflowTaskFailure,
                  fmt::format("the build makes a command of the unknown kind "
                              "{}; it is newer than this lockstep-replay",
                              command.kind));
}

// A command that the code gets no answer to, or names no more.
template <class M>
void Machines::Send(Command command, Effects& effects) {
  std::vector<Place> stack = std::move(command.stack);
  M& machine = Own(std::make_unique<M>(std::move(command)));
  effects.requests.push_back({&machine, machine.Kind(), std::move(stack)});
}

Status Machines::Cancel(const Command& command, Effects& effects) {
  const uint32_t seq = command.seq;
  if (command.kind == LS_COMMAND_CANCEL_ACTIVITY) {
    ActivityMachine* activity = Find(activities_, seq);
    if (activity == nullptr) return NeverStarted("activity", seq);
    activity->Cancel(command.stack, effects);
  } else if (command.kind == LS_COMMAND_CANCEL_TIMER) {
    TimerMachine* timer = Find(timers_, seq);
    if (timer == nullptr) return NeverStarted("timer", seq);
    timer->Cancel(command.stack, effects);
  } else if (command.kind == LS_COMMAND_CANCEL_CHILD) {
    ChildMachine* child = Find(children_, seq);
    if (child == nullptr) return NeverStarted("child workflow", seq);
    child->Cancel(command, effects);
  } else if (command.kind == LS_COMMAND_CANCEL_SIGNAL) {
    ExternalMachine* signal = Find(signals_, seq);
    if (signal == nullptr) return NeverStarted("signal", seq);
    signal->Cancel(effects);
  } else if (command.kind == LS_COMMAND_CANCEL_NEXUS) {
    NexusMachine* operation = Find(nexus_, seq);
    if (operation == nullptr) return NeverStarted("nexus operation", seq);
    operation->Cancel(command.stack, effects);
  } else if (Find(local_activities_, seq) == nullptr) {
    return NeverStarted("local activity", seq);
  }
  // A local activity's marker says how its cancellation went.
  return {};
}

Status Machines::Answer(const Command& command, Effects& effects) {
  const auto update = updates_.find(command.id);
  if (update == updates_.end()) {
    return StopWith(Verdict::kWorkflowTaskFailure,
                    fmt::format("the build answers update {}, which it was "
                                "never told",
                                command.id));
  }
  // A rejected update leaves no trace.
  if (command.kind == LS_COMMAND_REJECT_UPDATE) return {};
  const RequestKind kind = command.kind == LS_COMMAND_ACCEPT_UPDATE
                               ? RequestKind::kAcceptUpdate
                               : RequestKind::kCompleteUpdate;
  effects.requests.push_back({update->second, kind, command.stack});
  return {};
}

void Machines::ExpectUpdate(const std::string& instance) {
  updates_[instance] = &Own(std::make_unique<UpdateMachine>(instance));
}

LocalActivityMachine* Machines::LocalActivity(uint32_t seq) const {
  return Find(local_activities_, seq);
}

void Machines::SetPatch(Command command, const PatchRules& rules,
                        Effects& effects) {
  const Patches::Answer answer =
      patches_.Ask(command.id, rules.replaying, rules.upsert_flag);
  if (answer == Patches::Answer::kNothing) return;
  const std::vector<Place> stack = command.stack;
  auto& marker = Own(std::make_unique<PatchMachine>(std::move(command)));
  effects.requests.push_back({&marker, RequestKind::kPatchMarker, stack});
  if (answer != Patches::Answer::kMarkerAndUpsert) return;
  auto& upsert = Own(std::make_unique<ChangeVersionMachine>());
  effects.requests.push_back(
      {&upsert, RequestKind::kUpsertChangeVersion, stack});
}

void Machines::Index(int64_t event_id, Machine& machine) {
  const auto index = static_cast<size_t>(event_id);
  if (by_event_.size() <= index) by_event_.resize(index + 1, nullptr);
  by_event_[index] = &machine;
}

Machine* Machines::ByEvent(int64_t event_id) const {
  const auto index = static_cast<size_t>(event_id);
  return event_id > 0 && index < by_event_.size() ? by_event_[index] : nullptr;
}

}  // namespace lockstep::replay
