// The templates of Context.
#pragma once

#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "lockstep/child.h"
#include "lockstep/context.h"

namespace lockstep {
namespace internal {

// Goes behind all that are ready.
class Yield {
 public:
  Yield() {}
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> handle) const {
    EnqueueLast(handle.promise());
  }
  void await_resume() const noexcept {}

  Yield MakeAwaiter() const { return *this; }
};

// Has the run start and own the coroutine; false, and it never runs, while the
// run is torn down.
bool StartSpawned(Run& run, Root root);
// A spawned coroutine's exception reached nobody.
void ReportUnobserved(Run& run, const std::exception_ptr& error) noexcept;

// The outcome of a spawned coroutine.
template <class T>
class SpawnState final : public ValueState<T> {
 public:
  explicit SpawnState(Run& run) : ValueState<T>("join"), run_(&run) {}
  ~SpawnState() override {
    if (this->Error() && !observed_) ReportUnobserved(*run_, this->Error());
  }
  void BeforeTake() override { observed_ = true; }

 private:
  Run* run_;
  bool observed_ = false;
};

#if defined(__GNUC__) && !defined(__clang__)  // see handlers.h
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsubobject-linkage"
#endif

template <class T>
Root RunSpawned(Task<T> task, Ref<SpawnState<T>> state) {
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(task);
      state->Resolve();
    } else {
      T value = co_await std::move(task);
      state->Set(std::move(value));
    }
  } catch (...) {
    state->Fail(std::current_exception());
  }
  co_return std::nullopt;
}

// Keeps the callable, its context and its arguments for the task's life.
template <class T, class F, class Arguments>
Root RunSpawnedCall(F function, Context ctx, Arguments arguments,
                    Ref<SpawnState<T>> state) {
  try {
    auto task = std::apply(
        [&](auto&... each) { return function(ctx, std::move(each)...); },
        arguments);
    if constexpr (std::is_void_v<T>) {
      co_await std::move(task);
      state->Resolve();
    } else {
      T value = co_await std::move(task);
      state->Set(std::move(value));
    }
  } catch (...) {
    state->Fail(std::current_exception());
  }
  co_return std::nullopt;
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

}  // namespace internal

inline internal::Yield Context::Yield() const { return internal::Yield(); }

template <class R, class... A>
Future<R> Context::Activity(const Named& type, const ActivityOptions& options,
                            A&&... arguments) {
  LOCKSTEP_REQUIRE_SAFE_ARGUMENTS(A);
  return {
      ScheduleActivity(type, options, internal::EncodeArguments(arguments...)),
      &internal::TakeResult<R>};
}

template <class R, class... A>
Future<R> Context::LocalActivity(const Named& type,
                                 const LocalActivityOptions& options,
                                 A&&... arguments) {
  LOCKSTEP_REQUIRE_SAFE_ARGUMENTS(A);
  return {ScheduleLocalActivity(type, options,
                                internal::EncodeArguments(arguments...)),
          &internal::TakeResult<R>};
}

template <class... A>
Future<void> Context::SignalExternal(const ExternalWorkflow& target,
                                     const Named& name, A&&... arguments) {
  LOCKSTEP_REQUIRE_SAFE_ARGUMENTS(A);
  return {SendSignal(target, name, internal::EncodeArguments(arguments...)),
          &internal::TakeValue<void>};
}

template <class... A, class F>
void Context::OnSignal(const std::string& name, F handler) {
  using Arguments =
      typename internal::HandlerArguments<F, std::tuple<A...>>::Type;
  using Handler = internal::FunctionSignal<Arguments, F>;
  SetSignalHandler(name, std::make_unique<Handler>(name, std::move(handler)));
}

template <class... A, class F>
void Context::OnQuery(const std::string& name, F handler) {
  using Arguments =
      typename internal::HandlerArguments<F, std::tuple<A...>>::Type;
  using Handler = internal::FunctionQuery<Arguments, F>;
  SetQueryHandler(name, std::make_unique<Handler>(name, std::move(handler)));
}

template <class... A, class F>
void Context::OnUpdate(const Named& name, F handler) {
  OnUpdate<A...>(name, std::move(handler), internal::AnyArguments());
}

template <class... A, class F, class V>
void Context::OnUpdate(const Named& name, F handler, V validator) {
  using Arguments =
      typename internal::HandlerArguments<F, std::tuple<A...>>::Type;
  using Handler = internal::FunctionUpdate<Arguments, F, V>;
  SetUpdateHandler(name.name,
                   std::make_unique<Handler>(name, std::move(handler),
                                             std::move(validator)));
}

template <class T>
Future<T> Context::Spawn(Task<T> task) {
  auto state = internal::MakeRef<internal::SpawnState<T>>(scope_->run());
  internal::StartSpawned(scope_->run(),
                         internal::RunSpawned<T>(std::move(task), state));
  return {std::move(state), &internal::TakeValue<T>};
}

template <class F, class... A>
requires(!internal::kIsTask<F>) auto Context::Spawn(F&& function,
                                                    A&&... arguments) {
  LOCKSTEP_REQUIRE_SAFE_CALLABLE(F);
  LOCKSTEP_REQUIRE_SAFE_ARGUMENTS(A);
  using Result = std::invoke_result_t<std::decay_t<F>&, Context&, A...>;
  static_assert(internal::kIsTask<Result>,
                "Spawn runs a coroutine: the callable must return a Task");
  using T = typename internal::TaskValue<Result>::Type;
  auto state = internal::MakeRef<internal::SpawnState<T>>(scope_->run());
  internal::StartSpawned(
      scope_->run(),
      internal::RunSpawnedCall<T>(
          std::decay_t<F>(std::forward<F>(function)), *this,
          std::tuple<std::decay_t<A>...>(std::forward<A>(arguments)...),
          state));
  return Future<T>(std::move(state), &internal::TakeValue<T>);
}

template <class R, class... A>
ChildHandle<R> Context::StartChild(const Named& type,
                                   const ChildOptions& options,
                                   A&&... arguments) {
  LOCKSTEP_REQUIRE_SAFE_ARGUMENTS(A);
  StartedChild child =
      ScheduleChild(type, options, internal::EncodeArguments(arguments...));
  Future<std::string> started(std::move(child.started),
                              &internal::TakeResult<std::string>);
  Future<R> result(std::move(child.result), &internal::TakeResult<R>);
  return ChildHandle<R>(std::move(child.workflow_id), std::move(started),
                        std::move(result));
}

template <class R, class... A>
Future<R> Context::Child(const Named& type, const ChildOptions& options,
                         A&&... arguments) {
  return StartChild<R>(type, options, std::forward<A>(arguments)...).Result();
}

}  // namespace lockstep
