#include "replayer/engine/go/nexus.h"

#include <string>

#include "replayer/engine/go/identity.h"

namespace lockstep::replay::go {

using history::Event;
using history::EventType;
using history::NexusOperation;

void Nexus::Cancel(const std::vector<Place>& stack, Effects& effects) {
  machine_.Cancel(stack, effects);
  for (Request& request : effects.requests) {
    if (request.machine == &machine_) request.machine = this;
  }
}

Status Nexus::OnEvent(const Event& event, Effects& effects) {
  const bool command = event.type == EventType::kNexusOperationScheduled ||
                       event.type == EventType::kNexusOperationCancelRequested;
  if (!command) return machine_.OnLinkedEvent(event, effects);
  // The comparison at its place in the list tells what differs.
  Effects compared;
  return machine_.OnCommandEvent(event, {}, compared);
}

Status Nexus::OnCommandEvent(const Event& event, const MatchRules& rules,
                             Effects& effects) {
  const auto& recorded = std::get<NexusOperation>(event.attributes);
  if (event.type == EventType::kNexusOperationCancelRequested) {
    return CompareIds("cancelled nexus operation (scheduled event)",
                      std::to_string(recorded.scheduled_id),
                      std::to_string(number_));
  }
  if (Status same = CompareIds("operation", recorded.operation, command_.type);
      !same) {
    return same;
  }
  if (Status same = CompareIds("service", recorded.service, command_.service);
      !same) {
    return same;
  }
  return NexusMachine(command_).OnCommandEvent(event, rules, effects);
}

}  // namespace lockstep::replay::go
