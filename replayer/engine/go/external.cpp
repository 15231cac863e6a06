#include "replayer/engine/go/external.h"

#include "replayer/engine/compare.h"
#include "replayer/engine/go/identity.h"
#include "replayer/engine/machines/outcomes.h"

namespace lockstep::replay::go {

using history::Event;
using history::EventType;
using history::ExternalRequest;

namespace {

bool Initiates(EventType type) {
  return type == EventType::kSignalExternalWorkflowExecutionInitiated ||
         type == EventType::kRequestCancelExternalWorkflowExecutionInitiated;
}

bool Refuses(EventType type) {
  return type == EventType::kSignalExternalWorkflowExecutionFailed ||
         type == EventType::kRequestCancelExternalWorkflowExecutionFailed;
}

}  // namespace

void External::Cancel(Effects& effects) {
  if (state_ != State::kRequested || taken_back_) return;
  taken_back_ = true;
  effects.jobs.push_back(SignalNeverSent(command_));
}

Status External::OnEvent(const Event& event, Effects& effects) {
  const bool initiated = Initiates(event.type);
  if (state_ != (initiated ? State::kRequested : State::kInitiated)) {
    return IllegalTransition(*this, "unfit", event);
  }
  state_ = initiated ? State::kInitiated : State::kDone;
  if (initiated) return {};
  const auto& request = std::get<ExternalRequest>(event.attributes);
  effects.jobs.push_back(ExternalOutcome(
      command_, Refuses(event.type) ? &request.cause : nullptr));
  return {};
}

Status External::OnCommandEvent(const Event& event, const MatchRules& rules,
                                Effects& effects) {
  const auto& request = std::get<ExternalRequest>(event.attributes);
  if (Status same =
          CompareIds("workflow id", request.target.workflow_id, command_.id);
      !same || !IsSignal()) {
    return same;
  }
  if (Status same =
          CompareIds("signal name", request.signal_name, command_.type);
      !same) {
    return same;
  }
  ComparePayloads("input", request.input, command_.payloads, rules, effects);
  return {};
}

Phrase External::Describe(RequestKind) const {
  return IsSignal() ? SignalPhrase(command_.type, command_.id)
                    : IdPhrase("cancel workflow", command_.id);
}

}  // namespace lockstep::replay::go
