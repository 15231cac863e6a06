// Conditions: what Await waits for. The run looks at them, in the order of
// their registration, whenever nothing else can run, and resolves the first
// that holds (replay-semantics [L-3.3b]).
#pragma once

#include <chrono>
#include <functional>
#include <source_location>
#include <string>
#include <utility>

#include "lockstep/impl/list.h"
#include "lockstep/impl/ref.h"
#include "lockstep/impl/scope.h"
#include "lockstep/impl/state.h"

namespace lockstep::internal {

// Forgotten when the last future that refers to it is dropped: the predicate
// may refer to locals of the coroutine that waits.
class ConditionState : public State {
 public:
  ConditionState(Run& run, std::function<bool()> predicate)
      : in_run_(*this), run_(&run), predicate_(std::move(predicate)) {}

  // Asks the predicate, which must change nothing and may throw.
  bool Holds() const;
  ListNode<ConditionState>& InRun() { return in_run_; }
  Run& run() const { return *run_; }
  std::string Describe() const override { return "condition"; }
  void OnScopeCancelled(const std::string& reason,
                        const std::source_location* caller) override;

 private:
  ListNode<ConditionState> in_run_;
  Run* run_;
  std::function<bool()> predicate_;
};

// Resolves the condition at once if it holds, fails it if the scope is
// cancelled, else has the run look at it.
void Watch(Scope& scope, ConditionState& condition);

// A condition with a timer beside it.
Ref<State> WatchFor(Scope& scope, std::function<bool()> predicate,
                    std::chrono::nanoseconds timeout,
                    const std::source_location& place);
// Whether the predicate holds now, at the first take; cancels the timer if so.
bool TakeTimedCondition(State& state, bool);

}  // namespace lockstep::internal
