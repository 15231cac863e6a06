// Events about the run itself and its tasks. One struct for each family; a
// field says which types set it where not all of the family do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "history/values.h"

namespace lockstep::history {

struct WorkflowStarted {
  std::string workflow_type;
  std::string task_queue;
  Payloads input;
  std::string workflow_id;  // empty: an old server
  std::string original_execution_run_id;
  std::string first_execution_run_id;
  std::string continued_execution_run_id;
  Execution parent;
  std::string cron_schedule;
  int32_t attempt = 0;
  Duration execution_timeout;
  Duration run_timeout;
  Duration task_timeout;
  Duration first_task_backoff;
  BoxedOptional<RetryPolicy> retry_policy;
  Payloads last_completion_result;
  BoxedOptional<Failure> continued_failure;
  PayloadMap memo;
  PayloadMap search_attributes;
  PayloadMap header;
  bool operator==(const WorkflowStarted&) const = default;
};

// Completed, failed, timed out, canceled, terminated.
struct WorkflowClosed {
  Payloads result;                 // completed
  BoxedOptional<Failure> failure;  // failed
  Payloads details;                // canceled, terminated
  std::string reason;              // terminated
  std::string retry_state;         // failed, timed out
  std::string new_run_id;          // completed, failed, timed out
  int64_t task_completed_id = 0;   // 0: not caused by a command
  bool operator==(const WorkflowClosed&) const = default;
};

struct WorkflowContinuedAsNew {
  std::string new_run_id;
  std::string workflow_type;
  std::string task_queue;
  Payloads input;
  Duration run_timeout;
  Duration task_timeout;
  std::string initiator;
  PayloadMap memo;
  PayloadMap search_attributes;
  PayloadMap header;
  int64_t task_completed_id = 0;
  bool operator==(const WorkflowContinuedAsNew&) const = default;
};

// Scheduled, started, completed, timed out, failed.
struct WorkflowTask {
  std::string task_queue;                 // scheduled
  int64_t scheduled_id = 0;               // all but scheduled
  int64_t started_id = 0;                 // completed, timed out, failed
  int32_t attempt = 0;                    // scheduled
  std::string identity;                   // started, completed
  int64_t history_size = 0;               // started, in bytes
  bool suggest_continue_as_new = false;   // started
  std::vector<uint32_t> core_used_flags;  // completed
  std::vector<uint32_t> lang_used_flags;  // completed
  std::string sdk_name;                   // completed
  std::string sdk_version;                // completed
  std::string build_id;                   // completed, see replay-semantics 3.6
  std::string deployment_version;         // completed: "<deployment>:<build>"
  std::string timeout_type;               // timed out
  std::string cause;               // failed: "WORKFLOW_TASK_FAILED_CAUSE_..."
  std::string new_run_id;          // failed by a reset
  std::string base_run_id;         // failed by a reset
  BoxedOptional<Failure> failure;  // failed
  bool operator==(const WorkflowTask&) const = default;
};

struct CancelRequested {
  std::string cause;
  int64_t external_initiated_id = 0;
  Execution external;
  bool operator==(const CancelRequested&) const = default;
};

struct WorkflowSignaled {
  std::string signal_name;
  Payloads input;
  PayloadMap header;
  std::string identity;
  bool operator==(const WorkflowSignaled&) const = default;
};

// Upserted search attributes, or modified memo.
struct PropertiesModified {
  PayloadMap entries;
  int64_t task_completed_id = 0;
  bool operator==(const PropertiesModified&) const = default;
};

// Accepted, rejected, completed, admitted.
struct WorkflowUpdate {
  std::string protocol_instance_id;  // accepted, rejected
  std::string request_message_id;    // accepted, rejected
  int64_t sequencing_id = 0;         // accepted, rejected
  bool has_request = false;          // accepted: false if it was admitted
  std::string update_id;             // where the request or the outcome is
  std::string name;                  // where the request is
  Payloads input;                    // where the request is
  PayloadMap header;                 // where the request is
  std::string origin;                // admitted
  int64_t accepted_id = 0;           // completed
  Payloads result;                   // completed
  BoxedOptional<Failure> failure;    // rejected, completed
  bool operator==(const WorkflowUpdate&) const = default;
};

}  // namespace lockstep::history
