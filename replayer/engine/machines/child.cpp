#include "replayer/engine/machines/child.h"

#include <utility>

#include "replayer/engine/compare.h"
#include "replayer/engine/machines/options.h"
#include "replayer/engine/machines/outcomes.h"

namespace lockstep::replay {
using history::ChildUpdate;
using history::Event;
using history::EventType;
using history::Failure;

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
  const Failure canceled = ChildCancellation(cancel.text);
  if (state_ == State::kRequested) {
    state_ = State::kNeverSent;
    Resolve(ChildNeverSent(command_, canceled), effects);
    return;
  }
  if (state_ != State::kInitiated && state_ != State::kStarted) return;
  if (command_.cancellation_type != LS_CANCEL_ABANDON) {
    effects.requests.push_back(
        {&cancel_, RequestKind::kCancelChild, cancel.stack});
  }
  if (command_.cancellation_type == LS_CANCEL_ABANDON ||
      command_.cancellation_type == LS_CANCEL_TRY) {
    Resolve(ChildCanceled(command_, run_id_, canceled), effects);
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
  CompareChildOptions(initiated, command_, rules, effects);
  state_ = State::kInitiated;
  return {};
}

Status ChildMachine::OnLinkedEvent(const Event& event, Effects& effects) {
  if (event.type == EventType::kChildWorkflowExecutionStarted) {
    return OnStarted(event, effects);
  }
  if (event.type == EventType::kStartChildWorkflowExecutionFailed) {
    return OnStartFailed(event, effects);
  }
  if (ClosesChild(event.type)) return OnClosed(event, effects);
  return DoesNotHandle(*this, event);
}

Status ChildMachine::OnStarted(const Event& event, Effects& effects) {
  if (state_ != State::kInitiated) {
    return IllegalTransition(*this, StateName(), event);
  }
  state_ = State::kStarted;
  run_id_ = std::get<ChildUpdate>(event.attributes).execution.run_id;
  if (!resolved_) effects.jobs.push_back(ChildStarted(command_, run_id_));
  return {};
}

Status ChildMachine::OnStartFailed(const Event& event, Effects& effects) {
  if (state_ != State::kInitiated) {
    return IllegalTransition(*this, StateName(), event);
  }
  state_ = State::kDone;
  if (!resolved_) Resolve(ChildNotStarted(command_, event), effects);
  return {};
}

Status ChildMachine::OnClosed(const Event& event, Effects& effects) {
  if (state_ != State::kStarted) {
    return IllegalTransition(*this, StateName(), event);
  }
  state_ = State::kDone;
  if (!resolved_) Resolve(ChildOutcome(command_, run_id_, event), effects);
  return {};
}

void ChildMachine::Resolve(Job outcome, Effects& effects) {
  resolved_ = true;
  effects.jobs.push_back(std::move(outcome));
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
