// What every coroutine of workflow code has in its promise.
//
// There is no symmetric transfer (toolchain-facts F6): suspending always goes
// back to the driver in workflow/scheduler.cpp, which was told before whom to
// resume. So no chain of awaits, however long, uses the stack.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include "lockstep/impl/list.h"
#include "lockstep/impl/state.h"
#include "lockstep/payload.h"

namespace lockstep::internal {

struct PromiseBase;

// The member of an awaiting frame that owns the frame it awaits.
struct FrameOwner {
  PromiseBase* promise = nullptr;
};

// The ways in which a coroutine goes back to the driver.
void AwaitChild(PromiseBase& parent, PromiseBase& child, FrameOwner& owner);
void Finished(PromiseBase& promise) noexcept;  // at final_suspend
void EnqueueLast(PromiseBase& promise);        // behind all that are ready
void EnqueueFirst(PromiseBase& promise);       // before them
// Notes where an exception leaves the code; `promise` holds it.
void NoteEscape(PromiseBase& promise) noexcept;

struct FinalAwaiter {
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> handle) const noexcept {
    Finished(handle.promise());
  }
  void await_resume() const noexcept {}
};

// What co_await takes inside workflow code.
template <class A>
concept Awaitable = requires(A&& awaitable) {
  std::forward<A>(awaitable).MakeAwaiter();
};

struct PromiseBase {
  explicit PromiseBase(std::source_location place) : definition(place) {}
  PromiseBase(const PromiseBase&) = delete;
  PromiseBase& operator=(const PromiseBase&) = delete;

  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept {
    error = std::current_exception();
    NoteEscape(*this);
  }
  template <class A>
  auto await_transform(A&& awaitable, std::source_location place =
                                          std::source_location::current()) {
    static_assert(Awaitable<A>,
                  "a workflow can await a Task (as an rvalue: "
                  "std::move(task)), a Future, or ctx.Yield(), nothing else");
    awaits_at = place;
    return std::forward<A>(awaitable).MakeAwaiter();
  }

  std::coroutine_handle<> handle;
  Run* run = nullptr;             // since it was started
  PromiseBase* parent = nullptr;  // the coroutine that awaits this one
  PromiseBase* child = nullptr;   // the coroutine that this one awaits
  State* waits_for = nullptr;     // or what else it waits for
  FrameOwner* owner = nullptr;    // null: the run owns the frame
  std::exception_ptr error;       // what escaped
  std::source_location definition;
  std::source_location awaits_at{};  // its last co_await
  // Its co_return, if that gave a value: g++ has no place for the others.
  std::source_location returned_at{};
  bool is_library = false;  // not shown to the author
};

// A coroutine that the run starts and owns: main, a handler, something spawned.
// Made by the templates of this library around the author's code.
class Root {
 public:
  struct promise_type;
  // Tells the run before the code begins.
  struct BeginAwaiter {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    void await_resume() const { Begins(*promise); }
    promise_type* promise;
  };
  struct promise_type : PromiseBase {
    explicit promise_type(
        std::source_location place = std::source_location::current())
        : PromiseBase(place), in_run(*this) {
      is_library = true;
    }
    auto initial_suspend() noexcept { return BeginAwaiter{this}; }
    Root get_return_object() {
      handle = std::coroutine_handle<promise_type>::from_promise(*this);
      return Root(*this);
    }
    void return_value(std::optional<Payload> value) {
      result = std::move(value);
    }

    std::optional<Payload> result;      // of main, or of an update
    std::optional<std::string> update;  // the instance of what it handles
    std::source_location handler_place;
    ListNode<promise_type> in_run;
    bool is_main = false;
    bool is_handler = false;
    bool accepts = false;  // says that the update is accepted when it begins
  };

  Root(Root&& other) noexcept
      : promise_(std::exchange(other.promise_, nullptr)) {}
  Root& operator=(Root&&) = delete;
  ~Root() {
    if (promise_ != nullptr) promise_->handle.destroy();
  }
  // Gives the frame to the caller.
  promise_type& Take() { return *std::exchange(promise_, nullptr); }

 private:
  explicit Root(promise_type& promise) : promise_(&promise) {}
  static void Begins(promise_type& promise);

  promise_type* promise_;
};

}  // namespace lockstep::internal
