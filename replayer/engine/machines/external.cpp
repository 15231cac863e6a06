#include "replayer/engine/machines/external.h"

#include <utility>

#include "replayer/engine/compare.h"

namespace lockstep::replay {
namespace {

using history::Event;
using history::EventType;
using history::ExternalRequest;
using history::Failure;

Failure NotDelivered(const std::string& cause) {
  Failure failure;
  failure.kind = Failure::Kind::kApplication;
  failure.type = "ExternalWorkflowRequestFailed";
  failure.message = cause;
  failure.non_retryable = true;
  return failure;
}

}  // namespace

void ExternalMachine::Cancel(Effects& effects) {
  if (state_ != State::kRequested) return;
  state_ = State::kNeverSent;
  Failure canceled;
  canceled.kind = Failure::Kind::kCanceled;
  canceled.message = "signal canceled before it was sent";
  Resolve(std::move(canceled), effects);
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
  if (done) {
    Resolve(std::nullopt, effects);
  } else {
    Resolve(NotDelivered(std::get<ExternalRequest>(event.attributes).cause),
            effects);
  }
  return {};
}

void ExternalMachine::Resolve(std::optional<Failure> failure,
                              Effects& effects) const {
  Job job;
  job.kind = IsSignal() ? LS_JOB_RESOLVE_EXTERNAL_SIGNAL
                        : LS_JOB_RESOLVE_EXTERNAL_CANCEL;
  job.seq = command_.seq;
  job.failure = std::move(failure);
  effects.jobs.push_back(std::move(job));
}

Phrase ExternalMachine::Describe(RequestKind) const {
  return IsSignal() ? SignalPhrase(command_.type, command_.id)
                    : IdPhrase("cancel workflow", command_.id);
}

Phrase SignalPhrase(const std::string& name, const std::string& workflow_id) {
  return IdPhrase("signal " + name + " to workflow", workflow_id);
}

}  // namespace lockstep::replay
