// Options of activities, child workflows and the next run.
//
// Every type here has a constructor and setters that can be chained; none is an
// aggregate, since g++ 12 destroys temporary aggregates twice around co_await.
// A duration of 0 means "not set".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/payload.h"

namespace lockstep {

using Duration = std::chrono::nanoseconds;

// What cancelling an activity or a child does.
enum class CancellationType {
  kTry,           // send the request, be done at once
  kWait,          // be done when the thing has closed
  kAbandon,       // send nothing, be done at once
  kWaitRequested  // children only: be done when the request has arrived
};
using enum CancellationType;

// How often and when the server tries again.
class RetryPolicy {
 public:
  RetryPolicy() {}
  RetryPolicy& InitialInterval(Duration value);
  // Each interval is this many times the one before it; at least 1.
  RetryPolicy& BackoffCoefficient(double value);
  RetryPolicy& MaximumInterval(Duration value);
  // Attempts in all; 0 is unlimited, 1 means no retry.
  RetryPolicy& MaximumAttempts(int value);
  // Types of application failures that are final.
  RetryPolicy& NonRetryableTypes(std::vector<std::string> values);

  struct Values {
    Duration initial_interval{};
    double backoff_coefficient = 2;
    Duration maximum_interval{};
    int maximum_attempts = 0;
    std::vector<std::string> non_retryable_types;
  };
  const Values& Get() const { return values_; }

 private:
  Values values_;
};

// At least one of StartToClose and ScheduleToClose is needed by the server.
class ActivityOptions {
 public:
  ActivityOptions() {}
  // One attempt, from its start to its end.
  ActivityOptions& StartToClose(Duration value);
  // All attempts, from the command to the end.
  ActivityOptions& ScheduleToClose(Duration value);
  // The wait in the task queue.
  ActivityOptions& ScheduleToStart(Duration value);
  // The longest silence between two heartbeats.
  ActivityOptions& Heartbeat(Duration value);
  ActivityOptions& Retry(RetryPolicy value);
  // Default: the workflow's own.
  ActivityOptions& TaskQueue(std::string value);
  // Default: the activity's number in decimal. A number is used up either way.
  ActivityOptions& Id(std::string value);
  // Default: kTry. kWaitRequested is refused: std::invalid_argument.
  ActivityOptions& Cancellation(CancellationType value);
  // One line for the server's user interface.
  ActivityOptions& Summary(std::string value);

  struct Values {
    Duration start_to_close{};
    Duration schedule_to_close{};
    Duration schedule_to_start{};
    Duration heartbeat{};
    std::optional<RetryPolicy> retry;
    std::string task_queue;
    std::string id;
    CancellationType cancellation = kTry;
    std::string summary;
  };
  const Values& Get() const { return values_; }

 private:
  Values values_;
};

// At least one of StartToClose and ScheduleToClose is needed by the server.
class LocalActivityOptions {
 public:
  LocalActivityOptions() {}
  // One attempt, from its start to its end.
  LocalActivityOptions& StartToClose(Duration value);
  // All attempts, from the call to the end.
  LocalActivityOptions& ScheduleToClose(Duration value);
  // The wait within the worker.
  LocalActivityOptions& ScheduleToStart(Duration value);
  LocalActivityOptions& Retry(RetryPolicy value);
  // A wait before the next attempt that is longer is made by a timer of the
  // server. Default: the host's, one minute.
  LocalActivityOptions& LocalRetryThreshold(Duration value);
  // Default: kTry. kWaitRequested is refused: std::invalid_argument.
  LocalActivityOptions& Cancellation(CancellationType value);
  LocalActivityOptions& Summary(std::string value);

  struct Values {
    Duration start_to_close{};
    Duration schedule_to_close{};
    Duration schedule_to_start{};
    std::optional<RetryPolicy> retry;
    Duration local_retry_threshold{};
    CancellationType cancellation = kTry;
    std::string summary;
  };
  const Values& Get() const { return values_; }

 private:
  Values values_;
};

// Another workflow. Without a run id it is the current run; without a
// namespace, in that of this workflow.
class ExternalWorkflow {
 public:
  explicit ExternalWorkflow(std::string workflow_id, std::string run_id = {},
                            std::string workflow_namespace = {})
      : workflow_id_(std::move(workflow_id)),
        run_id_(std::move(run_id)),
        namespace_(std::move(workflow_namespace)) {}

  const std::string& WorkflowId() const { return workflow_id_; }
  const std::string& RunId() const { return run_id_; }
  const std::string& Namespace() const { return namespace_; }

 private:
  std::string workflow_id_;
  std::string run_id_;
  std::string namespace_;
};

// What happens to a child when its parent closes.
enum class ParentClosePolicy { kTerminate, kAbandon, kRequestCancel };

class ChildOptions {
 public:
  ChildOptions() {}
  // The workflow id. Default: a Uuid drawn from the run's random numbers.
  ChildOptions& Id(std::string value);
  // Default: the workflow's own.
  ChildOptions& TaskQueue(std::string value);
  ChildOptions& ExecutionTimeout(Duration value);
  ChildOptions& RunTimeout(Duration value);
  ChildOptions& TaskTimeout(Duration value);
  ChildOptions& Retry(RetryPolicy value);
  ChildOptions& CronSchedule(std::string value);
  // Default: kTerminate.
  ChildOptions& ParentClose(ParentClosePolicy value);
  // The server's WorkflowIdReusePolicy number. Default: 0, the server's.
  ChildOptions& IdReusePolicy(int value);
  // Default: kWait.
  ChildOptions& Cancellation(CancellationType value);
  ChildOptions& Memo(PayloadMap value);
  ChildOptions& SearchAttributes(PayloadMap value);
  ChildOptions& Summary(std::string value);
  // More lines for the server's user interface, in Markdown.
  ChildOptions& Details(std::string value);

  struct Values {
    std::string id;
    std::string task_queue;
    Duration execution_timeout{};
    Duration run_timeout{};
    Duration task_timeout{};
    std::optional<RetryPolicy> retry;
    std::string cron_schedule;
    ParentClosePolicy parent_close = ParentClosePolicy::kTerminate;
    int id_reuse_policy = 0;
    CancellationType cancellation = kWait;
    PayloadMap memo;
    PayloadMap search_attributes;
    std::string summary;
    std::string details;
  };
  const Values& Get() const { return values_; }

 private:
  Values values_;
};

// How the run that continues this one differs from it.
class NextRun {
 public:
  NextRun() {}
  NextRun& Type(std::string value);
  NextRun& TaskQueue(std::string value);
  NextRun& RunTimeout(Duration value);
  NextRun& TaskTimeout(Duration value);
  NextRun& Retry(RetryPolicy value);
  NextRun& Memo(PayloadMap value);
  NextRun& SearchAttributes(PayloadMap value);

  struct Values {
    std::string type;
    std::string task_queue;
    Duration run_timeout{};
    Duration task_timeout{};
    std::optional<RetryPolicy> retry;
    std::optional<PayloadMap> memo;
    std::optional<PayloadMap> search_attributes;
  };
  const Values& Get() const { return values_; }

 private:
  Values values_;
};

}  // namespace lockstep
