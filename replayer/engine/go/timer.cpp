#include "replayer/engine/go/timer.h"

#include "replayer/engine/go/identity.h"
#include "replayer/engine/machines/options.h"

namespace lockstep::replay::go {

using history::Event;
using history::EventType;

bool Timer::Cancel() {
  if (state_ == State::kClosed || canceled_) return false;
  canceled_ = true;
  return true;
}

Status Timer::OnEvent(const Event& event, Effects& effects) {
  const bool starts = event.type == EventType::kTimerStarted;
  const State before = starts ? State::kRequested : State::kStarted;
  if (state_ != before) return IllegalTransition(*this, "unfit", event);
  state_ = starts ? State::kStarted : State::kClosed;
  if (starts) return {};
  const bool fired = event.type == EventType::kTimerFired;
  if (fired == canceled_) {
    return IllegalTransition(*this, canceled_ ? "canceled" : "started", event);
  }
  if (fired) {
    Job job;
    job.kind = LS_JOB_FIRE_TIMER;
    job.seq = command_.seq;
    effects.jobs.push_back(std::move(job));
  }
  return {};
}

Status Timer::OnCommandEvent(const Event& event, const MatchRules&,
                             Effects& effects) {
  const auto& timer = std::get<history::Timer>(event.attributes);
  const bool starts = event.type == EventType::kTimerStarted;
  Status same = CompareIds(starts ? "timer id" : "cancelled timer",
                           timer.timer_id, command_.id);
  if (same && starts) CompareTimerDuration(timer, command_, effects);
  return same;
}

Phrase Timer::Describe(RequestKind kind) const {
  if (kind == RequestKind::kCancelTimer) {
    return IdPhrase("cancel timer", command_.id);
  }
  return TimerPhrase(command_.duration, command_.id);
}

}  // namespace lockstep::replay::go
