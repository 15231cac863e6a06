#include "history/enums.h"

#include <gtest/gtest.h>

namespace lockstep::history {
namespace {

TEST(ModernSpelling, IsOneForAllSpellings) {
  for (const char* text :
       {"TIMEOUT_TYPE_START_TO_CLOSE", "StartToClose", "START_TO_CLOSE", "1"}) {
    EXPECT_EQ(ModernSpelling(EnumKind::kTimeoutType, text),
              "TIMEOUT_TYPE_START_TO_CLOSE")
        << text;
  }
}

TEST(ModernSpelling, IsEmptyForTheUnspecifiedValue) {
  for (const char* text : {"RETRY_STATE_UNSPECIFIED", "Unspecified", "0", ""}) {
    EXPECT_EQ(ModernSpelling(EnumKind::kRetryState, text), "") << text;
  }
}

TEST(ModernSpelling, LeavesUnknownValuesAlone) {
  for (const char* text : {"SomethingNew", "RETRY_STATE_NEW", "99", "-1"}) {
    EXPECT_EQ(ModernSpelling(EnumKind::kRetryState, text), text);
  }
}

struct Case {
  EnumKind kind;
  const char* camel;
  const char* modern;
};

TEST(ModernSpelling, KnowsEachEnum) {
  const Case cases[] = {
      {EnumKind::kWorkflowTaskFailedCause, "ResetWorkflow",
       "WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW"},
      {EnumKind::kCancelExternalFailedCause,
       "ExternalWorkflowExecutionNotFound",
       "CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_"
       "EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND"},
      {EnumKind::kSignalExternalFailedCause, "SignalCountLimitExceeded",
       "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_"
       "SIGNAL_COUNT_LIMIT_EXCEEDED"},
      {EnumKind::kStartChildFailedCause, "WorkflowAlreadyExists",
       "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS"},
      {EnumKind::kParentClosePolicy, "Abandon", "PARENT_CLOSE_POLICY_ABANDON"},
      {EnumKind::kWorkflowIdReusePolicy, "AllowDuplicate",
       "WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE"},
      {EnumKind::kContinueAsNewInitiator, "CronSchedule",
       "CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE"},
      {EnumKind::kUpdateAdmittedOrigin, "Reapply",
       "UPDATE_ADMITTED_EVENT_ORIGIN_REAPPLY"},
      {EnumKind::kNexusHandlerRetryBehavior, "NonRetryable",
       "NEXUS_HANDLER_ERROR_RETRY_BEHAVIOR_NON_RETRYABLE"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ModernSpelling(c.kind, c.camel), c.modern);
  }
}

}  // namespace
}  // namespace lockstep::history
