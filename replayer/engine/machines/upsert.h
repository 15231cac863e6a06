#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// An upsert of search attributes or of the memo that the workflow asked for.
// The keys are its target.
class UpsertMachine final : public Machine {
 public:
  explicit UpsertMachine(Command command) : command_(std::move(command)) {}

  RequestKind Kind() const {
    return IsMemo() ? RequestKind::kUpsertMemo
                    : RequestKind::kUpsertSearchAttributes;
  }
  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override {
    return IsMemo() ? "ModifyWorkflowPropertiesMachine"
                    : "UpsertWorkflowSearchAttributesMachine";
  }
  std::string Refusal() const override { return Name() + " does not handle"; }

 private:
  bool IsMemo() const { return command_.kind == LS_COMMAND_UPSERT_MEMO; }

  const Command command_;
};

}  // namespace lockstep::replay
