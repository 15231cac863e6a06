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

Status Machines::Apply(Command command, const PatchRules& rules,
                       Effects& effects) {
  const uint32_t seq = command.seq;
  const std::vector<Place> stack = command.stack;
  switch (command.kind) {
    case LS_COMMAND_SCHEDULE_ACTIVITY: {
      auto& machine =
          Own(std::make_unique<ActivityMachine>(std::move(command)));
      activities_[seq] = &machine;
      effects.requests.push_back(
          {&machine, RequestKind::kScheduleActivity, stack});
      return {};
    }
    case LS_COMMAND_START_TIMER: {
      auto& machine = Own(std::make_unique<TimerMachine>(std::move(command)));
      timers_[seq] = &machine;
      effects.requests.push_back({&machine, RequestKind::kStartTimer, stack});
      return {};
    }
    case LS_COMMAND_START_CHILD: {
      auto& machine = Own(std::make_unique<ChildMachine>(std::move(command)));
      children_[seq] = &machine;
      effects.requests.push_back({&machine, RequestKind::kStartChild, stack});
      return {};
    }
    case LS_COMMAND_CANCEL_ACTIVITY:
    case LS_COMMAND_CANCEL_TIMER:
    case LS_COMMAND_CANCEL_CHILD:
      return Cancel(command, effects);
    case LS_COMMAND_SET_PATCH:
      SetPatch(std::move(command), rules, effects);
      return {};
    case LS_COMMAND_COMPLETE_WORKFLOW:
    case LS_COMMAND_FAIL_WORKFLOW:
    case LS_COMMAND_CONTINUE_AS_NEW:
    case LS_COMMAND_CANCEL_CLOSE: {
      auto& machine = Own(std::make_unique<CloseMachine>(std::move(command)));
      effects.requests.push_back({&machine, machine.Kind(), stack});
      return {};
    }
  }
  return StopWith(Verdict::kWorkflowTaskFailure,
                  fmt::format("the build makes a command of the unknown kind "
                              "{}; it is newer than this lockstep-replay",
                              command.kind));
}

Status Machines::Cancel(const Command& command, Effects& effects) {
  if (command.kind == LS_COMMAND_CANCEL_ACTIVITY) {
    ActivityMachine* activity = Find(activities_, command.seq);
    if (activity == nullptr) return NeverStarted("activity", command.seq);
    activity->Cancel(command.stack, effects);
  } else if (command.kind == LS_COMMAND_CANCEL_TIMER) {
    TimerMachine* timer = Find(timers_, command.seq);
    if (timer == nullptr) return NeverStarted("timer", command.seq);
    timer->Cancel(command.stack, effects);
  } else {
    ChildMachine* child = Find(children_, command.seq);
    if (child == nullptr) return NeverStarted("child workflow", command.seq);
    child->Cancel(command, effects);
  }
  return {};
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
