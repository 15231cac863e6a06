#include "replayer/engine/machines/timer.h"

#include "fmt/format.h"
#include "replayer/engine/compare.h"
#include "replayer/engine/machines/options.h"

namespace lockstep::replay {

using history::Event;
using history::EventType;

void TimerMachine::Cancel(const std::vector<Place>& stack, Effects& effects) {
  if (state_ == State::kRequested) {
    state_ = State::kNeverSent;
  } else if (state_ == State::kStarted) {
    state_ = State::kCancelRequested;
    effects.requests.push_back({this, RequestKind::kCancelTimer, stack});
  }
}

Status TimerMachine::OnCommandEvent(const Event& event, const MatchRules&,
                                    Effects& effects) {
  if (event.type == EventType::kTimerStarted) return OnStarted(event, effects);
  if (event.type == EventType::kTimerCanceled) {
    return OnCanceled(event, effects);
  }
  return DoesNotHandle(*this, event);
}

Status TimerMachine::OnStarted(const Event& event, Effects& effects) {
  if (state_ != State::kRequested) {
    return IllegalTransition(*this, StateName(), event);
  }
  const auto& timer = std::get<history::Timer>(event.attributes);
  CompareTarget("timer id", timer.timer_id, id_, effects);
  CompareTimerDuration(timer, command_, effects);
  state_ = State::kStarted;
  started_id_ = event.id;
  return {};
}

Status TimerMachine::OnCanceled(const Event& event, Effects& effects) {
  if (state_ != State::kCancelRequested) {
    return IllegalTransition(*this, StateName(), event);
  }
  const auto& timer = std::get<history::Timer>(event.attributes);
  if (timer.started_id != started_id_) {
    CompareTarget("cancelled timer", timer.timer_id, id_, effects);
  }
  state_ = State::kDone;
  return {};
}

Status TimerMachine::OnLinkedEvent(const Event& event, Effects& effects) {
  if (event.type != EventType::kTimerFired) return DoesNotHandle(*this, event);
  const auto& timer = std::get<history::Timer>(event.attributes);
  if (state_ != State::kStarted) {
    return IllegalTransition(*this, StateName(), event);
  }
  if (timer.timer_id != id_) {
    Difference difference =
        FieldDifference(Tier::kCompatible, "timer id", timer.timer_id, id_);
    difference.engine_message = fmt::format(
        "Timer fired event did not have expected timer id {}, it was {}!", id_,
        timer.timer_id);
    return StopWith(std::move(difference));
  }
  state_ = State::kDone;
  Job job;
  job.kind = LS_JOB_FIRE_TIMER;
  job.seq = command_.seq;
  effects.jobs.push_back(std::move(job));
  return {};
}

Phrase TimerMachine::Describe(RequestKind kind) const {
  if (kind == RequestKind::kCancelTimer) {
    return IdPhrase("cancel timer", id_);
  }
  return TimerPhrase(command_.duration, id_);
}

std::string TimerMachine::StateName() const {
  switch (state_) {
    case State::kRequested:
      return "requested";
    case State::kStarted:
      return "started";
    case State::kCancelRequested:
      return "cancel requested";
    case State::kNeverSent:
      return "never sent";
    case State::kDone:
      return "done";
  }
  return "";
}

}  // namespace lockstep::replay
