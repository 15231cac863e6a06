#include "workflow/nexus.h"

#include <vector>

#include "workflow/wire_out.h"

namespace lockstep::internal {

NexusThing::NexusThing(NexusOperations& owner, uint32_t number,
                       const NexusCall& call)
    : owner_(&owner),
      number_(number),
      operation_(call.service.Name() + "." + call.operation.name),
      place_(call.operation.place),
      start_(MakeRef<NexusStartThing>(operation_)) {}

void NexusThing::OnScopeCancelled(const std::string&, const Place* by) {
  owner_->Cancel(*this, by);
}

Ref<NexusThing> NexusOperations::Start(Scope& scope, const NexusCall& call) {
  const uint32_t number = operations_.NextNumber();
  const auto thing = MakeRef<NexusThing>(*this, number, call);
  operations_.Add(number, thing);
  scope.Add(*thing);

  const NexusOptions::Values& from = call.options.Get();
  WireWriter writer(codec_);
  std::vector<LsEntry> headers;
  for (const auto& [name, value] : from.headers) {
    headers.push_back({TextOf(name), TextOf(value)});
  }
  LsNexusCommand nexus = Sized<LsNexusCommand>();
  nexus.endpoint = TextOf(call.service.Endpoint());
  nexus.service = TextOf(call.service.Name());
  nexus.operation = TextOf(call.operation.name);
  nexus.input = writer.One(call.input);
  nexus.headers = headers.data();
  nexus.header_count = headers.size();
  nexus.schedule_to_close = from.schedule_to_close.count();
  nexus.schedule_to_start = from.schedule_to_start.count();
  nexus.start_to_close = from.start_to_close.count();
  nexus.cancellation_type = static_cast<uint32_t>(from.cancellation);
  nexus.summary = TextOf(from.summary);
  LsCommand command = MakeCommand(LS_COMMAND_SCHEDULE_NEXUS, number);
  command.nexus = &nexus;
  sink_->Send(command, &call.operation.place, call.operation.place);
  return thing;
}

void NexusOperations::Cancel(const NexusThing& operation, const Place* by) {
  LsCommand command = MakeCommand(LS_COMMAND_CANCEL_NEXUS, operation.number_);
  sink_->Send(command, by, operation.place_);
}

bool NexusOperations::ResolveStart(uint32_t number, const std::string& token,
                                   const std::exception_ptr& error) {
  const Ref<NexusThing> operation =
      error ? operations_.Take(number) : operations_.Find(number);
  if (!operation) return false;
  Finish(*operation->start_, ToPayload(token), error);
  // An operation that does not start has no other end.
  if (error) operation->Fail(error);
  return true;
}

bool NexusOperations::Resolve(uint32_t number, std::optional<Payload> result,
                              const std::exception_ptr& error) {
  const Ref<NexusThing> operation = operations_.Take(number);
  if (!operation) return false;
  // Cancelled before its start was heard of: no job for that comes any more.
  if (!operation->start_->Done()) {
    Finish(*operation->start_, ToPayload(std::string()), error);
  }
  Finish(*operation, std::move(result), error);
  return true;
}

}  // namespace lockstep::internal
