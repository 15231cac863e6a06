// Handlers of signals and queries, as the runtime calls them.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "lockstep/impl/arguments.h"
#include "lockstep/impl/callable.h"
#include "lockstep/impl/coroutine.h"
#include "lockstep/payload.h"

namespace lockstep::internal {

// `object` is where the workflow's object is found when the handler runs; null
// before the object is made and for workflows that are functions.
class SignalHandler {
 public:
  virtual ~SignalHandler() = default;
  // The coroutine that handles one signal. The handler outlives it.
  virtual Root Start(void* const* object, PayloadList arguments) const = 0;
};

class QueryHandler {
 public:
  virtual ~QueryHandler() = default;
  virtual std::optional<Payload> Answer(void* object,
                                        const PayloadList& arguments) const = 0;
};

// A coroutine's frame holds what the author's code holds, perhaps of types in
// an anonymous namespace. That is no problem; g++ warns as if it were one.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsubobject-linkage"
#endif

// Decodes within the coroutine, so that a bad payload ends it like any other
// exception. The arguments live here: a handler may take them by reference.
template <class Tuple, class F>
Root HandleSignal(F call, PayloadList payloads, const std::string& what) {
  Tuple arguments = DecodeArguments<Tuple>(payloads, what);
  using Result = decltype(std::apply(call, std::move(arguments)));
  if constexpr (kIsTask<Result>) {
    auto task = std::apply(call, std::move(arguments));
    co_await std::move(task);
  } else {
    std::apply(call, std::move(arguments));
  }
  co_return std::nullopt;
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

template <class Tuple, class F>
std::optional<Payload> AnswerQuery(const F& call, const PayloadList& payloads,
                                   const std::string& what) {
  Tuple arguments = DecodeArguments<Tuple>(payloads, what);
  using Result = decltype(std::apply(call, std::move(arguments)));
  if constexpr (std::is_void_v<Result>) {
    std::apply(call, std::move(arguments));
    return std::nullopt;
  } else {
    return ToPayload(std::apply(call, std::move(arguments)));
  }
}

// Calls a function that lives elsewhere.
template <class F>
struct FunctionCall {
  template <class... A>
  decltype(auto) operator()(A&&... arguments) const {
    return (*function)(std::forward<A>(arguments)...);
  }
  F* function;
};

// Calls a method of a workflow's object.
template <class W, class M>
struct BoundMethod {
  template <class... A>
  decltype(auto) operator()(A&&... arguments) const {
    return (object->*method)(std::forward<A>(arguments)...);
  }
  W* object;
  M method;
};

// Calls a method of the object that is found there by then.
template <class W, class M>
struct MethodCall {
  template <class... A>
  decltype(auto) operator()(A&&... arguments) const {
    return (static_cast<W*>(*object)->*method)(std::forward<A>(arguments)...);
  }
  void* const* object;
  M method;
};

// A callable of the author; `mutable` is allowed, calls are one at a time.
template <class Tuple, class F>
class FunctionSignal final : public SignalHandler {
 public:
  FunctionSignal(const std::string& name, F function)
      : what_("signal " + name), function_(std::move(function)) {}
  Root Start(void* const*, PayloadList arguments) const override {
    return HandleSignal<Tuple>(FunctionCall<F>{&function_},
                               std::move(arguments), what_);
  }

 private:
  std::string what_;
  mutable F function_;
};

template <class Tuple, class F>
class FunctionQuery final : public QueryHandler {
 public:
  FunctionQuery(const std::string& name, F function)
      : what_("query " + name), function_(std::move(function)) {}
  std::optional<Payload> Answer(void*,
                                const PayloadList& arguments) const override {
    return AnswerQuery<Tuple>(function_, arguments, what_);
  }

 private:
  std::string what_;
  F function_;
};

template <class W, class M>
class MethodSignal final : public SignalHandler {
 public:
  MethodSignal(const std::string& name, M method)
      : what_("signal " + name), method_(method) {}
  Root Start(void* const* object, PayloadList arguments) const override {
    const MethodCall<W, M> call{object, method_};
    return HandleSignal<ArgumentsOf<M>>(call, std::move(arguments), what_);
  }

 private:
  std::string what_;
  M method_;
};

template <class W, class M>
class MethodQuery final : public QueryHandler {
 public:
  MethodQuery(const std::string& name, M method)
      : what_("query " + name), method_(method) {}
  std::optional<Payload> Answer(void* object,
                                const PayloadList& arguments) const override {
    const BoundMethod<W, M> call{static_cast<W*>(object), method_};
    return AnswerQuery<ArgumentsOf<M>>(call, arguments, what_);
  }

 private:
  std::string what_;
  M method_;
};

// The argument types that were named, or else those of F's parameters.
template <class F, class Named>
struct HandlerArguments {
  using Type = Named;
};
template <class F>
struct HandlerArguments<F, std::tuple<>> {
  using Type = ArgumentsOf<F>;
};

}  // namespace lockstep::internal
