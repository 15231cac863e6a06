#include "replayer/engine/trace.h"

#include <array>
#include <string>

#include "replayer/engine/command.h"

namespace lockstep::replay {
namespace {

// From LS_COMMAND_SCHEDULE_ACTIVITY, 1, on.
constexpr std::array<std::string_view, 26> kNames = {
    "schedule-activity",
    "cancel-activity",
    "start-timer",
    "cancel-timer",
    "start-child",
    "cancel-child",
    "set-patch",
    "complete-workflow",
    "fail-workflow",
    "continue-as-new",
    "cancel-close",
    "schedule-local-activity",
    "cancel-local-activity",
    "signal-external",
    "cancel-signal",
    "cancel-external",
    "upsert-search-attributes",
    "upsert-memo",
    "accept-update",
    "reject-update",
    "complete-update",
    "schedule-nexus",
    "cancel-nexus",
    "record-version",
    "record-side-effect",
    "record-mutable-side-effect",
};
static_assert(kNames.size() == LS_COMMAND_RECORD_MUTABLE_SIDE_EFFECT);

// Ids of workflows and of updates say whom, not what.
bool IsNamedById(uint32_t kind) {
  return kind == LS_COMMAND_SET_PATCH || kind == LS_COMMAND_RECORD_VERSION ||
         kind == LS_COMMAND_RECORD_MUTABLE_SIDE_EFFECT;
}

}  // namespace

std::string_view NameOfCommand(uint32_t kind) {
  return kind == 0 || kind > kNames.size() ? "unknown" : kNames[kind - 1];
}

void Tracer::BeginWakeUp(const WakeUp& wake_up) {
  task_ = wake_up.task;
  if (next_ != nullptr) next_->BeginWakeUp(wake_up);
}

void Tracer::EnterWorkflowCode() {
  if (next_ != nullptr) next_->EnterWorkflowCode();
}

void Tracer::LeaveWorkflowCode() {
  if (next_ != nullptr) next_->LeaveWorkflowCode();
}

void Tracer::Asked(const Command& command) {
  trace_.push_back({task_, std::string(NameOfCommand(command.kind)),
                    IsNamedById(command.kind) ? command.id : command.type,
                    command.stack.empty() ? Place{} : command.stack.front()});
  if (next_ != nullptr) next_->Asked(command);
}

}  // namespace lockstep::replay
