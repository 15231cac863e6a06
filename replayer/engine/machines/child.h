#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

class ChildMachine;

// Asks the server to cancel a child workflow:
//
//   kRequested --Initiated--> kInitiated --CancelRequested|Failed--> kDone
//
// A machine of its own, since its events are those of any external
// cancellation (replay-semantics 4.4). Core tells nobody that the request was
// delivered: `requested` waits as `wait` does (oracle: P3001x130-0).
class CancelChildMachine final : public Machine {
 public:
  explicit CancelChildMachine(ChildMachine& child) : child_(&child) {}

  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Status OnLinkedEvent(const history::Event& event, Effects& effects) override;
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override { return "Cancel external WF machine"; }

 private:
  enum class State { kRequested, kInitiated, kDone };

  ChildMachine* child_;
  State state_ = State::kRequested;
};

// Follows one child workflow:
//
//   kRequested --Initiated--> kInitiated --Started--> kStarted --closed-->
//   kDone
//                                 |
//                           StartFailed --> kDone
//
// Cancelled before its Initiated event: kNeverSent. A later cancellation sends
// a request through a CancelChildMachine (not with `abandon`) and, with `try`
// and `abandon`, tells the code at once; the child's own events are then
// swallowed.
class ChildMachine final : public Machine {
 public:
  explicit ChildMachine(Command command)
      : command_(std::move(command)), cancel_(*this) {}

  // The cancel request goes through `Canceller()`.
  void Cancel(const Command& cancel, Effects& effects);
  CancelChildMachine& Canceller() { return cancel_; }

  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Status OnLinkedEvent(const history::Event& event, Effects& effects) override;
  bool CancelledBeforeSent() const override {
    return state_ == State::kNeverSent;
  }
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override { return "Child workflow machine"; }
  const std::string& workflow_id() const { return command_.id; }
  // Its id was drawn by a generator that cannot be reproduced.
  bool HasForeignId(const MatchRules& rules) const;

 private:
  enum class State { kRequested, kInitiated, kStarted, kNeverSent, kDone };

  Status OnStarted(const history::Event& event, Effects& effects);
  Status OnStartFailed(const history::Event& event, Effects& effects);
  Status OnClosed(const history::Event& event, Effects& effects);
  void Resolve(Job outcome, Effects& effects);
  std::string StateName() const;

  const Command command_;
  CancelChildMachine cancel_;
  State state_ = State::kRequested;
  bool cancel_requested_ = false;
  bool resolved_ = false;  // the code was told how it ended
  std::string run_id_;
};

}  // namespace lockstep::replay
