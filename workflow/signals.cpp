#include "workflow/signals.h"

#include <cstdint>
#include <utility>

namespace lockstep::internal {
namespace {

Root RunUnhandled(const UnhandledSignal& handler, std::string name,
                  PayloadList arguments) {
  handler(name, arguments);
  co_return std::nullopt;
}

}  // namespace

void Signals::Deliver(const std::string& name, PayloadList arguments) {
  if (const SignalHandler* const handler = FindHandler(name)) {
    start_(handler->Start(object_, std::move(arguments)));
  } else if (const auto queue = queues_.find(name); queue != queues_.end()) {
    queue->second->TrySend(arguments);
  } else if (!unhandled_.empty()) {
    start_(RunUnhandled(unhandled_.back(), name, std::move(arguments)));
  } else {
    waiting_.push_back({name, std::move(arguments)});
  }
}

const SignalHandler* Signals::FindHandler(const std::string& name) const {
  if (const auto found = handlers_.find(name); found != handlers_.end()) {
    return found->second;
  }
  if (queues_.contains(name)) return nullptr;
  const auto method = methods_->find(name);
  return method == methods_->end() ? nullptr : method->second.get();
}

void Signals::SetHandler(const std::string& name,
                         std::unique_ptr<SignalHandler> handler) {
  handlers_[name] = handler.get();
  owned_handlers_.push_back(std::move(handler));
  if (const auto queue = queues_.find(name); queue != queues_.end()) {
    const Ref<SignalQueue> old = queue->second;
    queues_.erase(queue);
    while (auto arguments = old->TryReceive()) Deliver(name, *arguments);
  }
  for (Signal& each : TakeWaiting(&name)) {
    Deliver(name, std::move(each.arguments));
  }
}

Ref<SignalQueue> Signals::QueueOf(const std::string& name) {
  if (const auto found = queues_.find(name); found != queues_.end()) {
    return found->second;
  }
  handlers_.erase(name);
  const auto queue = MakeRef<SignalQueue>("signal channel " + name, SIZE_MAX);
  queues_.emplace(name, queue);
  for (Signal& each : TakeWaiting(&name)) {
    Deliver(name, std::move(each.arguments));
  }
  return queue;
}

void Signals::SetUnhandled(UnhandledSignal handler) {
  unhandled_.push_back(std::move(handler));
  for (Signal& each : TakeWaiting(nullptr)) {
    Deliver(each.name, std::move(each.arguments));
  }
}

// Those of one name, or all, in the order of delivery.
std::vector<Signals::Signal> Signals::TakeWaiting(const std::string* name) {
  std::vector<Signal> taken;
  for (auto each = waiting_.begin(); each != waiting_.end();) {
    if (name != nullptr && each->name != *name) {
      ++each;
      continue;
    }
    taken.push_back(std::move(*each));
    each = waiting_.erase(each);
  }
  return taken;
}

}  // namespace lockstep::internal
