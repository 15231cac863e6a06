#include "history/event_words.h"

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

#include "history/marker_words.h"
#include "history/payload_text.h"

namespace lockstep::history {
namespace {

using Type = EventType;

std::string ColonList(const Payloads& payloads) {
  return payloads.empty() ? "" : ": " + PayloadText(payloads);
}

constexpr size_t kTokenCharacters = 40;

std::string ColonFailure(const BoxedOptional<Failure>& failure) {
  return failure ? ": " + FailureText(*failure) : "";
}

std::string Because(std::string_view cause, std::string_view prefix) {
  return cause.empty() ? "" : ": " + EnumText(cause, prefix);
}

// What became of the thing that the event is about.
std::string_view Outcome(Type type) {
  switch (type) {
    case Type::kTimerStarted:
    case Type::kChildWorkflowExecutionStarted:
    case Type::kNexusOperationStarted:
      return "started";
    case Type::kTimerFired:
      return "fired";
    case Type::kWorkflowExecutionCompleted:
    case Type::kActivityTaskCompleted:
    case Type::kChildWorkflowExecutionCompleted:
    case Type::kNexusOperationCompleted:
      return "completed";
    case Type::kWorkflowExecutionFailed:
    case Type::kActivityTaskFailed:
    case Type::kChildWorkflowExecutionFailed:
    case Type::kNexusOperationFailed:
      return "failed";
    case Type::kWorkflowExecutionTimedOut:
    case Type::kActivityTaskTimedOut:
    case Type::kChildWorkflowExecutionTimedOut:
    case Type::kNexusOperationTimedOut:
      return "timed out";
    case Type::kTimerCanceled:
    case Type::kWorkflowExecutionCanceled:
    case Type::kActivityTaskCanceled:
    case Type::kChildWorkflowExecutionCanceled:
    case Type::kNexusOperationCanceled:
      return "canceled";
    case Type::kWorkflowExecutionTerminated:
    case Type::kChildWorkflowExecutionTerminated:
      return "terminated";
    case Type::kActivityTaskCancelRequested:
    case Type::kNexusOperationCancelRequested:
      return "asked to cancel";
    case Type::kNexusOperationCancelRequestCompleted:
      return "told to cancel";
    case Type::kNexusOperationCancelRequestFailed:
      return "not told to cancel";
    case Type::kStartChildWorkflowExecutionFailed:
      return "not started";
    default:
      return Name(type);
  }
}

class Words {
 public:
  Words(const std::vector<Event>& events, const Event& event)
      : events_(events), event_(event) {}

  std::string operator()(const Unread&) const {
    if (event_.type != Type::kUnspecified)
      return std::string(Name(event_.type));
    return fmt::format("unknown event {}{}", event_.unknown_type,
                       event_.worker_may_ignore ? " (may be ignored)" : "");
  }

  std::string operator()(const WorkflowStarted& started) const {
    std::string text =
        fmt::format("workflow started (queue {}", started.task_queue);
    if (started.attempt > 1)
      text += fmt::format(", attempt {}", started.attempt);
    if (!started.parent.workflow_id.empty()) {
      text += ", child of " + started.parent.workflow_id;
    }
    if (!started.continued_execution_run_id.empty()) {
      text += ", continues run " + started.continued_execution_run_id;
    }
    if (!started.cron_schedule.empty())
      text += ", cron " + started.cron_schedule;
    return text + ")" + ColonList(started.input);
  }

  std::string operator()(const WorkflowClosed& closed) const {
    std::string text = fmt::format("workflow {}", Outcome(event_.type));
    if (!closed.reason.empty()) text += ": " + Shorten(closed.reason, 60);
    text += ColonList(closed.result) + ColonList(closed.details) +
            ColonFailure(closed.failure);
    if (!closed.new_run_id.empty()) text += ", next run " + closed.new_run_id;
    return text;
  }

  std::string operator()(const WorkflowContinuedAsNew& next) const {
    return fmt::format("workflow continued as new {} (run {})",
                       next.workflow_type, next.new_run_id) +
           ColonList(next.input);
  }

  std::string operator()(const WorkflowTask&) const { return ""; }

  std::string operator()(const ActivityScheduled& activity) const {
    return fmt::format("activity {} scheduled (id {}, queue {})",
                       activity.activity_type, activity.activity_id,
                       activity.task_queue) +
           ColonList(activity.input);
  }

  std::string operator()(const ActivityUpdate& update) const {
    const auto* activity = Find<ActivityScheduled>(update.scheduled_id);
    std::string text =
        activity == nullptr
            ? fmt::format("activity of event {}", update.scheduled_id)
            : fmt::format("activity {} (id {})", activity->activity_type,
                          activity->activity_id);
    if (event_.type == Type::kActivityTaskStarted) {
      if (update.attempt <= 1) return "";
      return text + fmt::format(" started, attempt {}", update.attempt);
    }
    return text + " " + std::string(Outcome(event_.type)) +
           ColonList(update.result) + ColonList(update.details) +
           ColonFailure(update.failure) +
           (update.retry_state.empty()
                ? ""
                : " (" + EnumText(update.retry_state, "RETRY_STATE_") + ")");
  }

  std::string operator()(const Timer& timer) const {
    std::string text =
        fmt::format("timer {} {}", timer.timer_id, Outcome(event_.type));
    if (event_.type != Type::kTimerStarted) return text;
    return text + " (" + DurationText(timer.start_to_fire) + ")";
  }

  std::string operator()(const CancelRequested& request) const {
    std::string text = "workflow asked to cancel";
    if (!request.external.workflow_id.empty()) {
      text += " by " + request.external.workflow_id;
    }
    return text + (request.cause.empty() ? "" : ": " + request.cause);
  }

  std::string operator()(const ExternalRequest& request) const {
    const auto* initiated = Find<ExternalRequest>(request.initiated_id);
    const ExternalRequest& asked = initiated == nullptr ? request : *initiated;
    const std::string target = "workflow " + asked.target.workflow_id;
    const std::string signal = "signal " + asked.signal_name + " to " + target;
    switch (event_.type) {
      case Type::kRequestCancelExternalWorkflowExecutionInitiated:
        return target + " asked to cancel";
      case Type::kExternalWorkflowExecutionCancelRequested:
        return target + " told to cancel";
      case Type::kRequestCancelExternalWorkflowExecutionFailed:
        return target + " not told to cancel" +
               Because(request.cause,
                       "CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_");
      case Type::kSignalExternalWorkflowExecutionInitiated:
        return signal + " sent" + ColonList(request.input);
      case Type::kExternalWorkflowExecutionSignaled:
        return signal + " delivered";
      default:
        return signal + " not delivered" +
               Because(request.cause,
                       "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_");
    }
  }

  std::string operator()(const MarkerRecorded& marker) const {
    return MarkerWords(marker);
  }

  std::string operator()(const WorkflowSignaled& signal) const {
    return "signal " + signal.signal_name + " received" +
           ColonList(signal.input);
  }

  std::string operator()(const ChildInitiated& child) const {
    return fmt::format("child {} initiated (id {}, queue {})",
                       child.workflow_type, child.workflow_id,
                       child.task_queue) +
           ColonList(child.input);
  }

  std::string operator()(const ChildUpdate& child) const {
    std::string text =
        fmt::format("child {} (id {}) {}", child.workflow_type,
                    child.execution.workflow_id, Outcome(event_.type));
    if (event_.type == Type::kChildWorkflowExecutionStarted) {
      text += ", run " + child.execution.run_id;
    }
    return text +
           Because(child.cause,
                   "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_") +
           ColonList(child.result) + ColonList(child.details) +
           ColonFailure(child.failure);
  }

  std::string operator()(const PropertiesModified& modified) const {
    const bool memo = event_.type == Type::kWorkflowPropertiesModified;
    return (memo ? "memo: " : "search attributes: ") +
           PayloadText(modified.entries);
  }

  std::string operator()(const WorkflowUpdate& update) const {
    switch (event_.type) {
      case Type::kWorkflowExecutionUpdateAdmitted:
        return Update(update) + " admitted" + ColonList(update.input);
      case Type::kWorkflowExecutionUpdateAccepted:
        return Update(update) + " accepted" + ColonList(update.input);
      case Type::kWorkflowExecutionUpdateRejected:
        return Update(update) + " rejected" + ColonFailure(update.failure);
      default:
        break;
    }
    const auto* accepted = Find<WorkflowUpdate>(update.accepted_id);
    return Update(accepted == nullptr ? update : *accepted) +
           (update.failure ? " failed" : " completed") +
           ColonList(update.result) + ColonFailure(update.failure);
  }

  std::string operator()(const NexusOperation& nexus) const {
    if (event_.type == Type::kNexusOperationScheduled) {
      return fmt::format("nexus operation {}.{} scheduled (endpoint {})",
                         nexus.service, nexus.operation, nexus.endpoint) +
             ColonList(nexus.input);
    }
    std::string text = fmt::format("nexus operation {} {}", Operation(nexus),
                                   Outcome(event_.type));
    if (!nexus.operation_token.empty()) {
      text += ", token " + Shorten(nexus.operation_token, kTokenCharacters);
    }
    return text + ColonList(nexus.result) + ColonFailure(nexus.failure);
  }

 private:
  static std::string Update(const WorkflowUpdate& update) {
    const std::string& id = update.update_id.empty()
                                ? update.protocol_instance_id
                                : update.update_id;
    return update.name.empty()
               ? fmt::format("update (id {})", id)
               : fmt::format("update {} (id {})", update.name, id);
  }

  // Old servers name only the request to cancel in what became of it.
  std::string Operation(const NexusOperation& nexus) const {
    const auto* about = &nexus;
    if (nexus.scheduled_id <= 0) {
      const auto* requested = Find<NexusOperation>(nexus.requested_id);
      if (requested != nullptr) about = requested;
    }
    const auto* scheduled = Find<NexusOperation>(about->scheduled_id);
    return scheduled == nullptr
               ? "?"
               : scheduled->service + "." + scheduled->operation;
  }

  // The attributes of an earlier event, or null.
  template <class Message>
  const Message* Find(int64_t id) const {
    if (id < 1 || static_cast<size_t>(id) > events_.size()) return nullptr;
    const Event& event = events_[static_cast<size_t>(id - 1)];
    return std::get_if<Message>(&event.attributes);
  }

  const std::vector<Event>& events_;
  const Event& event_;
};

}  // namespace

std::string EventWords(const std::vector<Event>& events, const Event& event) {
  return std::visit(Words(events, event), event.attributes);
}

std::string DurationText(const Duration& duration) {
  if (duration.nanos == 0) return fmt::format("{}s", duration.seconds);
  const bool negative = duration.seconds < 0 || duration.nanos < 0;
  std::string text =
      fmt::format("{}{}.{:09}", negative ? "-" : "",
                  negative ? -duration.seconds : duration.seconds,
                  negative ? -duration.nanos : duration.nanos);
  while (text.ends_with("000")) text.resize(text.size() - 3);
  return text + "s";
}

}  // namespace lockstep::history
