#include "replayer/engine/supported.h"

#include <set>
#include <string>

#include "fmt/format.h"
#include "replayer/engine/task_record.h"

namespace lockstep::replay {
namespace {

using history::Event;
using history::EventType;

// What an event needs that is missing; empty if nothing is.
std::string Missing(const Event& event) {
  switch (event.type) {
    case EventType::kUnspecified:
      return "events of this unknown type";
    case EventType::kWorkflowExecutionOptionsUpdated:
    case EventType::kWorkflowExecutionPaused:
    case EventType::kWorkflowExecutionUnpaused:
    case EventType::kWorkflowExecutionTimeSkippingTransitioned:
    case EventType::kWorkflowPropertiesModifiedExternally:
    case EventType::kActivityPropertiesModifiedExternally:
      return "events of this type that workers may not ignore";
    case EventType::kWorkflowExecutionUpdateRejected:
      return "rejected updates";
    default:
      return "";
  }
}

// An accepted update whose request is nowhere (S-18): `admitted` holds the ids
// of the requests so far.
bool LacksItsRequest(const Event& event, std::set<std::string>& admitted) {
  const auto* update = std::get_if<history::WorkflowUpdate>(&event.attributes);
  if (update == nullptr) return false;
  if (event.type == EventType::kWorkflowExecutionUpdateAdmitted) {
    admitted.insert(update->update_id);
  }
  return event.type == EventType::kWorkflowExecutionUpdateAccepted &&
         !update->has_request &&
         !admitted.contains(update->protocol_instance_id);
}

}  // namespace

Status CheckSupported(const std::vector<Event>& events) {
  std::set<std::string> admitted;
  std::set<std::string> accepted;
  for (const Event& event : events) {
    if (IsIgnorable(event)) continue;
    if (event.type == EventType::kWorkflowExecutionUpdateAccepted) {
      const auto& update = std::get<history::WorkflowUpdate>(event.attributes);
      if (!accepted.insert(update.protocol_instance_id).second) {
        return StopWith(
            Verdict::kInvalidHistory,
            fmt::format("event {} ({}): update {} was accepted before; fetch "
                        "the history again",
                        event.id, history::Name(event.type),
                        update.protocol_instance_id));
      }
    }
    if (LacksItsRequest(event, admitted)) {
      return StopWith(
          Verdict::kInvalidHistory,
          fmt::format("event {} ({}): the update's request is neither there "
                      "nor in an earlier event; fetch the history again",
                      event.id, history::Name(event.type)));
    }
    const std::string missing = Missing(event);
    if (missing.empty()) continue;
    const std::string name = event.type == EventType::kUnspecified
                                 ? event.unknown_type
                                 : std::string(history::Name(event.type));
    return StopWith(
        Verdict::kUnsupportedEvent,
        fmt::format("event {} ({}): this version of lockstep-replay does not "
                    "replay {}; use a newer one or leave the history out",
                    event.id, name, missing));
  }
  return {};
}

}  // namespace lockstep::replay
