#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// Follows one timer:
//
//   kRequested --Started--> kStarted --Fired--> kDone
//                              |
//                            cancel
//                              v
//                       kCancelRequested --Canceled--> kDone
//
// Cancelled before its Started event: kNeverSent. The code resolves its own
// cancelled timers, so only a firing makes a job.
class TimerMachine final : public Machine {
 public:
  explicit TimerMachine(Command command)
      : command_(std::move(command)), id_(std::to_string(command_.seq)) {}

  void Cancel(const std::vector<Place>& stack, Effects& effects);

  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Status OnLinkedEvent(const history::Event& event, Effects& effects) override;
  bool CancelledBeforeSent() const override {
    return state_ == State::kNeverSent;
  }
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override { return "Timer machine"; }

 private:
  enum class State {
    kRequested,
    kStarted,
    kCancelRequested,
    kNeverSent,
    kDone,
  };

  Status OnStarted(const history::Event& event, Effects& effects);
  Status OnCanceled(const history::Event& event, Effects& effects);
  std::string StateName() const;

  const Command command_;
  const std::string id_;
  State state_ = State::kRequested;
  int64_t started_id_ = 0;
};

}  // namespace lockstep::replay
