// The enumerators of a result, all of them, and from their names.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "replayer/engine/result.h"

namespace lockstep::replay {

// In the order of reports.
inline constexpr std::array kVerdicts = {
    Verdict::kOk,
    Verdict::kNondeterminism,
    Verdict::kWorkflowTaskFailure,
    Verdict::kDeadlock,
    Verdict::kCrash,
    Verdict::kTimeout,
    Verdict::kMemory,
    Verdict::kUnregisteredType,
    Verdict::kFlavourMismatch,
    Verdict::kUndecodablePayload,
    Verdict::kUnsupportedEvent,
    Verdict::kInvalidHistory,
};

inline constexpr std::array kDifferenceKinds = {
    DifferenceKind::kExtraCommand,
    DifferenceKind::kMissingCommand,
    DifferenceKind::kTypeMismatch,
    DifferenceKind::kFieldMismatch,
    DifferenceKind::kIllegalTransition,
    DifferenceKind::kUnmatchedResolution,
    DifferenceKind::kPatchMarkerUnhandled,
    DifferenceKind::kPatchIdMismatch,
    DifferenceKind::kCloseMismatch,
    DifferenceKind::kLocalActivityUnmatched,
    DifferenceKind::kVersionRange,
};

inline constexpr std::array kTiers = {Tier::kCompatible, Tier::kTarget,
                                      Tier::kValue};

inline constexpr std::array kDetections = {Detection::kUnknown,
                                           Detection::kHere, Detection::kLater,
                                           Detection::kNever};

std::string_view Name(DiffLine::Mark mark);  // "same", "recorded", "produced"

// For names that Name() wrote. Anything else comes from a process that broke:
// its verdict is kCrash.
Verdict ParseVerdict(const std::string& name);
Tier ParseTier(const std::string& name);
DifferenceKind ParseDifferenceKind(const std::string& name);
DiffLine::Mark ParseMark(const std::string& name);
Detection ParseDetection(const std::string& name);

}  // namespace lockstep::replay
