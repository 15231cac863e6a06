// What a run knows about itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "lockstep/failure.h"
#include "lockstep/options.h"
#include "lockstep/payload.h"

namespace lockstep {

// UTC, in nanoseconds, on every standard library.
using Time = std::chrono::time_point<std::chrono::system_clock,
                                     std::chrono::nanoseconds>;

struct WorkflowInfo {
  std::string workflow_type;
  std::string workflow_id;
  std::string run_id;            // the original one: stable across resets
  std::string first_run_id;      // of the chain of runs
  std::string continued_run_id;  // empty unless this run continues another
  std::string workflow_namespace;
  std::string task_queue;
  std::string parent_workflow_id;  // empty unless it is a child
  std::string parent_run_id;
  std::string cron_schedule;
  int attempt = 1;
  Time start_time;
  Duration execution_timeout{};  // 0: none, and so for the next two
  Duration run_timeout{};
  Duration task_timeout{};
  std::optional<RetryPolicy> retry;
  PayloadList input;
  // What the runs before this one in its chain (cron, retry) left: the result
  // of the last that completed, and how the previous one failed, or null.
  std::optional<Payload> last_result;
  std::unique_ptr<const Failure> last_failure;
  PayloadMap memo;
  PayloadMap search_attributes;
  PayloadMap headers;

  // As of the current workflow task.
  int64_t history_length = 0;  // events
  int64_t history_size = 0;    // bytes
  bool continue_as_new_suggested = false;
  // Of the worker that completed the task, in a replay too; empty if it did not
  // say, or as long as none has.
  std::string build_id;

  // `last_result` as a T; nothing if there is none, or if it is null.
  template <class T>
  std::optional<T> LastResult() const {
    if (!last_result) return std::nullopt;
    return FromPayload<std::optional<T>>(*last_result);
  }
};

}  // namespace lockstep
