// What the templates of Context call: everything is a payload by then.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "lockstep/impl/arguments.h"
#include "lockstep/impl/channel.h"
#include "lockstep/impl/handlers.h"
#include "lockstep/impl/scope.h"
#include "lockstep/impl/update_handler.h"
#include "lockstep/options.h"
#include "lockstep/payload.h"
#include "lockstep/place.h"

namespace lockstep::internal {

using SignalQueue = ChannelCore<PayloadList>;

// What a call gives while the run is torn down: never done.
Ref<ResultState> Nothing();

class ContextCalls {
 public:
  explicit ContextCalls(Ref<Scope> scope) : scope_(std::move(scope)) {}

  const Ref<Scope>& scope() const { return scope_; }
  Ref<ResultState> ScheduleActivity(const Named& type,
                                    const ActivityOptions& options,
                                    PayloadList input);

 protected:
  struct StartedChild {
    Ref<ResultState> started;
    Ref<ResultState> result;
    std::string workflow_id;
  };

  Ref<ResultState> ScheduleLocalActivity(const Named& type,
                                         const LocalActivityOptions& options,
                                         PayloadList input);
  StartedChild ScheduleChild(const Named& type, const ChildOptions& options,
                             PayloadList input);
  Ref<State> SendSignal(const ExternalWorkflow& target, const Named& name,
                        const PayloadList& input);
  Ref<State> Condition(std::function<bool()> predicate);
  void SetSignalHandler(const std::string& name,
                        std::unique_ptr<SignalHandler> handler);
  void SetQueryHandler(const std::string& name,
                       std::unique_ptr<QueryHandler> handler);
  void SetUpdateHandler(const std::string& name,
                        std::unique_ptr<UpdateHandler> handler);
  Ref<SignalQueue> SignalQueueOf(const std::string& name);
  [[noreturn]] void StartNextRun(const NextRun& next, PayloadList input,
                                 Place place);

  Ref<Scope> scope_;
};

}  // namespace lockstep::internal
