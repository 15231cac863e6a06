#include "replayer/engine/machines/activity.h"

#include <utility>

#include "fmt/format.h"
#include "replayer/engine/compare.h"
#include "replayer/engine/machines/options.h"
#include "replayer/engine/machines/outcomes.h"

namespace lockstep::replay {
namespace {

using history::ActivityScheduled;
using history::ActivityUpdate;
using history::Event;
using history::EventType;

}  // namespace

void ActivityMachine::Cancel(const std::vector<Place>& stack,
                             Effects& effects) {
  const bool abandon = command_.cancellation_type == LS_CANCEL_ABANDON;
  const bool wait = command_.cancellation_type == LS_CANCEL_WAIT;
  if (state_ == State::kRequested) {
    state_ = State::kNeverSent;
    Resolve(ActivityCanceled(command_), effects);
    return;
  }
  if (state_ != State::kScheduled && state_ != State::kStarted) return;
  if (abandon) {
    state_ = State::kAbandoned;
  } else {
    state_ = State::kCancelRequested;
    effects.requests.push_back({this, RequestKind::kCancelActivity, stack});
  }
  if (!wait) Resolve(ActivityCanceled(command_), effects);
}

Status ActivityMachine::OnCommandEvent(const Event& event,
                                       const MatchRules& rules,
                                       Effects& effects) {
  if (event.type == EventType::kActivityTaskScheduled) {
    return OnScheduled(event, rules, effects);
  }
  if (event.type == EventType::kActivityTaskCancelRequested) {
    return OnCancelRequested(event, effects);
  }
  return DoesNotHandle(*this, event);
}

Status ActivityMachine::OnScheduled(const Event& event, const MatchRules& rules,
                                    Effects& effects) {
  if (state_ != State::kRequested) {
    return IllegalTransition(*this, StateName(), event);
  }
  const auto& scheduled = std::get<ActivityScheduled>(event.attributes);
  Status same =
      CompareIdentity({{"activity id", scheduled.activity_id, command_.id,
                        rules.check_identity},
                       {"activity type", scheduled.activity_type, command_.type,
                        rules.check_identity}},
                      {"scheduled event", "activity command"}, effects);
  if (!same) return same;
  CompareActivityOptions(scheduled, command_, rules, effects);
  state_ = State::kScheduled;
  scheduled_id_ = event.id;
  return {};
}

Status ActivityMachine::OnCancelRequested(const Event& event,
                                          Effects& effects) {
  if (state_ != State::kCancelRequested) {
    return IllegalTransition(*this, StateName(), event);
  }
  const auto& update = std::get<ActivityUpdate>(event.attributes);
  CompareTarget("cancelled activity (scheduled event)",
                std::to_string(update.scheduled_id),
                std::to_string(scheduled_id_), effects);
  state_ = State::kCanceling;
  return {};
}

Status ActivityMachine::OnLinkedEvent(const Event& event, Effects& effects) {
  if (event.type == EventType::kActivityTaskStarted) {
    if (state_ == State::kScheduled) state_ = State::kStarted;
    return {};
  }
  if (event.type == EventType::kActivityTaskCompleted ||
      event.type == EventType::kActivityTaskFailed ||
      event.type == EventType::kActivityTaskTimedOut ||
      event.type == EventType::kActivityTaskCanceled) {
    return OnClosed(event, effects);
  }
  return DoesNotHandle(*this, event);
}

Status ActivityMachine::OnClosed(const Event& event, Effects& effects) {
  const bool canceled = event.type == EventType::kActivityTaskCanceled;
  const bool known = state_ == State::kScheduled || state_ == State::kStarted ||
                     state_ == State::kCanceling || state_ == State::kAbandoned;
  // A cancellation is answered only after it was requested.
  if (!known || (canceled && state_ != State::kCanceling)) {
    return IllegalTransition(*this, StateName(), event);
  }
  state_ = State::kDone;
  if (!resolved_) Resolve(ActivityOutcome(command_, event), effects);
  return {};
}

void ActivityMachine::Resolve(Job outcome, Effects& effects) {
  resolved_ = true;
  effects.jobs.push_back(std::move(outcome));
}

Phrase ActivityMachine::Describe(RequestKind kind) const {
  const char* verb = kind == RequestKind::kCancelActivity ? "cancel " : "";
  return IdPhrase(fmt::format("{}activity {}", verb, command_.type),
                  command_.id);
}

std::string ActivityMachine::StateName() const {
  switch (state_) {
    case State::kRequested:
      return "requested";
    case State::kScheduled:
      return "scheduled";
    case State::kStarted:
      return "started";
    case State::kCancelRequested:
      return "cancel requested";
    case State::kCanceling:
      return "canceling";
    case State::kAbandoned:
      return "abandoned";
    case State::kNeverSent:
      return "never sent";
    case State::kDone:
      return "done";
  }
  return "";
}

}  // namespace lockstep::replay
