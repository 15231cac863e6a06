// What a future refers to: something that is done at some time, once, and wakes
// those who wait for it in the order in which they began to wait.
#pragma once

#include <exception>
#include <optional>
#include <source_location>
#include <string>
#include <utility>

#include "lockstep/impl/list.h"
#include "lockstep/impl/ref.h"

namespace lockstep::internal {

class Run;

// Somebody who waits for a state. Woken once, then no longer linked.
class Waiter {
 public:
  Waiter() : node_(*this) {}
  virtual void Wake() = 0;

 protected:
  virtual ~Waiter() = default;

 private:
  friend class State;
  ListNode<Waiter> node_;
};

class State : public RefCounted {
 public:
  State() : in_scope_(*this) {}

  bool Done() const { return done_; }
  const std::exception_ptr& Error() const { return error_; }

  void AddWaiter(Waiter& waiter) { waiters_.PushBack(waiter.node_); }
  // Is done. Nothing happens if it was.
  void Resolve() { Finish(nullptr); }
  void Fail(std::exception_ptr error) { Finish(std::move(error)); }

  // What a coroutine that waits for this waits for: "timer 1".
  virtual std::string Describe() const = 0;
  // Somebody takes the outcome, once it is done.
  virtual void BeforeTake() {}
  // Its scope was cancelled, at `caller` or, if null, by the server. It is not
  // in the list of its scope any more.
  virtual void OnScopeCancelled(const std::string& reason,
                                const std::source_location* caller);

  // Its place in the list of the scope that it is cancelled with.
  ListNode<State>& InScope() { return in_scope_; }

 private:
  void Finish(std::exception_ptr error);

  bool done_ = false;
  std::exception_ptr error_;
  List<Waiter> waiters_;
  ListNode<State> in_scope_;
};

// A state that ends with a value. Whoever sets it says what it is.
template <class T>
class ValueState : public State {
 public:
  explicit ValueState(std::string description)
      : description_(std::move(description)) {}

  void Set(T value) {
    value_.emplace(std::move(value));
    Resolve();
  }
  std::optional<T>& value() { return value_; }
  std::string Describe() const override { return description_; }

 private:
  std::string description_;
  std::optional<T> value_;
};

template <>
class ValueState<void> : public State {
 public:
  explicit ValueState(std::string description)
      : description_(std::move(description)) {}

  std::string Describe() const override { return description_; }

 private:
  std::string description_;
};

}  // namespace lockstep::internal
