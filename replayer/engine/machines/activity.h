#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// Follows one activity:
//
//   kRequested --Scheduled--> kScheduled --Started--> kStarted --closed-->
//   kDone
//                                 |                      |
//                               cancel                 cancel
//                                 v                      v
//                        kCancelRequested --CancelRequested--> kCanceling
//                                                                |
//                                                    closed --> kDone
//
// Cancelled before its Scheduled event: kNeverSent. Cancelled with `abandon`:
// kAbandoned, which swallows what comes later.
class ActivityMachine final : public Machine {
 public:
  explicit ActivityMachine(Command command) : command_(std::move(command)) {}

  // The code asked to cancel it; `stack` is where. Does nothing once it is
  // over or asked before.
  void Cancel(const std::vector<Place>& stack, Effects& effects);

  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Status OnLinkedEvent(const history::Event& event, Effects& effects) override;
  bool CancelledBeforeSent() const override {
    return state_ == State::kNeverSent;
  }
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override { return "Activity machine"; }

 private:
  enum class State {
    kRequested,
    kScheduled,
    kStarted,
    kCancelRequested,
    kCanceling,
    kAbandoned,
    kNeverSent,
    kDone,
  };

  Status OnScheduled(const history::Event& event, const MatchRules& rules,
                     Effects& effects);
  Status OnCancelRequested(const history::Event& event, Effects& effects);
  Status OnClosed(const history::Event& event, Effects& effects);
  void Resolve(Job outcome, Effects& effects);
  std::string StateName() const;

  const Command command_;
  State state_ = State::kRequested;
  bool resolved_ = false;  // the code was told how it ended
  int64_t scheduled_id_ = 0;
};

}  // namespace lockstep::replay
