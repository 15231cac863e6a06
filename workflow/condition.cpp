#include "lockstep/impl/condition.h"

#include <exception>
#include <utility>

#include "workflow/run.h"

namespace lockstep::internal {
namespace {

// A condition that also ends when its timer does. Whether the predicate holds
// is asked when somebody takes the answer, not when the wait ended: another
// coroutine may have run in between.
class TimedCondition final : public ConditionState {
 public:
  TimedCondition(Run& run, std::function<bool()> predicate, const Place& place)
      : ConditionState(run, std::move(predicate)),
        place_(place),
        timer_done_(*this) {}

  void StartTimer(Scope& scope, Duration timeout) {
    timer_ = scope.run().commands().StartTimer(scope, timeout, {}, place_);
    if (timer_->Done()) {
      OnTimerDone();
    } else {
      timer_->AddWaiter(timer_done_);
    }
  }
  bool TakeAnswer() {
    if (answer_) return *answer_;
    answer_ = Holds();
    if (*answer_ && timer_ && !timer_->Done() && MayCancelTimer()) {
      timer_->InScope().Unlink();
      timer_->OnScopeCancelled({}, &place_);
    }
    return *answer_;
  }

 private:
  struct TimerDone final : Waiter {
    explicit TimerDone(TimedCondition& condition_in)
        : condition(&condition_in) {}
    void Wake() override { condition->OnTimerDone(); }
    TimedCondition* condition;
  };
  void OnTimerDone() {
    if (timer_->Error()) return;  // cancelled: by us, or with the scope
    InRun().Unlink();
    Resolve();
  }

  bool MayCancelTimer() const {
    return run().HasFlag(run().rules().await_cancels_timer_flag);
  }

  Place place_;
  TimerDone timer_done_;
  Ref<State> timer_;
  std::optional<bool> answer_;
};

}  // namespace

void ConditionState::OnScopeCancelled(const std::string& reason,
                                      const Place* by) {
  in_run_.Unlink();
  State::OnScopeCancelled(reason, by);
}

bool ConditionState::Holds() const {
  const ModeGuard guard(run_->mode(), Mode::kPredicate);
  return predicate_();
}

void Watch(Scope& scope, ConditionState& condition) {
  if (!scope.run().MayAct("wait for a condition")) return;
  if (FailIfCancelled(scope, condition)) return;
  if (condition.Holds()) {
    condition.Resolve();
  } else {
    scope.Add(condition);
    scope.run().scheduler().Add(condition);
  }
}

Ref<State> WatchFor(Scope& scope, std::function<bool()> predicate,
                    std::chrono::nanoseconds timeout,
                    const std::source_location& place) {
  auto condition =
      MakeRef<TimedCondition>(scope.run(), std::move(predicate), place);
  Watch(scope, *condition);
  if (!condition->Done() && condition->InRun().Linked()) {
    condition->StartTimer(scope, timeout);
  }
  return condition;
}

bool TakeTimedCondition(State& state, bool) {
  return static_cast<TimedCondition&>(state).TakeAnswer();
}

}  // namespace lockstep::internal
