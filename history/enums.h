// The enums that events hold, beside the event type itself.
#pragma once

#include <string>
#include <string_view>

namespace lockstep::history {

enum class EnumKind {
  kTimeoutType,
  kRetryState,
  kWorkflowTaskFailedCause,
  kCancelExternalFailedCause,
  kSignalExternalFailedCause,
  kStartChildFailedCause,
  kParentClosePolicy,
  kWorkflowIdReusePolicy,
  kContinueAsNewInitiator,
  kUpdateAdmittedOrigin,
  kNexusHandlerRetryBehavior,
};

// The modern spelling ("TIMEOUT_TYPE_START_TO_CLOSE") of a value written as
// that, as "StartToClose", as "START_TO_CLOSE" or as its number (L-1.3). Empty
// for the unspecified value; an unknown value stays as it is.
std::string ModernSpelling(EnumKind kind, std::string_view text);

}  // namespace lockstep::history
