#include "history_fetch/download/event_ledger.h"

#include <fmt/format.h>

#include <initializer_list>
#include <string_view>
#include <variant>

namespace lockstep::fetch {
namespace {

using history::Event;
using history::EventType;

// A field that names an earlier event, and which type that has to be.
struct Reference {
  std::string_view field;
  int64_t id = 0;  // 0: not set
  EventType target = EventType::kUnspecified;
};

EventType Initiator(EventType type) {
  switch (type) {
    case EventType::kRequestCancelExternalWorkflowExecutionFailed:
    case EventType::kExternalWorkflowExecutionCancelRequested:
      return EventType::kRequestCancelExternalWorkflowExecutionInitiated;
    default:
      return EventType::kSignalExternalWorkflowExecutionInitiated;
  }
}

// Only what every server writes, and replay follows.
struct ReferencesOf {
  EventType type;
  using List = std::vector<Reference>;

  List operator()(const history::WorkflowTask& task) const {
    return {
        {"scheduledEventId", task.scheduled_id,
         EventType::kWorkflowTaskScheduled},
        {"startedEventId", task.started_id, EventType::kWorkflowTaskStarted}};
  }
  List operator()(const history::ActivityUpdate& activity) const {
    return {{"scheduledEventId", activity.scheduled_id,
             EventType::kActivityTaskScheduled}};
  }
  List operator()(const history::Timer& timer) const {
    return {{"startedEventId", timer.started_id, EventType::kTimerStarted}};
  }
  List operator()(const history::ExternalRequest& request) const {
    return {{"initiatedEventId", request.initiated_id, Initiator(type)}};
  }
  List operator()(const history::ChildUpdate& child) const {
    return {{"initiatedEventId", child.initiated_id,
             EventType::kStartChildWorkflowExecutionInitiated}};
  }
  List operator()(const history::NexusOperation& operation) const {
    return {{"scheduledEventId", operation.scheduled_id,
             EventType::kNexusOperationScheduled}};
  }
  template <class Other>
  List operator()(const Other&) const {
    return {};
  }
};

std::string Show(const Event& event) {
  const std::string_view type = event.type == EventType::kUnspecified
                                    ? std::string_view(event.unknown_type)
                                    : history::Name(event.type);
  return fmt::format("event {} ({})", event.id, type);
}

}  // namespace

tl::unexpected<Failure> EventLedger::Broken(std::string problem) const {
  return Fail(ExitCode::kIntegrity,
              fmt::format("{}: {}: {}", name_, problem, remedy_));
}

Outcome<void> EventLedger::Expect(int64_t id) {
  if (id == expected_ + 1) {
    ++expected_;
    return {};
  }
  const char* cause =
      id <= expected_ ? "an event came twice" : "events are missing";
  return Broken(fmt::format("event {} came where event {} is due, {}", id,
                            expected_ + 1, cause));
}

Outcome<void> EventLedger::Add(const Event& event) {
  const bool first = event.id == 1;
  const bool starts = event.type == EventType::kWorkflowExecutionStarted;
  if (first && !starts) {
    return Broken(Show(event) +
                  " is not the WorkflowExecutionStarted that a history begins "
                  "with");
  }
  if (starts && !first) return Broken(Show(event) + " starts the run again");
  if (end_id_ != 0 && !event.worker_may_ignore) {
    return Broken(fmt::format("{} follows the end of the run in event {}",
                              Show(event), end_id_));
  }
  const Outcome<void> referred = CheckReference(event);
  if (!referred) return referred;
  if (history::IsTerminalEvent(event.type)) end_id_ = event.id;
  types_.push_back(static_cast<uint8_t>(event.type));
  return {};
}

Outcome<void> EventLedger::CheckReference(const Event& event) const {
  for (const Reference& reference :
       std::visit(ReferencesOf{event.type}, event.attributes)) {
    if (reference.id == 0) continue;
    const bool earlier = reference.id > 0 && reference.id < event.id;
    const auto at = static_cast<size_t>(reference.id - 1);
    if (earlier && types_[at] == static_cast<uint8_t>(reference.target)) {
      continue;
    }
    return Broken(fmt::format(
        "{} names event {} as its {}, which is no {}: a page of another run",
        Show(event), reference.id, reference.field,
        history::Name(reference.target)));
  }
  return {};
}

}  // namespace lockstep::fetch
