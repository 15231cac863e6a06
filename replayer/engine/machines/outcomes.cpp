#include "replayer/engine/machines/outcomes.h"

#include <utility>

namespace lockstep::replay {
namespace {

using history::ActivityUpdate;
using history::ChildUpdate;
using history::Event;
using history::EventType;
using history::Failure;

Failure MakeFailure(Failure::Kind kind, const std::string& message) {
  Failure failure;
  failure.kind = kind;
  failure.message = message;
  return failure;
}

std::string WrapperMessage(Failure::Kind cause) {
  if (cause == Failure::Kind::kTimeout) return "activity timed out";
  if (cause == Failure::Kind::kCanceled) return "activity canceled";
  return "activity failed";
}

Failure ActivityCancellation(const history::Payloads& details) {
  Failure failure = MakeFailure(Failure::Kind::kCanceled, "activity canceled");
  failure.details = details;
  return failure;
}

// Old servers wrote closing events without a failure.
Failure UnsaidFailure(EventType type) {
  return MakeFailure(type == EventType::kActivityTaskTimedOut
                         ? Failure::Kind::kTimeout
                         : Failure::Kind::kApplication,
                     "");
}

Job ActivityJob(const Command& activity) {
  Job job;
  job.kind = LS_JOB_RESOLVE_ACTIVITY;
  job.seq = activity.seq;
  return job;
}

Failure WrapActivity(const Command& activity, Failure cause) {
  Failure wrapper =
      MakeFailure(Failure::Kind::kActivity, WrapperMessage(cause.kind));
  wrapper.type = activity.type;
  wrapper.activity_id = activity.id;
  wrapper.cause.push_back(std::move(cause));
  return wrapper;
}

Failure WrapChild(const Command& child, const std::string& run_id,
                  const std::string& message, Failure cause) {
  Failure wrapper = MakeFailure(Failure::Kind::kChildWorkflow, message);
  wrapper.type = child.type;
  wrapper.workflow_id = child.id;
  wrapper.run_id = run_id;
  wrapper.cause.push_back(std::move(cause));
  return wrapper;
}

Failure WhyChildClosed(const Event& event) {
  const auto& update = std::get<ChildUpdate>(event.attributes);
  if (event.type == EventType::kChildWorkflowExecutionFailed) {
    return update.failure.value_or(Failure{});
  }
  if (event.type == EventType::kChildWorkflowExecutionCanceled) {
    Failure failure = MakeFailure(Failure::Kind::kCanceled, "child canceled");
    failure.details = update.details;
    return failure;
  }
  if (event.type == EventType::kChildWorkflowExecutionTimedOut) {
    Failure failure = MakeFailure(Failure::Kind::kTimeout, "child timed out");
    failure.timeout_type = "TIMEOUT_TYPE_START_TO_CLOSE";
    return failure;
  }
  return MakeFailure(Failure::Kind::kTerminated, "child terminated");
}

Job ChildJob(const Command& child, LsJobKind kind) {
  Job job;
  job.kind = kind;
  job.seq = child.seq;
  return job;
}

}  // namespace

Job ActivityOutcome(const Command& activity, const Event& closed) {
  const auto& update = std::get<ActivityUpdate>(closed.attributes);
  Job job = ActivityJob(activity);
  if (closed.type == EventType::kActivityTaskCompleted) {
    job.payloads = &update.result;
  } else if (closed.type == EventType::kActivityTaskCanceled) {
    job.failure = WrapActivity(activity, ActivityCancellation(update.details));
  } else {
    job.failure = WrapActivity(
        activity, update.failure.value_or(UnsaidFailure(closed.type)));
    job.failure->retry_state = update.retry_state;
  }
  return job;
}

Job ActivityCanceled(const Command& activity) {
  Job job = ActivityJob(activity);
  job.failure = WrapActivity(activity, ActivityCancellation({}));
  return job;
}

Job ChildStarted(const Command& child, const std::string& run_id) {
  Job job = ChildJob(child, LS_JOB_RESOLVE_CHILD_START);
  job.name = run_id;
  return job;
}

Job ChildNotStarted(const Command& child, const Event& refused) {
  Failure cause = MakeFailure(Failure::Kind::kApplication,
                              std::get<ChildUpdate>(refused.attributes).cause);
  cause.type = "WorkflowExecutionAlreadyStarted";
  cause.non_retryable = true;
  Job job = ChildJob(child, LS_JOB_RESOLVE_CHILD_START);
  job.failure = WrapChild(child, "", "child workflow could not be started",
                          std::move(cause));
  return job;
}

Job ChildNeverSent(const Command& child, const Failure& canceled) {
  Job job = ChildJob(child, LS_JOB_RESOLVE_CHILD_START);
  job.failure = WrapChild(
      child, "", "child workflow canceled before it was started", canceled);
  return job;
}

Job ChildOutcome(const Command& child, const std::string& run_id,
                 const Event& closed) {
  const auto& update = std::get<ChildUpdate>(closed.attributes);
  Job job = ChildJob(child, LS_JOB_RESOLVE_CHILD);
  if (closed.type == EventType::kChildWorkflowExecutionCompleted) {
    job.payloads = &update.result;
    return job;
  }
  job.failure =
      WrapChild(child, run_id, "child workflow failed", WhyChildClosed(closed));
  job.failure->retry_state = update.retry_state;
  return job;
}

Job ChildCanceled(const Command& child, const std::string& run_id,
                  const Failure& canceled) {
  Job job = ChildJob(child, LS_JOB_RESOLVE_CHILD);
  job.failure = WrapChild(child, run_id, "child workflow canceled", canceled);
  return job;
}

Failure ChildCancellation(const std::string& reason) {
  const std::string why = reason.empty() ? std::string() : ": " + reason;
  return MakeFailure(Failure::Kind::kCanceled, "child workflow canceled" + why);
}

bool ClosesChild(EventType type) {
  return type == EventType::kChildWorkflowExecutionCompleted ||
         type == EventType::kChildWorkflowExecutionFailed ||
         type == EventType::kChildWorkflowExecutionCanceled ||
         type == EventType::kChildWorkflowExecutionTimedOut ||
         type == EventType::kChildWorkflowExecutionTerminated;
}

Job LocalActivityOutcome(const Command& activity,
                         const history::Payloads* result,
                         const Failure* failure) {
  Job job;
  job.kind = LS_JOB_RESOLVE_LOCAL_ACTIVITY;
  job.seq = activity.seq;
  job.payloads = result;
  if (failure != nullptr) {
    job.failure =
        MakeFailure(Failure::Kind::kActivity, "local activity failed");
    job.failure->type = activity.type;
    job.failure->activity_id = activity.id;
    job.failure->cause.push_back(*failure);
  }
  return job;
}

Job ExternalOutcome(const Command& request, const std::string* cause) {
  Job job;
  job.kind = request.kind == LS_COMMAND_SIGNAL_EXTERNAL
                 ? LS_JOB_RESOLVE_EXTERNAL_SIGNAL
                 : LS_JOB_RESOLVE_EXTERNAL_CANCEL;
  job.seq = request.seq;
  if (cause != nullptr) {
    job.failure = MakeFailure(Failure::Kind::kApplication, *cause);
    job.failure->type = "ExternalWorkflowRequestFailed";
    job.failure->non_retryable = true;
  }
  return job;
}

Job SignalNeverSent(const Command& request) {
  Job job = ExternalOutcome(request, nullptr);
  job.failure = MakeFailure(Failure::Kind::kCanceled,
                            "signal canceled before it was sent");
  return job;
}

}  // namespace lockstep::replay
