// What the code asked for, command by command.
#pragma once

#include <string_view>
#include <vector>

#include "replayer/engine/replay.h"

namespace lockstep::replay {

// "start-timer" for LS_COMMAND_START_TIMER; "unknown" for what this engine does
// not know.
std::string_view NameOfCommand(uint32_t kind);

// Takes notes and passes on to `next`, which may be null.
class Tracer final : public Observer {
 public:
  explicit Tracer(Observer* next) : next_(next) {}

  void BeginWakeUp(const WakeUp& wake_up) override;
  void EnterWorkflowCode() override;
  void LeaveWorkflowCode() override;
  void Asked(const Command& command) override;

  std::vector<TracedCommand> Take() { return std::move(trace_); }

 private:
  Observer* const next_;
  int64_t task_ = 0;
  std::vector<TracedCommand> trace_;
};

}  // namespace lockstep::replay
