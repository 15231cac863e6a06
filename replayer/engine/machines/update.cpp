#include "replayer/engine/machines/update.h"

#include "replayer/engine/compare.h"

namespace lockstep::replay {

using history::Event;
using history::EventType;
using history::WorkflowUpdate;

Status UpdateMachine::OnCommandEvent(const Event& event, const MatchRules&,
                                     Effects& effects) {
  const bool accepted =
      event.type == EventType::kWorkflowExecutionUpdateAccepted;
  const bool completed =
      event.type == EventType::kWorkflowExecutionUpdateCompleted;
  if (!accepted && !completed) return DoesNotHandle(*this, event);
  const State before = accepted ? State::kDelivered : State::kAccepted;
  if (state_ != before) {
    return IllegalTransition(
        *this, state_ == State::kDelivered ? "delivered" : "accepted", event);
  }
  const auto& update = std::get<WorkflowUpdate>(event.attributes);
  CompareTarget("update id",
                accepted ? update.protocol_instance_id : update.update_id,
                instance_, effects);
  state_ = accepted ? State::kAccepted : State::kDone;
  return {};
}

Phrase UpdateMachine::Describe(RequestKind kind) const {
  return UpdatePhrase(kind, instance_);
}

Phrase UpdatePhrase(RequestKind kind, const std::string& id) {
  return IdPhrase(
      kind == RequestKind::kAcceptUpdate ? "accept update" : "complete update",
      id);
}

}  // namespace lockstep::replay
