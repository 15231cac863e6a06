// Handlers of updates, as the runtime calls them.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "lockstep/impl/arguments.h"
#include "lockstep/impl/callable.h"
#include "lockstep/impl/coroutine.h"
#include "lockstep/impl/handlers.h"
#include "lockstep/payload.h"
#include "lockstep/place.h"

namespace lockstep::internal {

// `object` is as for a SignalHandler.
class UpdateHandler {
 public:
  explicit UpdateHandler(const Named& name)
      : what_("update " + name.name), place_(name.place) {}
  virtual ~UpdateHandler() = default;
  // Throws if the update is to be rejected; also if it cannot be decoded.
  virtual void Validate(void* const* object,
                        const PayloadList& arguments) const = 0;
  // The coroutine that handles one update and ends with its answer. The handler
  // outlives it.
  virtual Root Start(void* const* object, PayloadList arguments) const = 0;

  // Where it was registered.
  const Place& place() const { return place_; }

 protected:
  const std::string& what() const { return what_; }

 private:
  std::string what_;
  Place place_;
};

// The validator of a handler that has none.
struct AnyArguments {
  template <class... A>
  void operator()(A&&...) const {}
};

#if defined(__GNUC__) && !defined(__clang__)  // see handlers.h
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsubobject-linkage"
#endif

// Decodes within the coroutine, like HandleSignal.
template <class Tuple, class F>
Root HandleUpdate(F call, PayloadList payloads, const std::string& what) {
  Tuple arguments = DecodeArguments<Tuple>(payloads, what);
  using Result = decltype(std::apply(call, std::move(arguments)));
  if constexpr (!kIsTask<Result>) {
    if constexpr (std::is_void_v<Result>) {
      std::apply(call, std::move(arguments));
      co_return std::nullopt;
    } else {
      co_return ToPayload(std::apply(call, std::move(arguments)));
    }
  } else {
    auto task = std::apply(call, std::move(arguments));
    using T = typename TaskValue<Result>::Type;
    if constexpr (std::is_void_v<T>) {
      co_await std::move(task);
      co_return std::nullopt;
    } else {
      const T value = co_await std::move(task);
      co_return ToPayload(value);
    }
  }
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

template <class Tuple, class F>
void ValidateUpdate(const F& call, const PayloadList& payloads,
                    const std::string& what) {
  Tuple arguments = DecodeArguments<Tuple>(payloads, what);
  std::apply(call, std::move(arguments));
}

template <class Tuple, class F, class V>
class FunctionUpdate final : public UpdateHandler {
 public:
  FunctionUpdate(const Named& name, F function, V validator)
      : UpdateHandler(name),
        function_(std::move(function)),
        validator_(std::move(validator)) {}
  void Validate(void* const*, const PayloadList& arguments) const override {
    ValidateUpdate<Tuple>(FunctionCall<V>{&validator_}, arguments, what());
  }
  Root Start(void* const*, PayloadList arguments) const override {
    return HandleUpdate<Tuple>(FunctionCall<F>{&function_},
                               std::move(arguments), what());
  }

 private:
  mutable F function_;
  mutable V validator_;
};

// V is a method, or AnyArguments.
template <class W, class M, class V>
class MethodUpdate final : public UpdateHandler {
 public:
  MethodUpdate(const Named& name, M method, V validator)
      : UpdateHandler(name), method_(method), validator_(validator) {}
  void Validate(void* const* object,
                const PayloadList& arguments) const override {
    using Arguments = ArgumentsOf<M>;
    if constexpr (std::is_same_v<V, AnyArguments>) {
      ValidateUpdate<Arguments>(validator_, arguments, what());
    } else {
      const MethodCall<W, V> call{object, validator_};
      ValidateUpdate<Arguments>(call, arguments, what());
    }
  }
  Root Start(void* const* object, PayloadList arguments) const override {
    const MethodCall<W, M> call{object, method_};
    return HandleUpdate<ArgumentsOf<M>>(call, std::move(arguments), what());
  }

 private:
  M method_;
  V validator_;
};

}  // namespace lockstep::internal
