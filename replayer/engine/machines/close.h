#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// `message` is that of a failure.
Phrase ClosePhrase(RequestKind kind, const std::string& message);

// Closes the run: complete, fail, continue as new or cancel.
class CloseMachine final : public Machine {
 public:
  explicit CloseMachine(Command command) : command_(std::move(command)) {}

  // The kind of request that the command makes.
  RequestKind Kind() const;

  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override;

 private:
  void CompareNextRun(const history::WorkflowContinuedAsNew& next,
                      const MatchRules& rules, Effects& effects) const;

  const Command command_;
};

}  // namespace lockstep::replay
