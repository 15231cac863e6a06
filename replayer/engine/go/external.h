#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay::go {

// Follows a signal to another workflow, or a request that it cancel.
class External final : public Machine {
 public:
  explicit External(Command command) : command_(std::move(command)) {}

  RequestKind Kind() const {
    return IsSignal() ? RequestKind::kSignalExternal
                      : RequestKind::kCancelExternal;
  }

  // Takes the signal back in the task that made it; later it does nothing.
  void Cancel(Effects& effects);

  // Takes each event of the request when it is reached.
  Status OnEvent(const history::Event& event, Effects& effects);

  // Compares a command event with the command at its place.
  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  bool CancelledBeforeSent() const override { return taken_back_; }
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override {
    return IsSignal() ? "external signal" : "external cancellation";
  }

 private:
  enum class State { kRequested, kInitiated, kDone };

  bool IsSignal() const { return command_.kind == LS_COMMAND_SIGNAL_EXTERNAL; }

  const Command command_;
  State state_ = State::kRequested;
  bool taken_back_ = false;
};

}  // namespace lockstep::replay::go
