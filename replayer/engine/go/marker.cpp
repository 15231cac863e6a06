#include "replayer/engine/go/marker.h"

#include "replayer/engine/go/identity.h"

namespace lockstep::replay::go {

Status Update::OnCommandEvent(const history::Event& event, const MatchRules&,
                              Effects&) {
  const auto& update = std::get<history::WorkflowUpdate>(event.attributes);
  const bool accepted =
      event.type == history::EventType::kWorkflowExecutionUpdateAccepted;
  return CompareIds("update id",
                    accepted ? update.protocol_instance_id : update.update_id,
                    id_);
}

}  // namespace lockstep::replay::go
