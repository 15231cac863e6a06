// What LOCKSTEP_BUILD makes: the registry of a build and its entry point.
#pragma once

#include <coroutine>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "lockstep/activity.h"
#include "lockstep/build_abi.h"
#include "lockstep/context.h"
#include "lockstep/impl/handlers.h"
#include "lockstep/impl/update_handler.h"

// The version of these headers; the host is told.
#define LOCKSTEP_API_VERSION "0.1.0"

namespace lockstep {
class Build;

namespace internal {

class WorkflowType {
 public:
  explicit WorkflowType(std::string name_in) : name(std::move(name_in)) {}
  virtual ~WorkflowType() = default;
  // The main coroutine of a run. The arguments outlive it.
  virtual Root Main(Context& ctx, const PayloadList& input) const = 0;
  // Whether main first makes an object and then waits for its turn.
  virtual bool HasObject() const { return false; }

  std::string name;
  std::multiset<std::string> signals;  // declared: twice is an error
  std::multiset<std::string> queries;
  std::multiset<std::string> updates;
  std::map<std::string, std::unique_ptr<SignalHandler>> signal_handlers;
  std::map<std::string, std::unique_ptr<QueryHandler>> query_handlers;
  std::map<std::string, std::unique_ptr<UpdateHandler>> update_handlers;
};

class ActivityType {
 public:
  explicit ActivityType(std::string name_in) : name(std::move(name_in)) {}
  virtual ~ActivityType() = default;
  virtual std::optional<Payload> Run(ActivityContext& ctx,
                                     const PayloadList& input) const = 0;

  std::string name;
};

// Hands the workflow's object to the run, which destroys it after the
// coroutines.
void KeepObject(Context& ctx, void* object, void (*destroy)(void*));

#if defined(__GNUC__) && !defined(__clang__)  // see handlers.h
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsubobject-linkage"
#endif

// Goes before all that are ready.
class GoFirst {
 public:
  GoFirst() {}
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> handle) const {
    EnqueueFirst(handle.promise());
  }
  void await_resume() const noexcept {}

  GoFirst MakeAwaiter() const { return *this; }
};

// `prepare(ctx)` gives what to call with the context and the arguments. It runs
// in the coroutine, since it may be workflow code: the constructor of the
// object, which is made before what came with the start is delivered.
template <class Arguments, bool has_object, class Prepare>
Root RunMain(Prepare prepare, Context& ctx, const PayloadList& input,
             std::string what) {
  const auto call = prepare(ctx);
  if constexpr (has_object) co_await GoFirst();
  Arguments arguments = DecodeArguments<Arguments>(input, what);
  auto task = std::apply(
      [&](auto&... each) { return call(ctx, std::move(each)...); }, arguments);
  using T = typename TaskValue<decltype(task)>::Type;
  if constexpr (std::is_void_v<T>) {
    co_await std::move(task);
    co_return std::nullopt;
  } else {
    const T value = co_await std::move(task);
    co_return ToPayload(value);
  }
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

// The parameters of a workflow after its context, which it may take by value.
template <class Arguments>
using WorkflowArguments = typename Without<Context, Arguments>::Rest;

template <class F>
class FunctionWorkflow final : public WorkflowType {
 public:
  static_assert(kIsTask<ResultOf<F>>, "a workflow must return a Task");
  static_assert(Without<Context, ArgumentsOf<F>>::kFound,
                "a workflow's first parameter must be Context&");

  FunctionWorkflow(std::string name_in, F function)
      : WorkflowType(std::move(name_in)), function_(std::move(function)) {}
  Root Main(Context& ctx, const PayloadList& input) const override {
    const auto prepare = [function = &function_](Context&) {
      return FunctionCall<const F>{function};
    };
    return RunMain<WorkflowArguments<ArgumentsOf<F>>, false>(
        prepare, ctx, input, "workflow " + name);
  }

 private:
  F function_;
};

template <class W>
class ClassWorkflow final : public WorkflowType {
 public:
  using WorkflowType::WorkflowType;
  Root Main(Context& ctx, const PayloadList& input) const override {
    const auto prepare = [](Context& context) {
      W* const object = new W(context);
      KeepObject(context, object, [](void* p) { delete static_cast<W*>(p); });
      return BoundMethod<W, M>{object, &W::Run};
    };
    return RunMain<WorkflowArguments<ArgumentsOf<M>>, true>(prepare, ctx, input,
                                                            "workflow " + name);
  }
  bool HasObject() const override { return true; }

 private:
  using M = decltype(&W::Run);
  static_assert(kIsTask<ResultOf<M>>, "Run must return a Task");
  static_assert(Without<Context, ArgumentsOf<M>>::kFound,
                "Run's first parameter must be Context&");
};

template <class F>
class FunctionActivity final : public ActivityType {
 public:
  FunctionActivity(std::string name_in, F function)
      : ActivityType(std::move(name_in)), function_(std::move(function)) {}

  std::optional<Payload> Run(ActivityContext& ctx,
                             const PayloadList& input) const override {
    auto arguments = DecodeArguments<Arguments>(input, "activity " + name);
    const auto call = [&](auto&... each) -> decltype(auto) {
      if constexpr (Split::kFound) {
        return function_(ctx, std::move(each)...);
      } else {
        return function_(std::move(each)...);
      }
    };
    if constexpr (std::is_void_v<ResultOf<F>>) {
      std::apply(call, arguments);
      return std::nullopt;
    } else {
      return ToPayload(std::apply(call, arguments));
    }
  }

 private:
  using Split = Without<ActivityContext, ArgumentsOf<F>>;
  using Arguments = typename Split::Rest;

  F function_;
};

// The registrations of a build; written by Build, then only read.
class Registry {
 public:
  // Calls the author's list. Never throws: `error` says what is wrong.
  explicit Registry(void (*author)(Build&)) noexcept;

  WorkflowType& Add(std::unique_ptr<WorkflowType> type);
  void Add(std::unique_ptr<ActivityType> type);

  const WorkflowType* FindWorkflow(const std::string& name) const;
  const ActivityType* FindActivity(const std::string& name) const;

  LsProfile profile = LS_PROFILE_CORE;
  uint32_t ids_from = 1;
  std::unique_ptr<PayloadCodec> codec;  // or null
  std::string error;
  // In the order of registration; sorted by name once the list is complete.
  std::vector<std::unique_ptr<WorkflowType>> workflows;
  std::vector<std::unique_ptr<ActivityType>> activities;

 private:
  void Check();
};

// What the host sees of a registry: LsBuild and all that it points to.
class BuildImage {
 public:
  struct EntryPoints {
    LsStatus (*create)(const LsWorkflowInfo*, const LsHost*, LsInstance**);
    LsStatus (*run_activity)(const LsActivityTask*, const LsActivityHost*);
  };
  BuildImage(void (*author)(Build&), EntryPoints entry_points);
  ~BuildImage();

  const LsBuild* Get() const;
  LsStatus Create(const LsWorkflowInfo& info, const LsHost& host,
                  LsInstance** instance) const noexcept;
  LsStatus RunActivity(const LsActivityTask& task,
                       const LsActivityHost& host) const noexcept;

 private:
  struct Tables;
  Registry registry_;
  std::unique_ptr<Tables> tables_;
};

// The build that `author` lists; the same on every call.
template <void (*author)(Build&)>
class BuildOf {
 public:
  static const LsBuild* Get() noexcept { return Image().Get(); }

 private:
  static const BuildImage& Image() {
    static const BuildImage image(author, {&Create, &RunActivity});
    return image;
  }
  static LsStatus Create(const LsWorkflowInfo* info, const LsHost* host,
                         LsInstance** instance) noexcept {
    return Image().Create(*info, *host, instance);
  }
  static LsStatus RunActivity(const LsActivityTask* task,
                              const LsActivityHost* host) noexcept {
    return Image().RunActivity(*task, *host);
  }
};

}  // namespace internal
}  // namespace lockstep
