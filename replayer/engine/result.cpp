#include "replayer/engine/result.h"

namespace lockstep::replay {

std::string_view Name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kOk:
      return "ok";
    case Verdict::kNondeterminism:
      return "nondeterminism";
    case Verdict::kWorkflowTaskFailure:
      return "workflow-task-failure";
    case Verdict::kDeadlock:
      return "deadlock";
    case Verdict::kCrash:
      return "crash";
    case Verdict::kTimeout:
      return "timeout";
    case Verdict::kMemory:
      return "memory";
    case Verdict::kUnregisteredType:
      return "unregistered-type";
    case Verdict::kFlavourMismatch:
      return "flavour-mismatch";
    case Verdict::kUndecodablePayload:
      return "undecodable-payload";
    case Verdict::kUnsupportedEvent:
      return "unsupported-event";
    case Verdict::kInvalidHistory:
      return "invalid-history";
  }
  return "";
}

std::string_view Name(Tier tier) {
  switch (tier) {
    case Tier::kCompatible:
      return "compatible";
    case Tier::kTarget:
      return "target";
    case Tier::kValue:
      return "value";
  }
  return "";
}

std::string_view Name(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::kExtraCommand:
      return "extra-command";
    case DifferenceKind::kMissingCommand:
      return "missing-command";
    case DifferenceKind::kTypeMismatch:
      return "type-mismatch";
    case DifferenceKind::kFieldMismatch:
      return "field-mismatch";
    case DifferenceKind::kIllegalTransition:
      return "illegal-transition";
    case DifferenceKind::kUnmatchedResolution:
      return "unmatched-resolution";
    case DifferenceKind::kPatchMarkerUnhandled:
      return "patch-marker-unhandled";
    case DifferenceKind::kPatchIdMismatch:
      return "patch-id-mismatch";
    case DifferenceKind::kCloseMismatch:
      return "close-mismatch";
    case DifferenceKind::kLocalActivityUnmatched:
      return "local-activity-unmatched";
    case DifferenceKind::kVersionRange:
      return "version-range";
  }
  return "";
}

std::string_view Name(Detection detection) {
  switch (detection) {
    case Detection::kUnknown:
      return "unknown";
    case Detection::kHere:
      return "here";
    case Detection::kLater:
      return "later";
    case Detection::kNever:
      return "never";
  }
  return "";
}

}  // namespace lockstep::replay
