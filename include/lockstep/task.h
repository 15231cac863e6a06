// Task: what a coroutine of workflow code returns.
#pragma once

#include <coroutine>
#include <optional>
#include <source_location>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "lockstep/impl/coroutine.h"

namespace lockstep {

template <class T>
class Task;

namespace internal {

template <class T>
struct TaskPromise : PromiseBase {
  using PromiseBase::PromiseBase;
  template <class U = T>
  requires std::is_convertible_v<U&&, T>
  void return_value(
      U&& value, std::source_location place = std::source_location::current()) {
    this->returned_at = place;
    result.emplace(std::forward<U>(value));
  }
  T TakeResult() { return std::move(*result); }

  std::optional<T> result;
};

template <>
struct TaskPromise<void> : PromiseBase {
  using PromiseBase::PromiseBase;
  void return_void() {}
  void TakeResult() {}
};

// Runs a task to its end and has its result. Owns the frame meanwhile.
template <class T>
class TaskAwaiter : FrameOwner {
 public:
  explicit TaskAwaiter(TaskPromise<T>* task) {
    promise = task;
    if (task == nullptr) {
      throw std::logic_error("a task can be awaited only once");
    }
  }
  TaskAwaiter(const TaskAwaiter&) = delete;
  TaskAwaiter& operator=(const TaskAwaiter&) = delete;
  ~TaskAwaiter() {
    if (promise != nullptr) promise->handle.destroy();
  }

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> handle) {
    AwaitChild(handle.promise(), *promise, *this);
  }
  T await_resume() {
    if (promise->error) std::rethrow_exception(promise->error);
    return static_cast<TaskPromise<T>*>(promise)->TakeResult();
  }
};

}  // namespace internal

// A coroutine that has not been started. `co_await` starts it, waits for its
// end and gives its result, or throws what escaped it; it can be done once, on
// an rvalue. A task that is never awaited never runs. To run one beside others
// use Context::Spawn.
//
// Parameters taken by reference must outlive the coroutine: take values, except
// for the Context& of the workflow itself.
template <class T = void>
class [[nodiscard("a task runs when it is awaited or spawned")]] Task {
 public:
  struct promise_type : internal::TaskPromise<T> {
    promise_type() : internal::TaskPromise<T>(std::source_location()) {}
    // The default argument is evaluated in the coroutine: it has its name.
    Task get_return_object(
        std::source_location place = std::source_location::current()) {
      this->definition = place;
      this->handle = std::coroutine_handle<promise_type>::from_promise(*this);
      return Task(*this);
    }
  };

  Task(Task && other) noexcept
      : promise_(std::exchange(other.promise_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(promise_, other.promise_);
    return *this;
  }
  ~Task() {
    if (promise_ != nullptr) promise_->handle.destroy();
  }

  // For co_await.
  internal::TaskAwaiter<T> MakeAwaiter()&& {
    return internal::TaskAwaiter<T>(std::exchange(promise_, nullptr));
  }

 private:
  explicit Task(promise_type & promise) : promise_(&promise) {}

  internal::TaskPromise<T>* promise_;
};

}  // namespace lockstep
