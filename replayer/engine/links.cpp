#include "replayer/engine/links.h"

namespace lockstep::replay {

int64_t LinkOf(const history::Event& event) {
  if (const auto* a = std::get_if<history::ActivityUpdate>(&event.attributes)) {
    return a->scheduled_id;
  }
  if (event.type == history::EventType::kTimerFired) {
    return std::get<history::Timer>(event.attributes).started_id;
  }
  if (const auto* c = std::get_if<history::ChildUpdate>(&event.attributes)) {
    return c->initiated_id;
  }
  if (const auto* r =
          std::get_if<history::ExternalRequest>(&event.attributes)) {
    return r->initiated_id;
  }
  if (const auto* n = std::get_if<history::NexusOperation>(&event.attributes)) {
    // Old servers name only the request in what became of a cancellation.
    return n->scheduled_id > 0 ? n->scheduled_id : n->requested_id;
  }
  return 0;
}

}  // namespace lockstep::replay
