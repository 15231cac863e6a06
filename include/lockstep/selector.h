// Selector: waits for the first of several futures and channels.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "lockstep/channel.h"
#include "lockstep/context.h"
#include "lockstep/future.h"

namespace lockstep {
namespace internal {

// One case of a selector.
class Case {
 public:
  virtual ~Case() = default;
  virtual bool Ready() const = 0;
  virtual void Run() = 0;
};

// A future is selected once.
template <class T, class F>
class FutureCase final : public Case {
 public:
  FutureCase(Future<T> future, F callback)
      : future_(std::move(future)), callback_(std::move(callback)) {}
  bool Ready() const override { return !spent_ && future_.Ready(); }
  void Run() override {
    spent_ = true;
    if constexpr (std::is_invocable_v<F&>) {
      callback_();
    } else {
      callback_(future_.Get());
    }
  }

 private:
  Future<T> future_;
  F callback_;
  bool spent_ = false;
};

template <class Channel, class F>
class ChannelCase final : public Case {
 public:
  ChannelCase(Channel channel, F callback)
      : channel_(std::move(channel)), callback_(std::move(callback)) {}
  bool Ready() const override { return channel_.CanReceive(); }
  void Run() override {
    if constexpr (std::is_void_v<typename Channel::Value>) {
      channel_.TryReceiveAny();
      callback_();
    } else {
      callback_(std::move(*channel_.TryReceive()));
    }
  }

 private:
  Channel channel_;
  F callback_;
};

struct Cases : RefCounted {
  std::optional<size_t> FirstReady() const;

  std::vector<std::unique_ptr<Case>> items;
};

Ref<State> Select(Scope& scope, Ref<Cases> cases);
size_t TakeSelected(State& state, bool);

}  // namespace internal

// Cases are tried in the order in which they were added. Each Select runs one:
//
//   Selector selector;
//   selector.On(timer, [&] { late = true; });
//   selector.On(payments, [&](Payment payment) { Book(payment); });
//   while (!late) co_await selector.Select(ctx);
//
// Callbacks are plain functions. What they throw is thrown at co_await.
class Selector {
 public:
  Selector() : cases_(internal::MakeRef<internal::Cases>()) {}

  // Ready when the future is; selected at most once. The callback takes
  // nothing, or the value: then a failed future throws at co_await.
  template <class T, class F>
  Selector& On(Future<T> future, F callback) {
    return Add<internal::FutureCase<T, F>>(std::move(future),
                                           std::move(callback));
  }
  // Ready when an item is there; each selection takes one.
  template <class T, class F>
  Selector& On(Channel<T> channel, F callback) {
    return Add<internal::ChannelCase<Channel<T>, F>>(std::move(channel),
                                                     std::move(callback));
  }
  template <class T, class F>
  Selector& On(SignalChannel<T> channel, F callback) {
    return Add<internal::ChannelCase<SignalChannel<T>, F>>(std::move(channel),
                                                           std::move(callback));
  }

  // Waits, as Await does, until a case is ready; then, when the awaiting
  // coroutine goes on, runs the first that is. The value is its position,
  // from 0. Await it at once.
  Future<size_t> Select(Context& ctx) {
    return {internal::Select(*ctx.scope(), cases_), &internal::TakeSelected};
  }
  // Whether Select would not wait.
  bool Ready() const { return cases_->FirstReady().has_value(); }

 private:
  template <class C, class... A>
  Selector& Add(A&&... arguments) {
    cases_->items.push_back(std::make_unique<C>(std::forward<A>(arguments)...));
    return *this;
  }

  internal::Ref<internal::Cases> cases_;
};

}  // namespace lockstep
