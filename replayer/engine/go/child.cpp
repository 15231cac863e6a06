#include "replayer/engine/go/child.h"

#include "replayer/engine/compare.h"
#include "replayer/engine/go/identity.h"
#include "replayer/engine/machines/options.h"
#include "replayer/engine/machines/outcomes.h"

namespace lockstep::replay::go {

using history::ChildInitiated;
using history::ChildUpdate;
using history::Event;
using history::EventType;
using history::ExternalRequest;

bool Child::HoldsId() const {
  const bool unanswered =
      request_ == Request::kSent || request_ == Request::kRecorded;
  return state_ != State::kClosed || unanswered;
}

bool Child::Cancel(const std::vector<Place>& stack) {
  if (state_ == State::kClosed || request_ != Request::kNone || told_) {
    return false;
  }
  if (command_.cancellation_type == LS_CANCEL_ABANDON) {
    told_ = true;
    return false;
  }
  cancel_stack_ = stack;
  const bool now = state_ == State::kStarted;
  request_ = now ? Request::kSent : Request::kWaiting;
  return now;
}

bool Child::TakeLateCancel() {
  if (request_ != Request::kWaiting || state_ != State::kStarted) return false;
  request_ = Request::kSent;
  return true;
}

Status Child::OnEvent(const Event& event, Effects& effects) {
  if (std::holds_alternative<ExternalRequest>(event.attributes)) {
    return OnRequestEvent(event);
  }
  const bool initiated =
      event.type == EventType::kStartChildWorkflowExecutionInitiated;
  const State before = initiated                 ? State::kRequested
                       : ClosesChild(event.type) ? State::kStarted
                                                 : State::kInitiated;
  if (state_ != before) return IllegalTransition(*this, "unfit", event);
  if (initiated) {
    state_ = State::kInitiated;
  } else if (event.type == EventType::kChildWorkflowExecutionStarted) {
    OnStarted(event, effects);
  } else {
    state_ = State::kClosed;
    if (told_) return {};
    told_ = true;
    effects.jobs.push_back(ClosesChild(event.type)
                               ? ChildOutcome(command_, run_id_, event)
                               : ChildNotStarted(command_, event));
  }
  return {};
}

void Child::OnStarted(const Event& event, Effects& effects) {
  state_ = State::kStarted;
  run_id_ = std::get<ChildUpdate>(event.attributes).execution.run_id;
  if (!told_) effects.jobs.push_back(ChildStarted(command_, run_id_));
}

Status Child::OnRequestEvent(const Event& event) {
  const bool initiated =
      event.type == EventType::kRequestCancelExternalWorkflowExecutionInitiated;
  if (request_ != (initiated ? Request::kSent : Request::kRecorded)) {
    return IllegalTransition(*this, "unfit", event);
  }
  request_ = initiated ? Request::kRecorded : Request::kAnswered;
  return {};
}

Status Child::OnCommandEvent(const Event& event, const MatchRules& rules,
                             Effects& effects) {
  if (const auto* request = std::get_if<ExternalRequest>(&event.attributes)) {
    return CompareIds("cancelled workflow id", request->target.workflow_id,
                      command_.id);
  }
  const auto& initiated = std::get<ChildInitiated>(event.attributes);
  if (Status same = CompareTypes("child workflow type", initiated.workflow_type,
                                 command_.type, effects);
      !same) {
    return same;
  }
  if (rules.names_another_child) {
    CompareTarget("child workflow id", initiated.workflow_id, command_.id,
                  effects);
  } else if (!takes_recorded_id_) {
    Status same =
        CompareIds("child workflow id", initiated.workflow_id, command_.id);
    if (!same) return same;
  }
  CompareChildOptions(initiated, command_, rules, effects);
  return {};
}

Phrase Child::Describe(RequestKind kind) const {
  return kind == RequestKind::kCancelChild
             ? IdPhrase("cancel workflow", command_.id)
             : IdPhrase("child workflow " + command_.type, command_.id);
}

}  // namespace lockstep::replay::go
