#include "lockstep/options.h"

#include <stdexcept>
#include <utility>

namespace lockstep {
namespace {

CancellationType ForActivity(CancellationType type) {
  if (type == kWaitRequested) {
    throw std::invalid_argument(
        "kWaitRequested is for children; an activity is cancelled with kTry, "
        "kWait or kAbandon");
  }
  return type;
}

}  // namespace

RetryPolicy& RetryPolicy::InitialInterval(Duration value) {
  values_.initial_interval = value;
  return *this;
}

RetryPolicy& RetryPolicy::BackoffCoefficient(double value) {
  values_.backoff_coefficient = value;
  return *this;
}

RetryPolicy& RetryPolicy::MaximumInterval(Duration value) {
  values_.maximum_interval = value;
  return *this;
}

RetryPolicy& RetryPolicy::MaximumAttempts(int value) {
  values_.maximum_attempts = value;
  return *this;
}

RetryPolicy& RetryPolicy::NonRetryableTypes(std::vector<std::string> values) {
  values_.non_retryable_types = std::move(values);
  return *this;
}

ActivityOptions& ActivityOptions::StartToClose(Duration value) {
  values_.start_to_close = value;
  return *this;
}

ActivityOptions& ActivityOptions::ScheduleToClose(Duration value) {
  values_.schedule_to_close = value;
  return *this;
}

ActivityOptions& ActivityOptions::ScheduleToStart(Duration value) {
  values_.schedule_to_start = value;
  return *this;
}

ActivityOptions& ActivityOptions::Heartbeat(Duration value) {
  values_.heartbeat = value;
  return *this;
}

ActivityOptions& ActivityOptions::Retry(RetryPolicy value) {
  values_.retry = std::move(value);
  return *this;
}

ActivityOptions& ActivityOptions::TaskQueue(std::string value) {
  values_.task_queue = std::move(value);
  return *this;
}

ActivityOptions& ActivityOptions::Id(std::string value) {
  values_.id = std::move(value);
  return *this;
}

ActivityOptions& ActivityOptions::Cancellation(CancellationType value) {
  values_.cancellation = ForActivity(value);
  return *this;
}

ActivityOptions& ActivityOptions::Summary(std::string value) {
  values_.summary = std::move(value);
  return *this;
}

LocalActivityOptions& LocalActivityOptions::StartToClose(Duration value) {
  values_.start_to_close = value;
  return *this;
}

LocalActivityOptions& LocalActivityOptions::ScheduleToClose(Duration value) {
  values_.schedule_to_close = value;
  return *this;
}

LocalActivityOptions& LocalActivityOptions::ScheduleToStart(Duration value) {
  values_.schedule_to_start = value;
  return *this;
}

LocalActivityOptions& LocalActivityOptions::Retry(RetryPolicy value) {
  values_.retry = std::move(value);
  return *this;
}

LocalActivityOptions& LocalActivityOptions::LocalRetryThreshold(
    Duration value) {
  values_.local_retry_threshold = value;
  return *this;
}

LocalActivityOptions& LocalActivityOptions::Cancellation(
    CancellationType value) {
  values_.cancellation = ForActivity(value);
  return *this;
}

LocalActivityOptions& LocalActivityOptions::Summary(std::string value) {
  values_.summary = std::move(value);
  return *this;
}

ChildOptions& ChildOptions::Id(std::string value) {
  values_.id = std::move(value);
  return *this;
}

ChildOptions& ChildOptions::TaskQueue(std::string value) {
  values_.task_queue = std::move(value);
  return *this;
}

ChildOptions& ChildOptions::ExecutionTimeout(Duration value) {
  values_.execution_timeout = value;
  return *this;
}

ChildOptions& ChildOptions::RunTimeout(Duration value) {
  values_.run_timeout = value;
  return *this;
}

ChildOptions& ChildOptions::TaskTimeout(Duration value) {
  values_.task_timeout = value;
  return *this;
}

ChildOptions& ChildOptions::Retry(RetryPolicy value) {
  values_.retry = std::move(value);
  return *this;
}

ChildOptions& ChildOptions::CronSchedule(std::string value) {
  values_.cron_schedule = std::move(value);
  return *this;
}

ChildOptions& ChildOptions::ParentClose(ParentClosePolicy value) {
  values_.parent_close = value;
  return *this;
}

ChildOptions& ChildOptions::IdReusePolicy(int value) {
  values_.id_reuse_policy = value;
  return *this;
}

ChildOptions& ChildOptions::Cancellation(CancellationType value) {
  values_.cancellation = value;
  return *this;
}

ChildOptions& ChildOptions::Memo(PayloadMap value) {
  values_.memo = std::move(value);
  return *this;
}

ChildOptions& ChildOptions::SearchAttributes(PayloadMap value) {
  values_.search_attributes = std::move(value);
  return *this;
}

ChildOptions& ChildOptions::Summary(std::string value) {
  values_.summary = std::move(value);
  return *this;
}

ChildOptions& ChildOptions::Details(std::string value) {
  values_.details = std::move(value);
  return *this;
}

NextRun& NextRun::Type(std::string value) {
  values_.type = std::move(value);
  return *this;
}

NextRun& NextRun::TaskQueue(std::string value) {
  values_.task_queue = std::move(value);
  return *this;
}

NextRun& NextRun::RunTimeout(Duration value) {
  values_.run_timeout = value;
  return *this;
}

NextRun& NextRun::TaskTimeout(Duration value) {
  values_.task_timeout = value;
  return *this;
}

NextRun& NextRun::Retry(RetryPolicy value) {
  values_.retry = std::move(value);
  return *this;
}

NextRun& NextRun::Memo(PayloadMap value) {
  values_.memo = std::move(value);
  return *this;
}

NextRun& NextRun::SearchAttributes(PayloadMap value) {
  values_.search_attributes = std::move(value);
  return *this;
}

}  // namespace lockstep
