#include "replayer/engine/machines/external.h"

#include "replayer/engine/compare.h"
#include "replayer/engine/machines/outcomes.h"

namespace lockstep::replay {
using history::Event;
using history::EventType;
using history::ExternalRequest;

void ExternalMachine::Cancel(Effects& effects) {
  if (state_ != State::kRequested) return;
  state_ = State::kNeverSent;
  effects.jobs.push_back(SignalNeverSent(command_));
}

Status ExternalMachine::OnCommandEvent(const Event& event,
                                       const MatchRules& rules,
                                       Effects& effects) {
  const EventType expected =
      IsSignal() ? EventType::kSignalExternalWorkflowExecutionInitiated
                 : EventType::kRequestCancelExternalWorkflowExecutionInitiated;
  if (event.type != expected) return DoesNotHandle(*this, event);
  if (state_ != State::kRequested) {
    return IllegalTransition(*this, "initiated", event);
  }
  state_ = State::kInitiated;
  const auto& request = std::get<ExternalRequest>(event.attributes);
  CompareTarget("workflow id", request.target.workflow_id, command_.id,
                effects);
  if (!IsSignal()) return {};
  CompareTarget("signal name", request.signal_name, command_.type, effects);
  ComparePayloads("input", request.input, command_.payloads, rules, effects);
  return {};
}

Status ExternalMachine::OnLinkedEvent(const Event& event, Effects& effects) {
  const bool done =
      event.type ==
      (IsSignal() ? EventType::kExternalWorkflowExecutionSignaled
                  : EventType::kExternalWorkflowExecutionCancelRequested);
  const bool failed =
      event.type ==
      (IsSignal() ? EventType::kSignalExternalWorkflowExecutionFailed
                  : EventType::kRequestCancelExternalWorkflowExecutionFailed);
  if (!done && !failed) return DoesNotHandle(*this, event);
  if (state_ != State::kInitiated) {
    return IllegalTransition(*this, "done", event);
  }
  state_ = State::kDone;
  const auto& request = std::get<ExternalRequest>(event.attributes);
  effects.jobs.push_back(
      ExternalOutcome(command_, failed ? &request.cause : nullptr));
  return {};
}

Phrase ExternalMachine::Describe(RequestKind) const {
  return IsSignal() ? SignalPhrase(command_.type, command_.id)
                    : IdPhrase("cancel workflow", command_.id);
}

Phrase SignalPhrase(const std::string& name, const std::string& workflow_id) {
  return IdPhrase("signal " + name + " to workflow", workflow_id);
}

}  // namespace lockstep::replay
