#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay::go {

// Follows one child workflow and the request to cancel it. Every cancellation
// type but `abandon` waits for the child to close. A request that is made
// before the child's Started event is sent when that is reached (oracle:
// PROGRAM.md section 6, "Things").
class Child final : public Machine {
 public:
  // The command's id is set. It gives way to the one that history has if it is
  // the default one of a run whose id nobody knows.
  explicit Child(Command command, bool takes_recorded_id = false)
      : command_(std::move(command)), takes_recorded_id_(takes_recorded_id) {}

  const std::string& workflow_id() const { return command_.id; }
  bool TakesRecordedId() const { return takes_recorded_id_; }
  void Rename(const std::string& workflow_id) { command_.id = workflow_id; }
  // No child may be started under this id now.
  bool HoldsId() const;

  // Whether a request to cancel is to be sent now.
  bool Cancel(const std::vector<Place>& stack);
  // Whether the request was waiting for the child's start, and is still
  // needed; asked once, when all events before a task are applied.
  bool TakeLateCancel();
  // Where the cancellation was asked for.
  const std::vector<Place>& cancel_stack() const { return cancel_stack_; }

  // Takes each event of the child, and of the request, when it is reached.
  Status OnEvent(const history::Event& event, Effects& effects);

  // Compares a command event with the command at its place.
  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override { return "child workflow"; }

 private:
  enum class State { kRequested, kInitiated, kStarted, kClosed };
  enum class Request { kNone, kWaiting, kSent, kRecorded, kAnswered };

  Status OnRequestEvent(const history::Event& event);
  void OnStarted(const history::Event& event, Effects& effects);

  Command command_;
  const bool takes_recorded_id_;
  State state_ = State::kRequested;
  Request request_ = Request::kNone;
  std::vector<Place> cancel_stack_;
  std::string run_id_;
  bool told_ = false;  // the code knows how it ended
};

}  // namespace lockstep::replay::go
