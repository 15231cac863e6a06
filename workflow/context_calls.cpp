#include "lockstep/impl/context_calls.h"

#include <exception>
#include <utility>

#include "lockstep/failure.h"
#include "lockstep/side_effect.h"
#include "workflow/run.h"

namespace lockstep::internal {

Ref<ResultState> Nothing() {
  class Never final : public ResultState {
    std::string Describe() const override { return "nothing"; }
  };
  return MakeRef<Never>();
}

namespace {

std::exception_ptr AlreadyStarted(const Named& type, const std::string& id) {
  const auto cause =
      ApplicationFailure("the workflow id '" + id + "' is in use",
                         "WorkflowExecutionAlreadyStarted")
          .NonRetryable();
  FailedThing child;
  child.type = type.name;
  child.id = id;
  return ChildFailure("child workflow could not be started", child, &cause)
      .ToException();
}

}  // namespace

Ref<ResultState> ContextCalls::ScheduleActivity(const Named& type,
                                                const ActivityOptions& options,
                                                PayloadList input) {
  Run& run = scope_->run();
  Ref<ResultState> result = Nothing();
  if (!run.MayAct("schedule an activity")) return result;
  if (FailIfCancelled(*scope_, *result)) return result;
  return run.commands().StartActivity(*scope_, type, options, input);
}

Ref<ResultState> ContextCalls::ScheduleLocalActivity(
    const Named& type, const LocalActivityOptions& options, PayloadList input) {
  Run& run = scope_->run();
  Ref<ResultState> result = Nothing();
  if (!run.MayAct("schedule a local activity")) return result;
  if (FailIfCancelled(*scope_, *result)) return result;
  return run.local_activities().Start(*scope_,
                                      {type, options, std::move(input), {}});
}

Ref<State> ContextCalls::SendSignal(const ExternalWorkflow& target,
                                    const Named& name,
                                    const PayloadList& input) {
  Run& run = scope_->run();
  Ref<State> result = Nothing();
  if (!run.MayAct("signal a workflow")) return result;
  if (FailIfCancelled(*scope_, *result)) return result;
  return run.externals().Signal(*scope_, target, name, input);
}

Ref<State> SideEffectCalls::CallSideEffect(const MakeValue& function,
                                           const Place& place) {
  Run& run = scope_->run();
  if (!run.MayAct("ask for a side effect")) return Nothing();
  return run.side_effects().Call(function, place);
}

Payload SideEffectCalls::CallMutableSideEffect(const std::string& id,
                                               const MakeValue& function,
                                               const SameValue& same,
                                               const Place& place) {
  Run& run = scope_->run();
  if (!run.MayAct("ask for a side effect")) return function();
  return run.side_effects().CallMutable(id, function, same, place);
}

Ref<State> ContextCalls::Condition(std::function<bool()> predicate) {
  auto condition = MakeRef<ConditionState>(scope_->run(), std::move(predicate));
  Watch(*scope_, *condition);
  return condition;
}

ContextCalls::StartedChild ContextCalls::ScheduleChild(
    const Named& type, const ChildOptions& options, PayloadList input) {
  Run& run = scope_->run();
  StartedChild child{Nothing(), Nothing(), options.Get().id};
  if (!run.MayAct("start a child workflow")) return child;
  if (FailIfCancelled(*scope_, *child.started)) {
    FailIfCancelled(*scope_, *child.result);
    return child;
  }
  if (!child.workflow_id.empty() && run.ChildIdInUse(child.workflow_id)) {
    const std::exception_ptr error = AlreadyStarted(type, child.workflow_id);
    if (run.HasFlag(run.rules().child_start_fails_flag)) {
      child.started->Fail(error);
    }
    child.result->Fail(error);
    return child;
  }
  if (child.workflow_id.empty() && !run.rules().host_makes_ids) {
    child.workflow_id = run.random().Uuid();
  }
  const auto thing = run.commands().StartChild(*scope_, type, options,
                                               child.workflow_id, input);
  child.started = thing->start;
  child.result = thing;
  return child;
}

NexusCalls::StartedNexus NexusCalls::ScheduleNexus(
    const NexusService& service, const Named& operation,
    const NexusOptions& options, std::optional<Payload> input) {
  Run& run = scope_->run();
  StartedNexus nexus{Nothing(), Nothing()};
  if (!run.MayAct("start a nexus operation")) return nexus;
  if (FailIfCancelled(*scope_, *nexus.started)) {
    FailIfCancelled(*scope_, *nexus.result);
    return nexus;
  }
  const auto thing = run.nexus().Start(
      *scope_, {service, operation, options, std::move(input)});
  return {thing->start(), thing};
}

void ContextCalls::StartNextRun(const NextRun& next, PayloadList input,
                                Place place) {
  Run& run = scope_->run();
  run.MayAct("continue as new");
  throw NextRunRequest{next, std::move(input), run.StackHere(place)};
}

void ContextCalls::SetSignalHandler(const std::string& name,
                                    std::unique_ptr<SignalHandler> handler) {
  Run& run = scope_->run();
  if (!run.MayAct("register a signal handler")) return;
  run.signals().SetHandler(name, std::move(handler));
}

void ContextCalls::SetUpdateHandler(const std::string& name,
                                    std::unique_ptr<UpdateHandler> handler) {
  Run& run = scope_->run();
  if (!run.MayAct("register an update handler")) return;
  run.updates().SetHandler(name, std::move(handler));
}

Ref<SignalQueue> ContextCalls::SignalQueueOf(const std::string& name) {
  Run& run = scope_->run();
  if (run.MayAct("open a signal channel")) return run.signals().QueueOf(name);
  return MakeRef<SignalQueue>(name, 0);
}

void ContextCalls::SetQueryHandler(const std::string& name,
                                   std::unique_ptr<QueryHandler> handler) {
  Run& run = scope_->run();
  if (!run.MayAct("register a query handler")) return;
  run.SetQueryHandler(name, std::move(handler));
}

}  // namespace lockstep::internal
