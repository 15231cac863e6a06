#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// Follows one Nexus operation:
//
//   kRequested --Scheduled--> kScheduled --Started--> kStarted --closed-->
//   kDone
//                                 |
//                               closed --> kDone
//
// The code is told twice: that it was started, then how it ended. One that
// completes from kScheduled did both at once. One that ends there in any other
// way did not start: its start fails, and nothing is said of its end.
//
// Cancelled before its Scheduled event: kNeverSent. A later cancellation sends
// a request (not with `abandon`). The code is told at once with `try` and
// `abandon`, when the request was answered with `requested`, else at the end.
// After that the operation's own events are swallowed, for each type. Core
// refuses an end after `abandon` and takes it after the others: its test is
// inverted (replay-semantics, Appendix B), and not imitated here.
class NexusMachine final : public Machine {
 public:
  explicit NexusMachine(Command command) : command_(std::move(command)) {}

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
  std::string Name() const override { return "Nexus operation machine"; }

 private:
  enum class State { kRequested, kScheduled, kStarted, kNeverSent, kDone };
  // The request to cancel; its answer may come in any later state.
  enum class CancelRequest { kNone, kMade, kMatched };

  Status OnScheduled(const history::Event& event, const MatchRules& rules,
                     Effects& effects);
  Status OnCancelRequested(const history::Event& event, Effects& effects);
  Status OnStarted(const history::Event& event, Effects& effects);
  Status OnClosed(const history::Event& event, Effects& effects);
  void OnRequestAnswered(const history::Event& event, Effects& effects);
  void CompareOptions(const history::NexusOperation& scheduled,
                      const MatchRules& rules, Effects& effects) const;
  history::Failure Wrap(const std::string& message,
                        history::Failure cause) const;
  history::Failure FailureOf(const history::Event& closed) const;
  void ResolveStart(std::optional<history::Failure> failure, Effects& effects);
  void Resolve(const history::Payloads* result,
               std::optional<history::Failure> failure, Effects& effects);
  std::string StateName() const;

  const Command command_;
  State state_ = State::kRequested;
  CancelRequest request_ = CancelRequest::kNone;
  bool resolved_ = false;  // the code was told how it ended
  int64_t scheduled_id_ = 0;
  std::string token_;
};

}  // namespace lockstep::replay
