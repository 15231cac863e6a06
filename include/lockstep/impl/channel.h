// The queue behind Channel and SignalChannel.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "lockstep/impl/list.h"
#include "lockstep/impl/scope.h"
#include "lockstep/impl/state.h"

namespace lockstep::internal {

template <class T>
class ChannelCore;

// Somebody waits for an item, or was given one. An item that was given and not
// taken goes back to the front of the queue when the future is dropped.
template <class T>
class ReceiveState final : public State {
 public:
  explicit ReceiveState(Ref<ChannelCore<T>> channel)
      : waiting_(*this), channel_(std::move(channel)) {}
  ~ReceiveState() override {
    if (item_ && !taken_) channel_->PutBack(std::move(*item_));
  }

  void Give(T item) {
    waiting_.Unlink();
    item_.emplace(std::move(item));
    Resolve();
  }
  std::optional<T>& item() { return item_; }
  ListNode<ReceiveState>& waiting() { return waiting_; }

  std::string Describe() const override { return channel_->description(); }
  void BeforeTake() override { taken_ = true; }
  void OnScopeCancelled(const std::string& reason,
                        const std::source_location* caller) override {
    waiting_.Unlink();
    State::OnScopeCancelled(reason, caller);
  }

 private:
  ListNode<ReceiveState> waiting_;
  Ref<ChannelCore<T>> channel_;
  std::optional<T> item_;
  bool taken_ = false;
};

template <class T>
class SendState final : public State {
 public:
  SendState(std::string description, T item_in)
      : item(std::move(item_in)), description_(std::move(description)) {}
  std::string Describe() const override { return description_; }

  T item;

 private:
  std::string description_;
};

template <class T>
class ChannelCore final : public RefCounted {
 public:
  ChannelCore(std::string description, size_t capacity)
      : description_(std::move(description)), capacity_(capacity) {}

  const std::string& description() const { return description_; }

  // Gives the item to the first who waits for one, or keeps it if there is
  // room; otherwise leaves it alone and returns false.
  bool TrySend(T& item) {
    if (ReceiveState<T>* receiver = receivers_.First()) {
      receiver->Give(std::move(item));
      return true;
    }
    if (items_.size() >= capacity_) return false;
    items_.push_back(std::move(item));
    return true;
  }
  Ref<State> Send(Scope& scope, T item) {
    auto sender = MakeRef<SendState<T>>(description_, std::move(item));
    if (FailIfCancelled(scope, *sender)) return sender;
    if (TrySend(sender->item)) {
      sender->Resolve();
    } else {
      scope.Add(*sender);
      senders_.push_back(sender);
    }
    return sender;
  }

  bool CanReceive() {
    DropCancelledSenders();
    return !items_.empty() || !senders_.empty();
  }
  std::optional<T> TryReceive() {
    if (!CanReceive()) return std::nullopt;
    if (items_.empty()) return TakeFromSender();
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    DropCancelledSenders();
    if (!senders_.empty()) items_.push_back(TakeFromSender());
    return item;
  }
  Ref<State> Receive(Scope& scope) {
    auto receiver = MakeRef<ReceiveState<T>>(Ref<ChannelCore>(this));
    if (FailIfCancelled(scope, *receiver)) return receiver;
    if (std::optional<T> item = TryReceive()) {
      receiver->Give(std::move(*item));
    } else {
      scope.Add(*receiver);
      receivers_.PushBack(receiver->waiting());
    }
    return receiver;
  }
  void PutBack(T item) {
    if (ReceiveState<T>* receiver = receivers_.First()) {
      receiver->Give(std::move(item));
    } else {
      items_.push_front(std::move(item));
    }
  }

 private:
  void DropCancelledSenders() {
    while (!senders_.empty() && senders_.front()->Done()) senders_.pop_front();
  }
  T TakeFromSender() {
    const Ref<SendState<T>> sender = std::move(senders_.front());
    senders_.pop_front();
    sender->Resolve();
    return std::move(sender->item);
  }

  std::string description_;
  size_t capacity_;
  std::deque<T> items_;
  std::deque<Ref<SendState<T>>> senders_;
  List<ReceiveState<T>> receivers_;
};

// The Take of a future whose state is a ReceiveState.
template <class T>
T TakeReceived(State& state, bool last) {
  T& item = *static_cast<ReceiveState<T>&>(state).item();
  if constexpr (std::is_copy_constructible_v<T>) {
    if (!last) return item;
  }
  return std::move(item);
}

}  // namespace lockstep::internal
