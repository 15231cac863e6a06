// Events about what the workflow started: activities, timers, children... One
// struct for each family; a field says which types set it where not all of the
// family do.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "history/values.h"

namespace lockstep::history {

struct ActivityScheduled {
  std::string activity_id;
  std::string activity_type;
  std::string task_queue;
  Payloads input;
  PayloadMap header;
  Duration schedule_to_close;
  Duration schedule_to_start;
  Duration start_to_close;
  Duration heartbeat;
  BoxedOptional<RetryPolicy> retry_policy;
  int64_t task_completed_id = 0;
  bool operator==(const ActivityScheduled&) const = default;
};

// Started, completed, failed, timed out, cancel requested, canceled.
struct ActivityUpdate {
  int64_t scheduled_id = 0;
  int64_t started_id = 0;          // the four closing ones
  int32_t attempt = 0;             // started
  Payloads result;                 // completed
  BoxedOptional<Failure> failure;  // failed, timed out
  std::string retry_state;         // failed, timed out
  Payloads details;                // canceled
  int64_t task_completed_id = 0;   // cancel requested
  bool operator==(const ActivityUpdate&) const = default;
};

// Started, fired, canceled.
struct Timer {
  std::string timer_id;
  int64_t started_id = 0;         // fired, canceled
  Duration start_to_fire;         // started
  int64_t task_completed_id = 0;  // started, canceled
  bool operator==(const Timer&) const = default;
};

// Cancelling or signalling another workflow: initiated, failed, done.
struct ExternalRequest {
  int64_t initiated_id = 0;  // failed, done
  std::string workflow_namespace;
  Execution target;
  std::string signal_name;           // signal initiated
  Payloads input;                    // signal initiated
  PayloadMap header;                 // signal initiated
  bool child_workflow_only = false;  // initiated
  std::string control;               // initiated
  std::string reason;                // cancel initiated
  std::string cause;                 // failed
  int64_t task_completed_id = 0;     // initiated, failed
  bool operator==(const ExternalRequest&) const = default;
};

struct MarkerRecorded {
  std::string name;
  SortedMap<Payloads> details;
  BoxedOptional<Failure> failure;
  PayloadMap header;
  int64_t task_completed_id = 0;
  bool operator==(const MarkerRecorded&) const = default;
};

struct ChildInitiated {
  std::string workflow_namespace;
  std::string workflow_id;
  std::string workflow_type;
  std::string task_queue;
  Payloads input;
  PayloadMap header;
  PayloadMap memo;
  PayloadMap search_attributes;
  Duration execution_timeout;
  Duration run_timeout;
  Duration task_timeout;
  std::string parent_close_policy;
  std::string id_reuse_policy;
  BoxedOptional<RetryPolicy> retry_policy;
  std::string cron_schedule;
  int64_t task_completed_id = 0;
  bool operator==(const ChildInitiated&) const = default;
};

// Start failed, started, completed, failed, canceled, timed out, terminated.
struct ChildUpdate {
  int64_t initiated_id = 0;
  int64_t started_id = 0;  // the closing ones
  Execution execution;     // start failed: without a run id
  std::string workflow_type;
  std::string workflow_namespace;
  std::string cause;               // start failed
  Payloads result;                 // completed
  BoxedOptional<Failure> failure;  // failed
  Payloads details;                // canceled
  std::string retry_state;         // failed, timed out
  bool operator==(const ChildUpdate&) const = default;
};

// Scheduled, started, completed, failed, canceled, timed out, cancel
// requested, cancel request completed or failed.
struct NexusOperation {
  int64_t scheduled_id = 0;    // all but scheduled
  int64_t requested_id = 0;    // cancel request completed or failed
  std::string endpoint;        // scheduled
  std::string service;         // scheduled
  std::string operation;       // scheduled
  Payloads input;              // scheduled, none or one
  Duration schedule_to_close;  // scheduled
  Duration schedule_to_start;  // scheduled
  Duration start_to_close;     // scheduled
  std::map<std::string, std::string> headers;  // scheduled
  std::string operation_token;                 // started
  Payloads result;                             // completed, none or one
  BoxedOptional<Failure> failure;  // failed, canceled, timed out, cancel
                                   // request failed
  // scheduled, cancel requested, cancel request completed or failed
  int64_t task_completed_id = 0;
  bool operator==(const NexusOperation&) const = default;
};

}  // namespace lockstep::history
