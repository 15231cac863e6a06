#pragma once

#include "replayer/engine/machines/nexus.h"

namespace lockstep::replay::go {

// Follows one Nexus operation by the rules of NexusMachine; compared are its
// service and operation, and which one is cancelled (replay-semantics 4.2).
class Nexus final : public Machine {
 public:
  // `number` is the id that its Scheduled event must have.
  Nexus(Command command, int64_t number)
      : command_(command), number_(number), machine_(std::move(command)) {}

  void Cancel(const std::vector<Place>& stack, Effects& effects);

  // Takes each event of the operation when it is reached.
  Status OnEvent(const history::Event& event, Effects& effects);

  // Compares a command event with the command at its place.
  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  bool CancelledBeforeSent() const override {
    return machine_.CancelledBeforeSent();
  }
  Phrase Describe(RequestKind kind) const override {
    return machine_.Describe(kind);
  }
  std::string Name() const override { return "nexus operation"; }

 private:
  const Command command_;
  const int64_t number_;
  NexusMachine machine_;
};

}  // namespace lockstep::replay::go
