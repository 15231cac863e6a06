// Channels: queues between coroutines of one run, and queues of signals.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "lockstep/context.h"
#include "lockstep/future.h"
#include "lockstep/impl/arguments.h"
#include "lockstep/impl/callable.h"
#include "lockstep/impl/channel.h"

namespace lockstep {

// A queue of values between coroutines of one run. A handle: copies are the
// same channel. Items are received in the order they were sent; who waited
// first is served first. Nothing here makes a command.
template <class T>
class Channel {
 public:
  using Value = T;

  // Keeps up to `capacity` items that nobody has received; 0: each Send waits
  // for its receiver.
  explicit Channel(size_t capacity = 0)
      : core_(
            internal::MakeRef<internal::ChannelCore<T>>("channel", capacity)) {}

  // Done when the item is kept or received. If the scope is cancelled before,
  // it fails with Cancelled and the item is not sent.
  template <class U>
  Future<void> Send(Context& ctx, U&& item) {
    static_assert(internal::kSafeArgument<U>,
                  "name it first: g++ 12 destroys a temporary of an aggregate "
                  "type twice around co_await");
    return {core_->Send(*ctx.scope(), T(std::forward<U>(item))),
            &internal::TakeValue<void>};
  }
  // Sends if that needs no waiting; says whether it did.
  bool TrySend(T item) { return core_->TrySend(item); }

  // The next item. Dropping the future gives up the place in the queue, and
  // puts an item that was not taken back in front.
  Future<T> Receive(Context& ctx) {
    return {core_->Receive(*ctx.scope()), &internal::TakeReceived<T>};
  }
  std::optional<T> TryReceive() { return core_->TryReceive(); }
  bool CanReceive() const { return core_->CanReceive(); }

 private:
  internal::Ref<internal::ChannelCore<T>> core_;
};

namespace internal {

// What a receiver of T gets from the arguments of one signal.
template <class T>
T DecodeSignal(const PayloadList& arguments, const std::string& what) {
  if constexpr (std::is_same_v<T, PayloadList>) {
    return arguments;
  } else if constexpr (!std::is_void_v<T>) {
    return DecodeArgument<T>(arguments, 0, what);
  }
}

template <class T>
T TakeSignal(State& state, bool) {
  auto& receiver = static_cast<ReceiveState<PayloadList>&>(state);
  return DecodeSignal<T>(*receiver.item(), receiver.Describe());
}

}  // namespace internal

// The signals of one name, from Context::SignalChannel. T is the type of their
// argument: void for none, PayloadList for any number, undecoded. A handle: all
// channels of one name in a run are the same queue. A signal that cannot be
// decoded is taken, and UndecodablePayload thrown.
template <class T>
class SignalChannel {
 public:
  using Value = T;

  SignalChannel(Context ctx, internal::Ref<internal::SignalQueue> queue)
      : ctx_(std::move(ctx)), queue_(std::move(queue)) {}

  // The next signal; fails with Cancelled if the scope of the context that made
  // this channel is cancelled. Dropping the future loses no signal.
  Future<T> Receive() {
    return {queue_->Receive(*ctx_.scope()), &internal::TakeSignal<T>};
  }
  // The next signal, if it is there. For T void see TryReceiveAny.
  std::optional<T> TryReceive() requires(!std::is_void_v<T>) {
    const std::optional<PayloadList> arguments = queue_->TryReceive();
    if (!arguments) return std::nullopt;
    return internal::DecodeSignal<T>(*arguments, queue_->description());
  }
  // Takes the next signal, if it is there, without looking at its argument.
  bool TryReceiveAny() { return queue_->TryReceive().has_value(); }
  bool CanReceive() const { return queue_->CanReceive(); }

 private:
  Context ctx_;
  internal::Ref<internal::SignalQueue> queue_;
};

template <class T>
SignalChannel<T> Context::SignalChannel(const std::string& name) {
  return lockstep::SignalChannel<T>(*this, SignalQueueOf(name));
}

}  // namespace lockstep
