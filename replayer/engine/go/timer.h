#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay::go {

// Follows one timer. The code resolves its own cancelled timers, so only a
// firing makes a job.
class Timer final : public Machine {
 public:
  // The command's id is set: the id of its Started event.
  explicit Timer(Command command) : command_(std::move(command)) {}

  // Whether a command to cancel it is to be made: none once it has fired.
  bool Cancel();

  // Takes each event of the timer when it is reached.
  Status OnEvent(const history::Event& event, Effects& effects);

  // Compares a command event with the command at its place.
  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override { return "timer"; }

 private:
  enum class State { kRequested, kStarted, kClosed };

  const Command command_;
  State state_ = State::kRequested;
  bool canceled_ = false;
};

}  // namespace lockstep::replay::go
