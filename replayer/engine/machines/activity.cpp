#include "replayer/engine/machines/activity.h"

#include <utility>

#include "fmt/format.h"
#include "replayer/engine/compare.h"
#include "replayer/engine/marshal.h"

namespace lockstep::replay {
namespace {

using history::ActivityScheduled;
using history::ActivityUpdate;
using history::Event;
using history::EventType;
using history::Failure;

Failure CanceledFailure(const history::Payloads& details) {
  Failure failure;
  failure.kind = Failure::Kind::kCanceled;
  failure.message = "activity canceled";
  failure.details = details;
  return failure;
}

// Old servers wrote closing events without a failure.
Failure UnsaidFailure(EventType type) {
  Failure failure;
  failure.kind = type == EventType::kActivityTaskTimedOut
                     ? Failure::Kind::kTimeout
                     : Failure::Kind::kApplication;
  return failure;
}

std::string WrapperMessage(Failure::Kind cause) {
  if (cause == Failure::Kind::kTimeout) return "activity timed out";
  if (cause == Failure::Kind::kCanceled) return "activity canceled";
  return "activity failed";
}

}  // namespace

void ActivityMachine::Cancel(const std::vector<Place>& stack,
                             Effects& effects) {
  const bool abandon = command_.cancellation_type == LS_CANCEL_ABANDON;
  const bool wait = command_.cancellation_type == LS_CANCEL_WAIT;
  if (state_ == State::kRequested) {
    state_ = State::kNeverSent;
    Resolve(nullptr, CanceledFailure({}), effects);
    return;
  }
  if (state_ != State::kScheduled && state_ != State::kStarted) return;
  if (abandon) {
    state_ = State::kAbandoned;
  } else {
    state_ = State::kCancelRequested;
    effects.requests.push_back({this, RequestKind::kCancelActivity, stack});
  }
  if (!wait) Resolve(nullptr, CanceledFailure({}), effects);
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
  CompareOptions(scheduled, rules, effects);
  state_ = State::kScheduled;
  scheduled_id_ = event.id;
  return {};
}

void ActivityMachine::CompareOptions(const ActivityScheduled& scheduled,
                                     const MatchRules& rules,
                                     Effects& effects) const {
  CompareTaskQueue(scheduled.task_queue, command_.task_queue, rules, effects);
  ComparePayloads("input", scheduled.input, command_.payloads, rules, effects);
  const int64_t whole = Nanoseconds(scheduled.schedule_to_close);
  const int64_t attempt = Nanoseconds(scheduled.start_to_close);
  const int64_t run = rules.run_timeout;
  CompareTimeout("schedule-to-close timeout", scheduled.schedule_to_close,
                 command_.schedule_to_close, {run}, effects);
  CompareTimeout("schedule-to-start timeout", scheduled.schedule_to_start,
                 command_.schedule_to_start, {whole, run}, effects);
  CompareTimeout("start-to-close timeout", scheduled.start_to_close,
                 command_.start_to_close, {whole, run}, effects);
  CompareTimeout("heartbeat timeout", scheduled.heartbeat, command_.heartbeat,
                 {attempt, whole, run}, effects);
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
  if (resolved_) return {};
  const auto& update = std::get<ActivityUpdate>(event.attributes);
  if (event.type == EventType::kActivityTaskCompleted) {
    Resolve(&update.result, std::nullopt, effects);
  } else if (canceled) {
    Resolve(nullptr, CanceledFailure(update.details), effects);
  } else {
    Resolve(nullptr, update.failure.value_or(UnsaidFailure(event.type)),
            effects);
    effects.jobs.back().failure->retry_state = update.retry_state;
  }
  return {};
}

void ActivityMachine::Resolve(const history::Payloads* result,
                              std::optional<Failure> cause, Effects& effects) {
  resolved_ = true;
  Job job;
  job.kind = LS_JOB_RESOLVE_ACTIVITY;
  job.seq = command_.seq;
  job.payloads = result;
  if (cause) {
    Failure wrapper;
    wrapper.kind = Failure::Kind::kActivity;
    wrapper.message = WrapperMessage(cause->kind);
    wrapper.type = command_.type;
    wrapper.activity_id = command_.id;
    wrapper.cause.push_back(*std::move(cause));
    job.failure = std::move(wrapper);
  }
  effects.jobs.push_back(std::move(job));
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
