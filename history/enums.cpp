#include "history/enums.h"

#include <cstddef>
#include <span>

#include "base/json_scalars.h"

namespace lockstep::history {
namespace {

// Each list is in the order of the numbers, from 0.
constexpr std::string_view kTimeoutTypeValues[] = {
    "UNSPECIFIED",       "START_TO_CLOSE", "SCHEDULE_TO_START",
    "SCHEDULE_TO_CLOSE", "HEARTBEAT",
};

constexpr std::string_view kRetryStateValues[] = {
    "UNSPECIFIED",
    "IN_PROGRESS",
    "NON_RETRYABLE_FAILURE",
    "TIMEOUT",
    "MAXIMUM_ATTEMPTS_REACHED",
    "RETRY_POLICY_NOT_SET",
    "INTERNAL_SERVER_ERROR",
    "CANCEL_REQUESTED",
};

constexpr std::string_view kWorkflowTaskFailedCauseValues[] = {
    "UNSPECIFIED",
    "UNHANDLED_COMMAND",
    "BAD_SCHEDULE_ACTIVITY_ATTRIBUTES",
    "BAD_REQUEST_CANCEL_ACTIVITY_ATTRIBUTES",
    "BAD_START_TIMER_ATTRIBUTES",
    "BAD_CANCEL_TIMER_ATTRIBUTES",
    "BAD_RECORD_MARKER_ATTRIBUTES",
    "BAD_COMPLETE_WORKFLOW_EXECUTION_ATTRIBUTES",
    "BAD_FAIL_WORKFLOW_EXECUTION_ATTRIBUTES",
    "BAD_CANCEL_WORKFLOW_EXECUTION_ATTRIBUTES",
    "BAD_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_ATTRIBUTES",
    "BAD_CONTINUE_AS_NEW_ATTRIBUTES",
    "START_TIMER_DUPLICATE_ID",
    "RESET_STICKY_TASK_QUEUE",
    "WORKFLOW_WORKER_UNHANDLED_FAILURE",
    "BAD_SIGNAL_WORKFLOW_EXECUTION_ATTRIBUTES",
    "BAD_START_CHILD_EXECUTION_ATTRIBUTES",
    "FORCE_CLOSE_COMMAND",
    "FAILOVER_CLOSE_COMMAND",
    "BAD_SIGNAL_INPUT_SIZE",
    "RESET_WORKFLOW",
    "BAD_BINARY",
    "SCHEDULE_ACTIVITY_DUPLICATE_ID",
    "BAD_SEARCH_ATTRIBUTES",
    "NON_DETERMINISTIC_ERROR",
    "BAD_MODIFY_WORKFLOW_PROPERTIES_ATTRIBUTES",
    "PENDING_CHILD_WORKFLOWS_LIMIT_EXCEEDED",
    "PENDING_ACTIVITIES_LIMIT_EXCEEDED",
    "PENDING_SIGNALS_LIMIT_EXCEEDED",
    "PENDING_REQUEST_CANCEL_LIMIT_EXCEEDED",
    "BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE",
    "UNHANDLED_UPDATE",
    "BAD_SCHEDULE_NEXUS_OPERATION_ATTRIBUTES",
    "PENDING_NEXUS_OPERATIONS_LIMIT_EXCEEDED",
    "BAD_REQUEST_CANCEL_NEXUS_OPERATION_ATTRIBUTES",
    "FEATURE_DISABLED",
    "GRPC_MESSAGE_TOO_LARGE",
    "PAYLOADS_TOO_LARGE",
    "EXTERNAL_STORAGE_FAILURE",
    "WORKFLOW_PAUSE_REQUESTED_BEFORE_TASK_STARTED",
    "REQUEST_TOO_LARGE",
};

constexpr std::string_view kCancelExternalFailedCauseValues[] = {
    "UNSPECIFIED",
    "EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND",
    "NAMESPACE_NOT_FOUND",
};

constexpr std::string_view kSignalExternalFailedCauseValues[] = {
    "UNSPECIFIED",
    "EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND",
    "NAMESPACE_NOT_FOUND",
    "SIGNAL_COUNT_LIMIT_EXCEEDED",
};

constexpr std::string_view kStartChildFailedCauseValues[] = {
    "UNSPECIFIED",
    "WORKFLOW_ALREADY_EXISTS",
    "NAMESPACE_NOT_FOUND",
    "INVALID_VERSIONING_OVERRIDE",
};

constexpr std::string_view kParentClosePolicyValues[] = {
    "UNSPECIFIED",
    "TERMINATE",
    "ABANDON",
    "REQUEST_CANCEL",
};

constexpr std::string_view kWorkflowIdReusePolicyValues[] = {
    "UNSPECIFIED",      "ALLOW_DUPLICATE",      "ALLOW_DUPLICATE_FAILED_ONLY",
    "REJECT_DUPLICATE", "TERMINATE_IF_RUNNING",
};

constexpr std::string_view kContinueAsNewInitiatorValues[] = {
    "UNSPECIFIED",
    "WORKFLOW",
    "RETRY",
    "CRON_SCHEDULE",
};

constexpr std::string_view kUpdateAdmittedOriginValues[] = {
    "UNSPECIFIED",
    "REAPPLY",
};

constexpr std::string_view kNexusHandlerRetryBehaviorValues[] = {
    "UNSPECIFIED",
    "RETRYABLE",
    "NON_RETRYABLE",
};

struct Enum {
  std::string_view prefix;
  std::span<const std::string_view> values;
};

Enum Table(EnumKind kind) {
  switch (kind) {
    case EnumKind::kTimeoutType:
      return {"TIMEOUT_TYPE_", kTimeoutTypeValues};
    case EnumKind::kRetryState:
      return {"RETRY_STATE_", kRetryStateValues};
    case EnumKind::kWorkflowTaskFailedCause:
      return {"WORKFLOW_TASK_FAILED_CAUSE_", kWorkflowTaskFailedCauseValues};
    case EnumKind::kCancelExternalFailedCause:
      return {"CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_",
              kCancelExternalFailedCauseValues};
    case EnumKind::kSignalExternalFailedCause:
      return {"SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_",
              kSignalExternalFailedCauseValues};
    case EnumKind::kStartChildFailedCause:
      return {"START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_",
              kStartChildFailedCauseValues};
    case EnumKind::kParentClosePolicy:
      return {"PARENT_CLOSE_POLICY_", kParentClosePolicyValues};
    case EnumKind::kWorkflowIdReusePolicy:
      return {"WORKFLOW_ID_REUSE_POLICY_", kWorkflowIdReusePolicyValues};
    case EnumKind::kContinueAsNewInitiator:
      return {"CONTINUE_AS_NEW_INITIATOR_", kContinueAsNewInitiatorValues};
    case EnumKind::kUpdateAdmittedOrigin:
      return {"UPDATE_ADMITTED_EVENT_ORIGIN_", kUpdateAdmittedOriginValues};
    case EnumKind::kNexusHandlerRetryBehavior:
      return {"NEXUS_HANDLER_ERROR_RETRY_BEHAVIOR_",
              kNexusHandlerRetryBehaviorValues};
  }
  return {};
}

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

// "StartToClose" becomes "START_TO_CLOSE", which stays as it is.
std::string ScreamingSnake(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool starts_word =
        i > 0 && IsUpper(c) && !IsUpper(text[i - 1]) && text[i - 1] != '_';
    if (starts_word) result += '_';
    result += IsLower(c) ? static_cast<char>(c - 32) : c;
  }
  return result;
}

}  // namespace

std::string ModernSpelling(EnumKind kind, std::string_view text) {
  const Enum table = Table(kind);
  const auto number = ParseInt64(text);
  const std::string value = ScreamingSnake(
      text.starts_with(table.prefix) ? text.substr(table.prefix.size()) : text);
  for (size_t i = 0; i < table.values.size(); ++i) {
    if (number != static_cast<int64_t>(i) && value != table.values[i]) continue;
    if (i == 0) return "";
    return std::string(table.prefix) + std::string(table.values[i]);
  }
  return std::string(text);
}

}  // namespace lockstep::history
