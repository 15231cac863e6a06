// Context: everything that workflow code may ask the world for.
//
// A workflow's coroutine gets a Context& that lives as long as the run. A
// context is a handle with a cancellation scope: copies name the same scope. A
// coroutine that is spawned takes its context by value, unless it is that one.
//
// Every call that makes a command makes it where it stands, awaited or not, in
// the order of the calls. Never write two of them, or two co_await, in one full
// expression: compilers order them differently.
//
// Calls made by destructors while the run is torn down are ignored. Calls that
// would make a command, take a random number or register something throw
// std::logic_error in query handlers and in predicates.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "lockstep/future.h"
#include "lockstep/impl/arguments.h"
#include "lockstep/impl/callable.h"
#include "lockstep/impl/condition.h"
#include "lockstep/impl/handlers.h"
#include "lockstep/impl/scope.h"
#include "lockstep/nexus.h"
#include "lockstep/options.h"
#include "lockstep/payload.h"
#include "lockstep/place.h"
#include "lockstep/random.h"
#include "lockstep/side_effect.h"
#include "lockstep/task.h"
#include "lockstep/workflow_info.h"

namespace lockstep {

template <class T>
class SignalChannel;
template <class R>
class ChildHandle;

namespace internal {
class Yield;
}  // namespace internal

enum class LogLevel { kDebug = 1, kInfo, kWarn, kError };

// The version of a run that was recorded before the gate was in the code.
inline constexpr int kDefaultVersion = -1;

// Also has SideEffect and MutableSideEffect: side_effect.h; Nexus and
// StartNexus: nexus.h.
class Context : public internal::NexusCalls {
 public:
  using NexusCalls::NexusCalls;

  // ---- What the run knows ----

  const WorkflowInfo& Info() const;
  // The time of the current workflow task; stands still while code runs.
  Time Now() const;
  // Whether this task was run before. Never decide what the workflow does by
  // it.
  bool IsReplaying() const;
  // The random numbers of the run; lives as long as the run.
  lockstep::Random& Random() const;
  std::string Uuid() const;
  // Tells the host, unless the task is replayed.
  void Log(LogLevel level, std::string_view message,
           Place place = Place::current()) const;

  // ---- Activities, timers, conditions ----

  // Schedules an activity. The future fails with ActivityFailure, or with
  // Cancelled if it was cancelled.
  template <class R = void, class... A>
  Future<R> Activity(const Named& type, const ActivityOptions& options,
                     A&&... arguments);
  // Runs an activity within the worker of this workflow: for short ones. It
  // shares the count of activities, also with each attempt that a timer waited
  // for; its id is the number.
  template <class R = void, class... A>
  Future<R> LocalActivity(const Named& type,
                          const LocalActivityOptions& options,
                          A&&... arguments);
  // Starts a timer; below zero counts as zero, which is a timer too. Cancelled
  // with its scope: fails with Cancelled at once.
  Future<void> Timer(Duration duration, Place place = Place::current()) {
    return Timer(duration, {}, place);
  }
  Future<void> Timer(Duration duration, const std::string& summary,
                     Place place = Place::current());
  Future<void> Sleep(Duration duration, Place place = Place::current()) {
    return Timer(duration, {}, place);
  }
  // Done when the predicate holds; at once, without suspending, if it does now.
  // The predicate is called between coroutines: it must change nothing, and
  // what it refers to must live until the future is dropped, which forgets it.
  template <class P>
  Future<void> Await(P&& predicate) {
    LOCKSTEP_REQUIRE_SAFE_CALLABLE(P);
    return {Condition(std::forward<P>(predicate)), &internal::TakeValue<void>};
  }
  // The same for at most so long: says whether the predicate holds when the
  // coroutine goes on. Starts a timer unless it holds already; cancels it if it
  // is not needed any more.
  template <class P>
  Future<bool> Await(P&& predicate, Duration timeout,
                     Place place = Place::current()) {
    LOCKSTEP_REQUIRE_SAFE_CALLABLE(P);
    return {
        internal::WatchFor(*scope_, std::forward<P>(predicate), timeout, place),
        &internal::TakeTimedCondition};
  }

  // ---- Signals, queries, updates ----

  // Handles the signals of a name, also those that arrived before, in the order
  // of delivery, each as a coroutine behind what is ready. The handler returns
  // void or Task<void> and takes the arguments; OnSignal<int>(...) names their
  // types. It is kept until the run ends; a second one is for signals to come.
  template <class... A, class F>
  void OnSignal(const std::string& name, F handler);
  // Called for each signal without handler and channel, also those that arrived
  // before. Without it such signals wait for their handler.
  void OnUnhandledSignal(
      std::function<void(const std::string& name, const PayloadList& arguments)>
          handler);
  // A queue of the signals of a name, instead of a handler.
  template <class T>
  lockstep::SignalChannel<T> SignalChannel(const std::string& name);
  // Answers queries of a name. The handler must change nothing.
  template <class... A, class F>
  void OnQuery(const std::string& name, F handler);
  // Handles the updates of a name: each is accepted when it is delivered, then
  // runs as a coroutine like a signal. The handler returns R or Task<R>, which
  // is the answer; so is a Failure that it throws. One that nobody handles is
  // rejected; those that came with the start wait until all coroutines do.
  template <class... A, class F>
  void OnUpdate(const Named& name, F handler);
  // The same with a validator, which takes the same arguments and throws to
  // reject. It must change nothing. It is not called in a replay.
  template <class... A, class F, class V>
  void OnUpdate(const Named& name, F handler, V validator);

  // ---- Coroutines ----

  // Runs a task beside this coroutine; it begins when this one waits. What it
  // throws is thrown where the future is awaited. If it never is, a Failure is
  // forgotten and any other exception fails the workflow task.
  template <class T>
  Future<T> Spawn(Task<T> task);
  // The same for a callable, which is kept together with the arguments and a
  // context of this scope until it has ended: f(Context&, arguments...).
  template <class F, class... A>
  requires(!internal::kIsTask<F>) auto Spawn(F&& function, A&&... arguments);
  // `co_await ctx.Yield()` goes on behind all coroutines that are ready now.
  internal::Yield Yield() const;

  // ---- Child workflows, the next run ----

  // Starts a child workflow.
  template <class R = void, class... A>
  ChildHandle<R> StartChild(const Named& type, const ChildOptions& options,
                            A&&... arguments);
  // Starts one for its result.
  template <class R = void, class... A>
  Future<R> Child(const Named& type, const ChildOptions& options,
                  A&&... arguments);
  // Ends the run and starts another with these arguments. Call it in main or in
  // a coroutine that main awaits; `catch (...)` must not swallow it. Options,
  // or more arguments, come after a NextRun.
  [[noreturn]] void ContinueAsNew(Place place = Place::current());
  template <class A>
  requires(!std::is_same_v<A, NextRun>)
      [[noreturn]] void ContinueAsNew(const A& a,
                                      Place place = Place::current()) {
    StartNextRun(NextRun(), internal::EncodeArguments(a), place);
  }
  template <class A, class B>
  requires(!std::is_same_v<A, NextRun>)
      [[noreturn]] void ContinueAsNew(const A& a, const B& b,
                                      Place place = Place::current()) {
    StartNextRun(NextRun(), internal::EncodeArguments(a, b), place);
  }
  template <class... A>
  [[noreturn]] void ContinueAsNew(NextRunAt next, const A&... arguments) {
    StartNextRun(next.options, internal::EncodeArguments(arguments...),
                 next.place);
  }

  // ---- Other workflows ----

  // Signals a workflow. Done when that has happened; fails with a Failure if it
  // cannot be, and with Cancelled if its scope was cancelled before.
  template <class... A>
  Future<void> SignalExternal(const ExternalWorkflow& target, const Named& name,
                              A&&... arguments);
  // Asks a workflow to cancel. Done when the request has arrived; fails with a
  // Failure if it cannot. The request cannot be taken back.
  Future<void> CancelExternal(const ExternalWorkflow& target,
                              const std::string& reason = {},
                              Place place = Place::current());

  // ---- What the server shows of the run ----

  // Sets search attributes, or the memo's fields, in one command, and in
  // Info(). A null value takes the key away.
  void UpsertSearchAttributes(const PayloadMap& values,
                              Place place = Place::current());
  template <class T>
  void UpsertSearchAttribute(const std::string& key, const T& value,
                             Place place = Place::current()) {
    UpsertSearchAttributes({{key, ToPayload(value)}}, place);
  }
  void UpsertMemo(const PayloadMap& values, Place place = Place::current());
  template <class T>
  void UpsertMemo(const std::string& key, const T& value,
                  Place place = Place::current()) {
    UpsertMemo({{key, ToPayload(value)}}, place);
  }

  // ---- Cancellation ----

  // A scope that is cancelled with this one, or alone.
  Context NewScope() const;
  // A scope that is only cancelled alone: for cleaning up.
  Context DetachedScope() const;
  // Cancels what was started in the scope, in that order; then its child scopes
  // in the order of creation; then calls back. What is started or awaited in it
  // later throws Cancelled at co_await, without a command.
  void Cancel(const std::string& reason = {}, Place place = Place::current());
  // Whether it was cancelled. For the workflow's own context: whether the
  // cancellation of the workflow was requested.
  bool CancelRequested() const;
  const std::string& CancelReason() const;
  // Calls back when the scope is cancelled, within Cancel; now if it was.
  void OnCancel(std::function<void()> callback);

  // ---- Changing the code of running workflows ----

  // The version of the change `id` in this run, from `min` to `max`: max for a
  // run that gets here for the first time, in a replay what was recorded, else
  // kDefaultVersion. A run keeps its answer. If it is out of the range the task
  // fails.
  int Version(const std::string& id, int min, int max,
              Place place = Place::current());
  // Whether the run takes the new code; records that it does.
  bool Patched(const std::string& id, Place place = Place::current());
  // Says that no run needs the old code any more, with the marker still there.
  void DeprecatePatch(const std::string& id, Place place = Place::current());
};

}  // namespace lockstep

#include "lockstep/impl/context.h"
