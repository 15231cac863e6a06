// Values that events are made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "history/boxed_optional.h"
#include "history/sorted_map.h"

namespace lockstep::history {

// Since 1970 in UTC. Seconds may be negative (year 1 occurs); nanos is 0 to
// 999,999,999.
struct Timestamp {
  int64_t seconds = 0;
  int32_t nanos = 0;
  auto operator<=>(const Timestamp&) const = default;
};

// nanos has the sign of seconds.
struct Duration {
  int64_t seconds = 0;
  int32_t nanos = 0;
  auto operator<=>(const Duration&) const = default;
};

// Bytes and the metadata that says how to read them, decoded from base64.
struct Payload {
  SortedMap<std::string> metadata;
  std::string data;
  bool operator==(const Payload&) const = default;
};

using Payloads = std::vector<Payload>;
using PayloadMap = SortedMap<Payload>;

// `kind` is which member of the failure's oneof is set.
struct Failure {
  enum class Kind {
    kNone,
    kApplication,
    kTimeout,
    kCanceled,
    kTerminated,
    kServer,
    kResetWorkflow,
    kActivity,
    kChildWorkflow,
    kNexusOperation,
    kNexusHandler,
  };

  Kind kind = Kind::kNone;
  std::string message;
  std::string source;
  std::string stack_trace;
  // kApplication, kNexusHandler; activity or workflow type, or operation, of
  // wrappers
  std::string type;
  bool non_retryable = false;  // kApplication, kServer, kNexusHandler
  std::string timeout_type;    // kTimeout: "TIMEOUT_TYPE_START_TO_CLOSE"...
  Payloads details;  // kApplication, kCanceled; last heartbeat of kTimeout
  std::string retry_state;     // wrappers
  std::string activity_id;     // kActivity
  std::string workflow_id;     // kChildWorkflow
  std::string run_id;          // kChildWorkflow; the token of kNexusOperation
  std::string endpoint;        // kNexusOperation
  std::string service;         // kNexusOperation
  std::vector<Failure> cause;  // none or one
  bool operator==(const Failure&) const = default;
};

struct RetryPolicy {
  Duration initial_interval;
  double backoff_coefficient = 0;
  Duration maximum_interval;
  int32_t maximum_attempts = 0;
  std::vector<std::string> non_retryable_error_types;
  bool operator==(const RetryPolicy&) const = default;
};

struct Execution {
  std::string workflow_id;
  std::string run_id;
  bool operator==(const Execution&) const = default;
};

}  // namespace lockstep::history
