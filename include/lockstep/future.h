// Future: something that was started and will be done.
#pragma once

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <source_location>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "lockstep/impl/coroutine.h"
#include "lockstep/impl/state.h"

namespace lockstep {

template <class T>
class Future;

namespace internal {

// How the value is had from a state that is done. `last` says that nobody else
// can ask for it, so that it may be moved.
template <class T>
using Take = T (*)(State& state, bool last);

template <class T>
T TakeValue(State& state, bool last) {
  if constexpr (!std::is_void_v<T>) {
    auto& value = *static_cast<ValueState<T>&>(state).value();
    if constexpr (std::is_copy_constructible_v<T>) {
      if (!last) return value;
    }
    return std::move(value);
  }
}

// The value of a done state, or the exception that it ended with.
template <class T>
T TakeFrom(State& state, Take<T> take, bool last) {
  if (state.Error()) {
    state.BeforeTake();
    std::rethrow_exception(state.Error());
  }
  state.BeforeTake();
  return take(state, last);
}

template <class T>
class FutureAwaiter final : Waiter {
 public:
  FutureAwaiter(Ref<State> state, Take<T> take)
      : state_(std::move(state)), take_(take) {
    if (!state_) throw std::logic_error("an empty future was awaited");
  }
  FutureAwaiter(const FutureAwaiter&) = delete;
  FutureAwaiter& operator=(const FutureAwaiter&) = delete;
  ~FutureAwaiter() override = default;

  bool await_ready() const noexcept { return state_->Done(); }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> handle) {
    promise_ = &handle.promise();
    promise_->waits_for = state_.get();
    state_->AddWaiter(*this);
  }
  T await_resume() {
    if (promise_ != nullptr) promise_->waits_for = nullptr;
    return TakeFrom<T>(*state_, take_, state_->HasOneRef());
  }

 private:
  void Wake() override { EnqueueLast(*promise_); }

  Ref<State> state_;
  Take<T> take_;
  PromiseBase* promise_ = nullptr;
};

}  // namespace internal

// A future is a handle: copies refer to the same thing, and any number of
// coroutines may await it, each getting the value (a T that cannot be copied is
// had by the first). Dropping it cancels nothing; the thing goes on unobserved,
// unless the function that made it says otherwise.
//
// `co_await future` waits until it is done and gives the value, or throws what
// went wrong; it does not suspend if the future is done.
template <class T>
class [[nodiscard]] Future {
 public:
  using Value = T;

  // Refers to nothing: never ready, must not be awaited.
  Future() {}
  Future(internal::Ref<internal::State> state, internal::Take<T> take)
      : state_(std::move(state)), take_(take) {}

  // Whether it is done, well or not.
  bool Ready() const { return state_ && state_->Done(); }

  // What co_await gives or throws, for a future that is ready; for another
  // std::logic_error.
  T Get() const {
    if (!Ready()) throw std::logic_error("Get() of a future that is not ready");
    return internal::TakeFrom<T>(*state_, take_, false);
  }

  // For co_await and the combinators.
  internal::FutureAwaiter<T> MakeAwaiter() const& {
    return internal::FutureAwaiter<T>(state_, take_);
  }
  internal::FutureAwaiter<T> MakeAwaiter() && {
    return internal::FutureAwaiter<T>(std::move(state_), take_);
  }
  const internal::Ref<internal::State>& state() const { return state_; }

 private:
  internal::Ref<internal::State> state_;
  internal::Take<T> take_ = nullptr;
};

}  // namespace lockstep
