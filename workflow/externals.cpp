#include "workflow/externals.h"

#include "workflow/wire_out.h"

namespace lockstep::internal {
namespace {

LsExternalCommand Describe(const ExternalWorkflow& target) {
  LsExternalCommand external = Sized<LsExternalCommand>();
  external.workflow_namespace = TextOf(target.Namespace());
  external.workflow_id = TextOf(target.WorkflowId());
  external.run_id = TextOf(target.RunId());
  return external;
}

bool End(const Ref<ExternalThing>& thing, const std::exception_ptr& error) {
  if (!thing) return false;
  if (error) {
    thing->Fail(error);
  } else {
    thing->Resolve();
  }
  return true;
}

}  // namespace

void ExternalThing::OnScopeCancelled(const std::string&, const Place* by) {
  owner_->CancelSignal(*this, by);
}

Ref<State> Externals::Signal(Scope& scope, const ExternalWorkflow& target,
                             const Named& name, const PayloadList& input) {
  const uint32_t number = signals_.NextNumber();
  const auto thing = MakeRef<ExternalThing>(
      *this, number, "signal to workflow " + target.WorkflowId(), name.place);
  signals_.Add(number, thing);
  scope.Add(*thing);

  WireWriter writer(codec_);
  LsExternalCommand external = Describe(target);
  external.name = TextOf(name.name);
  external.input = writer.List(input);
  LsCommand command = MakeCommand(LS_COMMAND_SIGNAL_EXTERNAL, number);
  command.external = &external;
  sink_->Send(command, &name.place, name.place);
  return thing;
}

Ref<State> Externals::RequestCancel(const ExternalWorkflow& target,
                                    const std::string& reason,
                                    const Place& place) {
  const uint32_t number = cancels_.NextNumber();
  const auto thing = MakeRef<ExternalThing>(
      *this, number, "request to cancel workflow " + target.WorkflowId(),
      place);
  cancels_.Add(number, thing);

  LsExternalCommand external = Describe(target);
  external.reason = TextOf(reason);
  LsCommand command = MakeCommand(LS_COMMAND_CANCEL_EXTERNAL, number);
  command.external = &external;
  sink_->Send(command, &place, place);
  return thing;
}

void Externals::CancelSignal(const ExternalThing& signal, const Place* by) {
  LsCommand command = MakeCommand(LS_COMMAND_CANCEL_SIGNAL, signal.number_);
  sink_->Send(command, by, signal.place_);
}

bool Externals::ResolveSignal(uint32_t number,
                              const std::exception_ptr& error) {
  return End(signals_.Take(number), error);
}

bool Externals::ResolveCancel(uint32_t number,
                              const std::exception_ptr& error) {
  return End(cancels_.Take(number), error);
}

}  // namespace lockstep::internal
