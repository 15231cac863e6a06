#include "replayer/engine/machines/child.h"

#include <utility>

#include "replayer/engine/compare.h"

namespace lockstep::replay {
namespace {

using history::ChildUpdate;
using history::Event;
using history::EventType;
using history::Failure;

Failure CauseOf(Failure::Kind kind, const std::string& message) {
  Failure failure;
  failure.kind = kind;
  failure.message = message;
  return failure;
}

Failure CauseOf(const Event& event) {
  const auto& update = std::get<ChildUpdate>(event.attributes);
  if (event.type == EventType::kChildWorkflowExecutionFailed) {
    return update.failure.value_or(Failure{});
  }
  if (event.type == EventType::kChildWorkflowExecutionCanceled) {
    Failure failure = CauseOf(Failure::Kind::kCanceled, "child canceled");
    failure.details = update.details;
    return failure;
  }
  if (event.type == EventType::kChildWorkflowExecutionTimedOut) {
    Failure failure = CauseOf(Failure::Kind::kTimeout, "child timed out");
    failure.timeout_type = "TIMEOUT_TYPE_START_TO_CLOSE";
    return failure;
  }
  return CauseOf(Failure::Kind::kTerminated, "child terminated");
}

bool IsClosing(EventType type) {
  return type == EventType::kChildWorkflowExecutionCompleted ||
         type == EventType::kChildWorkflowExecutionFailed ||
         type == EventType::kChildWorkflowExecutionCanceled ||
         type == EventType::kChildWorkflowExecutionTimedOut ||
         type == EventType::kChildWorkflowExecutionTerminated;
}

}  // namespace

// ---- The request to cancel ----

Status CancelChildMachine::OnCommandEvent(const Event& event,
                                          const MatchRules& rules,
                                          Effects& effects) {
  if (event.type !=
      EventType::kRequestCancelExternalWorkflowExecutionInitiated) {
    return DoesNotHandle(*this, event);
  }
  if (state_ != State::kRequested) {
    return IllegalTransition(*this, "initiated", event);
  }
  const auto& request = std::get<history::ExternalRequest>(event.attributes);
  if (!child_->HasForeignId(rules)) {
    CompareTarget("cancelled workflow id", request.target.workflow_id,
                  child_->workflow_id(), effects);
  }
  state_ = State::kInitiated;
  return {};
}

Status CancelChildMachine::OnLinkedEvent(const Event& event, Effects&) {
  if (event.type != EventType::kExternalWorkflowExecutionCancelRequested &&
      event.type != EventType::kRequestCancelExternalWorkflowExecutionFailed) {
    return DoesNotHandle(*this, event);
  }
  if (state_ != State::kInitiated) {
    return IllegalTransition(*this, "done", event);
  }
  state_ = State::kDone;
  return {};
}

Phrase CancelChildMachine::Describe(RequestKind) const {
  return IdPhrase("cancel workflow", child_->workflow_id());
}

// ---- The child ----

void ChildMachine::Cancel(const Command& cancel, Effects& effects) {
  if (cancel_requested_) return;
  cancel_requested_ = true;
  const Failure canceled =
      CauseOf(Failure::Kind::kCanceled,
              "child workflow canceled" +
                  (cancel.text.empty() ? std::string() : ": " + cancel.text));
  if (state_ == State::kRequested) {
    state_ = State::kNeverSent;
    ResolveStart(
        Wrap("child workflow canceled before it was started", canceled),
        effects);
    return;
  }
  if (state_ != State::kInitiated && state_ != State::kStarted) return;
  if (command_.cancellation_type != LS_CANCEL_ABANDON) {
    effects.requests.push_back(
        {&cancel_, RequestKind::kCancelChild, cancel.stack});
  }
  if (command_.cancellation_type == LS_CANCEL_ABANDON ||
      command_.cancellation_type == LS_CANCEL_TRY) {
    Resolve(nullptr, Wrap("child workflow canceled", canceled), effects);
  }
}

bool ChildMachine::HasForeignId(const MatchRules& rules) const {
  return command_.id_is_default && rules.foreign_default_ids;
}

Status ChildMachine::OnCommandEvent(const Event& event, const MatchRules& rules,
                                    Effects& effects) {
  if (event.type != EventType::kStartChildWorkflowExecutionInitiated) {
    return DoesNotHandle(*this, event);
  }
  if (state_ != State::kRequested) {
    return IllegalTransition(*this, StateName(), event);
  }
  const auto& initiated = std::get<history::ChildInitiated>(event.attributes);
  Status same =
      CompareIdentity({{"child workflow id", initiated.workflow_id, command_.id,
                        rules.check_identity && !HasForeignId(rules)},
                       {"child workflow type", initiated.workflow_type,
                        command_.type, rules.check_identity}},
                      {"scheduled event", "command"}, effects);
  if (!same) return same;
  CompareOptions(initiated, rules, effects);
  state_ = State::kInitiated;
  return {};
}

void ChildMachine::CompareOptions(const history::ChildInitiated& initiated,
                                  const MatchRules& rules,
                                  Effects& effects) const {
  CompareTaskQueue(initiated.task_queue, command_.task_queue, rules, effects);
  ComparePayloads("input", initiated.input, command_.payloads, rules, effects);
}

Status ChildMachine::OnLinkedEvent(const Event& event, Effects& effects) {
  if (event.type == EventType::kChildWorkflowExecutionStarted) {
    return OnStarted(event, effects);
  }
  if (event.type == EventType::kStartChildWorkflowExecutionFailed) {
    return OnStartFailed(event, effects);
  }
  if (IsClosing(event.type)) return OnClosed(event, effects);
  return DoesNotHandle(*this, event);
}

Status ChildMachine::OnStarted(const Event& event, Effects& effects) {
  if (state_ != State::kInitiated) {
    return IllegalTransition(*this, StateName(), event);
  }
  state_ = State::kStarted;
  run_id_ = std::get<ChildUpdate>(event.attributes).execution.run_id;
  if (!resolved_) ResolveStart(std::nullopt, effects);
  return {};
}

Status ChildMachine::OnStartFailed(const Event& event, Effects& effects) {
  if (state_ != State::kInitiated) {
    return IllegalTransition(*this, StateName(), event);
  }
  state_ = State::kDone;
  if (resolved_) return {};
  const auto& update = std::get<ChildUpdate>(event.attributes);
  Failure cause = CauseOf(Failure::Kind::kApplication, update.cause);
  cause.type = "WorkflowExecutionAlreadyStarted";
  cause.non_retryable = true;
  ResolveStart(Wrap("child workflow could not be started", std::move(cause)),
               effects);
  return {};
}

Status ChildMachine::OnClosed(const Event& event, Effects& effects) {
  if (state_ != State::kStarted) {
    return IllegalTransition(*this, StateName(), event);
  }
  state_ = State::kDone;
  if (resolved_) return {};
  const auto& update = std::get<ChildUpdate>(event.attributes);
  if (event.type == EventType::kChildWorkflowExecutionCompleted) {
    Resolve(&update.result, std::nullopt, effects);
    return {};
  }
  Failure failure = Wrap("child workflow failed", CauseOf(event));
  failure.retry_state = update.retry_state;
  Resolve(nullptr, std::move(failure), effects);
  return {};
}

Failure ChildMachine::Wrap(const std::string& message, Failure cause) const {
  Failure wrapper;
  wrapper.kind = Failure::Kind::kChildWorkflow;
  wrapper.message = message;
  wrapper.type = command_.type;
  wrapper.workflow_id = command_.id;
  wrapper.run_id = run_id_;
  wrapper.cause.push_back(std::move(cause));
  return wrapper;
}

void ChildMachine::ResolveStart(std::optional<Failure> failure,
                                Effects& effects) {
  if (failure) resolved_ = true;
  Job job;
  job.kind = LS_JOB_RESOLVE_CHILD_START;
  job.seq = command_.seq;
  job.name = run_id_;
  job.failure = std::move(failure);
  effects.jobs.push_back(std::move(job));
}

void ChildMachine::Resolve(const history::Payloads* result,
                           std::optional<Failure> failure, Effects& effects) {
  resolved_ = true;
  Job job;
  job.kind = LS_JOB_RESOLVE_CHILD;
  job.seq = command_.seq;
  job.payloads = result;
  job.failure = std::move(failure);
  effects.jobs.push_back(std::move(job));
}

Phrase ChildMachine::Describe(RequestKind) const {
  return IdPhrase("child workflow " + command_.type, command_.id);
}

std::string ChildMachine::StateName() const {
  switch (state_) {
    case State::kRequested:
      return "requested";
    case State::kInitiated:
      return "initiated";
    case State::kStarted:
      return "started";
    case State::kNeverSent:
      return "never sent";
    case State::kDone:
      return "done";
  }
  return "";
}

}  // namespace lockstep::replay
