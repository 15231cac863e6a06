#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// Follows one update that history accepted:
//
//   kDelivered --Accepted--> kAccepted --Completed--> kDone
//
// Accepting and completing are requests of their own; both may be made in one
// task (S-19). The code's commands come before the events of their task.
class UpdateMachine final : public Machine {
 public:
  explicit UpdateMachine(std::string instance)
      : instance_(std::move(instance)) {}

  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override { return "Update machine"; }

 private:
  enum class State { kDelivered, kAccepted, kDone };

  const std::string instance_;
  State state_ = State::kDelivered;
};

}  // namespace lockstep::replay
