#include "replayer/engine/detection.h"

namespace lockstep::replay {

bool NeedsCoreReplay(ReplayResult& result) {
  if (!result.divergence || result.flavour != "core") return false;
  Divergence& divergence = *result.divergence;
  const Difference& difference = divergence.difference;
  // Up to here, both sets of rules have gone the same way.
  if (difference.tier == Tier::kCompatible &&
      difference.kind != DifferenceKind::kExtraCommand) {
    divergence.detected_by_core = Detection::kHere;
    divergence.detected_event_id = difference.event_id;
    return false;
  }
  return true;
}

void SetDetection(const ReplayResult& by_core, ReplayResult& result) {
  Divergence& divergence = *result.divergence;
  if (!by_core.divergence) {
    divergence.detected_by_core = Detection::kNever;
    return;
  }
  divergence.detected_event_id = by_core.divergence->difference.event_id;
  divergence.detected_by_core =
      divergence.detected_event_id == divergence.difference.event_id
          ? Detection::kHere
          : Detection::kLater;
}

}  // namespace lockstep::replay
