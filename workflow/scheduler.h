// The scheduler: the coroutines of one run and the order in which they go on.
//
//   1. `next`: what the coroutine that just suspended awaits, or who awaited
//      the one that just ended
//   2. the queue, first in first out
//   3. conditions in the order of their registration: the first that holds is
//      resolved, then again from 1
//
// This order is part of every recorded history: it never changes.
#pragma once

#include <deque>

#include "lockstep/impl/condition.h"
#include "lockstep/impl/coroutine.h"

namespace lockstep::internal {

using RootPromise = Root::promise_type;

// What the run does when one of its coroutines has ended.
class RootObserver {
 public:
  virtual void RootEnded(RootPromise& root) = 0;

 protected:
  ~RootObserver() = default;
};

class Scheduler {
 public:
  explicit Scheduler(RootObserver& observer) : observer_(&observer) {}

  // Owns the coroutine from now on. The main coroutine goes to the front of
  // the queue: it runs before handlers of signals that came with the start.
  void Start(RootPromise& root);
  // The same, but it runs before all others, behind those that were started
  // like this and have not run.
  void StartFirst(RootPromise& root);
  void Enqueue(PromiseBase& coroutine) { queue_.push_back(&coroutine); }
  void EnqueueFirst(PromiseBase& coroutine) { queue_.push_front(&coroutine); }
  void SetNext(PromiseBase& coroutine) { next_ = &coroutine; }
  void SetEnded(PromiseBase& root) {
    ended_ = static_cast<RootPromise*>(&root);
  }
  void Add(ConditionState& condition) {
    conditions_.PushBack(condition.InRun());
  }

  // Runs the coroutine whose turn it is, if there is one, until it waits.
  bool Step();
  // Runs coroutines until all wait or Stop is called.
  void Drain();
  void Stop() { stopped_ = true; }
  // Destroys all frames: the last started first, each leaf first.
  void DestroyAll();

  // The coroutine that runs; null between two.
  const PromiseBase* current() const { return current_; }
  // Calls visit(root) for each coroutine that has not ended, oldest first.
  template <class Visit>
  void ForEachRoot(Visit visit) const {
    roots_.ForEach([&](RootPromise& root) {
      visit(root);
      return true;
    });
  }

 private:
  PromiseBase* TakeReady();
  void Resume(PromiseBase& coroutine);
  bool ResolveFirstTrueCondition();

  RootObserver* observer_;
  PromiseBase* next_ = nullptr;
  std::deque<PromiseBase*> queue_;
  ptrdiff_t first_ = 0;  // so many in the queue go before all others
  List<ConditionState> conditions_;
  List<RootPromise> roots_;
  PromiseBase* current_ = nullptr;
  RootPromise* ended_ = nullptr;
  bool stopped_ = false;
};

// The innermost coroutine that `root` waits for.
PromiseBase& LeafOf(PromiseBase& root);

}  // namespace lockstep::internal
