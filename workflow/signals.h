// The signals of one run: handlers, channels, and those that wait for either.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lockstep/impl/context_calls.h"
#include "lockstep/impl/handlers.h"
#include "lockstep/payload.h"

namespace lockstep::internal {

using UnhandledSignal =
    std::function<void(const std::string& name, const PayloadList& arguments)>;

class Signals {
 public:
  // Starts a handler's coroutine behind all that are ready.
  using Start = std::function<void(Root)>;
  // `methods` are the handlers of the workflow's class, `object` is where its
  // object is found.
  using Methods = std::map<std::string, std::unique_ptr<SignalHandler>>;
  Signals(const Methods& methods, void* const* object, Start start)
      : methods_(&methods), object_(object), start_(std::move(start)) {}

  // To the handler, the channel, the handler of the rest, or into the waiting
  // list: the first of these that is there.
  void Deliver(const std::string& name, PayloadList arguments);

  // Each also delivers what has waited for it. A handler replaces a channel and
  // the other way round; old handlers live on, for coroutines that run in them.
  void SetHandler(const std::string& name,
                  std::unique_ptr<SignalHandler> handler);
  Ref<SignalQueue> QueueOf(const std::string& name);
  void SetUnhandled(UnhandledSignal handler);

 private:
  struct Signal {
    std::string name;
    PayloadList arguments;
  };
  const SignalHandler* FindHandler(const std::string& name) const;
  std::vector<Signal> TakeWaiting(const std::string* name);

  const Methods* methods_;
  void* const* object_;
  Start start_;
  std::map<std::string, const SignalHandler*> handlers_;
  std::map<std::string, Ref<SignalQueue>> queues_;
  std::vector<std::unique_ptr<SignalHandler>> owned_handlers_;
  std::list<UnhandledSignal> unhandled_;  // the last one counts
  std::list<Signal> waiting_;
};

}  // namespace lockstep::internal
