#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// Follows a signal to another workflow, or a request that it cancel:
//
//   kRequested --Initiated--> kInitiated --done|Failed--> kDone
//
// A signal that is taken back before its Initiated event: kNeverSent.
class ExternalMachine final : public Machine {
 public:
  explicit ExternalMachine(Command command) : command_(std::move(command)) {}

  RequestKind Kind() const {
    return IsSignal() ? RequestKind::kSignalExternal
                      : RequestKind::kCancelExternal;
  }
  void Cancel(Effects& effects);

  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Status OnLinkedEvent(const history::Event& event, Effects& effects) override;
  bool CancelledBeforeSent() const override {
    return state_ == State::kNeverSent;
  }
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override {
    return IsSignal() ? "Signal external WF machine"
                      : "Cancel external WF machine";
  }

 private:
  enum class State { kRequested, kInitiated, kNeverSent, kDone };

  bool IsSignal() const { return command_.kind == LS_COMMAND_SIGNAL_EXTERNAL; }

  const Command command_;
  State state_ = State::kRequested;
};

}  // namespace lockstep::replay
