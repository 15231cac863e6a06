#include "history/links.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>
#include <variant>

namespace lockstep::history {
namespace {

// What is wrong with a link that is missing or names another event.
enum class Need {
  kAlways,   // refused: replay follows it
  kIfThere,  // refused if it is there
  kNothing,  // a warning: nobody follows it, and Java's test server errs in it
};

// A field that holds the id of an earlier event of type `target`.
struct Link {
  std::string_view field;
  int64_t (*id)(const Event& event);
  EventType target;
  Need need;
};

template <class T>
struct MemberOf;
template <class T>
struct MemberOf<int64_t T::*> {
  using Message = T;
};

template <auto kMember>
int64_t Id(const Event& event) {
  using Message = typename MemberOf<decltype(kMember)>::Message;
  const auto* message = std::get_if<Message>(&event.attributes);
  return message == nullptr ? 0 : message->*kMember;
}

constexpr Link kTaskScheduled = {
    "scheduledEventId", Id<&WorkflowTask::scheduled_id>,
    EventType::kWorkflowTaskScheduled, Need::kIfThere};
constexpr Link kTaskStarted = {"startedEventId", Id<&WorkflowTask::started_id>,
                               EventType::kWorkflowTaskStarted, Need::kIfThere};
constexpr Link kActivityScheduled = {
    "scheduledEventId", Id<&ActivityUpdate::scheduled_id>,
    EventType::kActivityTaskScheduled, Need::kAlways};
constexpr Link kActivityStarted = {
    "startedEventId", Id<&ActivityUpdate::started_id>,
    EventType::kActivityTaskStarted, Need::kNothing};
constexpr Link kTimerStarted = {"startedEventId", Id<&Timer::started_id>,
                                EventType::kTimerStarted, Need::kAlways};
constexpr Link kCancelInitiated = {
    "initiatedEventId", Id<&ExternalRequest::initiated_id>,
    EventType::kRequestCancelExternalWorkflowExecutionInitiated, Need::kAlways};
constexpr Link kSignalInitiated = {
    "initiatedEventId", Id<&ExternalRequest::initiated_id>,
    EventType::kSignalExternalWorkflowExecutionInitiated, Need::kAlways};
constexpr Link kChildInitiated = {
    "initiatedEventId", Id<&ChildUpdate::initiated_id>,
    EventType::kStartChildWorkflowExecutionInitiated, Need::kAlways};
constexpr Link kChildStarted = {"startedEventId", Id<&ChildUpdate::started_id>,
                                EventType::kChildWorkflowExecutionStarted,
                                Need::kNothing};
constexpr Link kUpdateAccepted = {
    "acceptedEventId", Id<&WorkflowUpdate::accepted_id>,
    EventType::kWorkflowExecutionUpdateAccepted, Need::kIfThere};
constexpr Link kNexusScheduled = {
    "scheduledEventId", Id<&NexusOperation::scheduled_id>,
    EventType::kNexusOperationScheduled, Need::kAlways};
constexpr Link kNexusRequested = {
    "requestedEventId", Id<&NexusOperation::requested_id>,
    EventType::kNexusOperationCancelRequested, Need::kAlways};
constexpr Link kNexusMaybeScheduled = {
    "scheduledEventId", Id<&NexusOperation::scheduled_id>,
    EventType::kNexusOperationScheduled, Need::kIfThere};

struct LinkOf {
  EventType type;
  const Link* link;
};

constexpr LinkOf kLinks[] = {
    {EventType::kWorkflowTaskStarted, &kTaskScheduled},
    {EventType::kWorkflowTaskCompleted, &kTaskScheduled},
    {EventType::kWorkflowTaskCompleted, &kTaskStarted},
    {EventType::kWorkflowTaskTimedOut, &kTaskScheduled},
    {EventType::kWorkflowTaskTimedOut, &kTaskStarted},
    {EventType::kWorkflowTaskFailed, &kTaskScheduled},
    {EventType::kWorkflowTaskFailed, &kTaskStarted},
    {EventType::kActivityTaskStarted, &kActivityScheduled},
    {EventType::kActivityTaskCompleted, &kActivityScheduled},
    {EventType::kActivityTaskCompleted, &kActivityStarted},
    {EventType::kActivityTaskFailed, &kActivityScheduled},
    {EventType::kActivityTaskFailed, &kActivityStarted},
    {EventType::kActivityTaskTimedOut, &kActivityScheduled},
    {EventType::kActivityTaskTimedOut, &kActivityStarted},
    {EventType::kActivityTaskCancelRequested, &kActivityScheduled},
    {EventType::kActivityTaskCanceled, &kActivityScheduled},
    {EventType::kActivityTaskCanceled, &kActivityStarted},
    {EventType::kTimerFired, &kTimerStarted},
    {EventType::kTimerCanceled, &kTimerStarted},
    {EventType::kRequestCancelExternalWorkflowExecutionFailed,
     &kCancelInitiated},
    {EventType::kExternalWorkflowExecutionCancelRequested, &kCancelInitiated},
    {EventType::kSignalExternalWorkflowExecutionFailed, &kSignalInitiated},
    {EventType::kExternalWorkflowExecutionSignaled, &kSignalInitiated},
    {EventType::kStartChildWorkflowExecutionFailed, &kChildInitiated},
    {EventType::kChildWorkflowExecutionStarted, &kChildInitiated},
    {EventType::kChildWorkflowExecutionCompleted, &kChildInitiated},
    {EventType::kChildWorkflowExecutionCompleted, &kChildStarted},
    {EventType::kChildWorkflowExecutionFailed, &kChildInitiated},
    {EventType::kChildWorkflowExecutionFailed, &kChildStarted},
    {EventType::kChildWorkflowExecutionCanceled, &kChildInitiated},
    {EventType::kChildWorkflowExecutionCanceled, &kChildStarted},
    {EventType::kChildWorkflowExecutionTimedOut, &kChildInitiated},
    {EventType::kChildWorkflowExecutionTimedOut, &kChildStarted},
    {EventType::kChildWorkflowExecutionTerminated, &kChildInitiated},
    {EventType::kChildWorkflowExecutionTerminated, &kChildStarted},
    {EventType::kWorkflowExecutionUpdateCompleted, &kUpdateAccepted},
    {EventType::kNexusOperationStarted, &kNexusScheduled},
    {EventType::kNexusOperationCompleted, &kNexusScheduled},
    {EventType::kNexusOperationFailed, &kNexusScheduled},
    {EventType::kNexusOperationCanceled, &kNexusScheduled},
    {EventType::kNexusOperationTimedOut, &kNexusScheduled},
    {EventType::kNexusOperationCancelRequested, &kNexusScheduled},
    {EventType::kNexusOperationCancelRequestCompleted, &kNexusRequested},
    {EventType::kNexusOperationCancelRequestCompleted, &kNexusMaybeScheduled},
    {EventType::kNexusOperationCancelRequestFailed, &kNexusRequested},
    {EventType::kNexusOperationCancelRequestFailed, &kNexusMaybeScheduled},
};

// From the first to the last row of a type.
struct Rows {
  size_t begin = 0;
  size_t end = 0;
};
constexpr size_t kTypes = 64;
static_assert(
    static_cast<size_t>(EventType::kWorkflowExecutionTimeSkippingTransitioned) <
        kTypes,
    "each type has its rows");

constexpr std::array<Rows, kTypes> kRows = [] {
  std::array<Rows, kTypes> rows{};
  for (size_t i = 0; i < std::size(kLinks); ++i) {
    Rows& of_type = rows[static_cast<size_t>(kLinks[i].type)];
    if (of_type.end == 0) of_type.begin = i;
    of_type.end = i + 1;
  }
  return rows;
}();

// What is wrong with the link; empty: nothing.
std::string Fault(const std::vector<Event>& events, const Event& event,
                  const Link& link) {
  const int64_t id = link.id(event);
  const std::string_view type = Name(event.type);
  if (id <= 0) {  // old servers write -23 for none
    if (link.need != Need::kAlways) return "";
    return fmt::format("event {} ({}) has no {}", event.id, type, link.field);
  }
  if (id >= event.id) {
    return fmt::format("event {} ({}) has {} {}, which is no earlier event",
                       event.id, type, link.field, id);
  }
  const Event& target = events[static_cast<size_t>(id - 1)];
  // A type from the future may well be what the link wants: the engine will
  // say that it does not know it.
  if (target.type == link.target || target.type == EventType::kUnspecified) {
    return "";
  }
  return fmt::format("event {} ({}) has {} {}, but that is {}, not {}",
                     event.id, type, link.field, id, Name(target.type),
                     Name(link.target));
}

}  // namespace

Result<void> CheckLinks(const std::vector<Event>& events, const Event& event,
                        std::vector<std::string>& odd) {
  const Rows rows = kRows[static_cast<size_t>(event.type)];
  for (size_t i = rows.begin; i < rows.end; ++i) {
    if (kLinks[i].type != event.type) continue;
    const Link& link = *kLinks[i].link;
    std::string fault = Fault(events, event, link);
    if (fault.empty()) continue;
    if (link.need != Need::kNothing) return Fail(std::move(fault));
    odd.push_back(std::move(fault));
  }
  return {};
}

}  // namespace lockstep::history
