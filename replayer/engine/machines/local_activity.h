#pragma once

#include "history/local_activity_data.h"
#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// A result of a local activity, as its marker says it. Points into the
// history.
struct LocalMarker {
  history::LocalActivityData data;
  const history::MarkerRecorded* recorded = nullptr;
};

// Nothing if the event is no such marker, or one that cannot be read.
std::optional<LocalMarker> ReadLocalMarker(const history::Event& event);

// Follows one local activity. It sends nothing: its marker is written when it
// has ended, in no order with the task's commands (S-14).
//
//   kRunning --result told--> kTold --MarkerRecorded--> kDone
class LocalActivityMachine final : public Machine {
 public:
  explicit LocalActivityMachine(Command command)
      : command_(std::move(command)) {}

  // Tells the code the result, once.
  void Tell(const LocalMarker& marker, Effects& effects);

  // Takes its marker, which is found by its number.
  Status OnMarker(const history::Event& event, const LocalMarker& marker,
                  const MatchRules& rules, Effects& effects);

  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override { return "Local activity machine"; }

 private:
  enum class State { kRunning, kTold, kDone };

  const Command command_;
  State state_ = State::kRunning;
};

}  // namespace lockstep::replay
