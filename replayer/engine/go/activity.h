#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay::go {

// Follows one activity. What is started and cancelled in one task makes both
// commands; a cancellation of type `try` is done at once, so that what comes
// later counts no more (oracle: PROGRAM.md section 6, "Things").
class Activity final : public Machine {
 public:
  // `number` is the id that its Scheduled event must have. The command's id is
  // set.
  Activity(Command command, int64_t number)
      : command_(std::move(command)), number_(number) {}

  // The id may be used again.
  bool IsClosed() const { return state_ == State::kClosed; }
  const std::string& id() const { return command_.id; }

  // Whether a command to cancel it is to be made.
  bool Cancel();

  // Takes each event of the activity when it is reached.
  Status OnEvent(const history::Event& event, Effects& effects);

  // Compares a command event with the command at its place.
  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override { return "activity"; }

 private:
  enum class State { kRequested, kScheduled, kClosed };

  Status OnScheduled(const history::Event& event);
  Status OnClosed(const history::Event& event, Effects& effects);

  const Command command_;
  const int64_t number_;
  State state_ = State::kRequested;
  bool cancel_sent_ = false;
  bool told_ = false;  // the code knows how it ended
};

}  // namespace lockstep::replay::go
