// Comparing what the code made with what history recorded.
#include <algorithm>
#include <utility>

#include "replayer/engine/go/run.h"

namespace lockstep::replay::go {

using history::EventType;

namespace {

bool IsUpdateEvent(EventType type) {
  return type == EventType::kWorkflowExecutionUpdateAccepted ||
         type == EventType::kWorkflowExecutionUpdateCompleted;
}

// The event that a request makes; markers differ by name.
EventType EventOf(RequestKind kind) {
  switch (kind) {
    case RequestKind::kScheduleActivity:
      return EventType::kActivityTaskScheduled;
    case RequestKind::kCancelActivity:
      return EventType::kActivityTaskCancelRequested;
    case RequestKind::kStartTimer:
      return EventType::kTimerStarted;
    case RequestKind::kCancelTimer:
      return EventType::kTimerCanceled;
    case RequestKind::kStartChild:
      return EventType::kStartChildWorkflowExecutionInitiated;
    case RequestKind::kCancelChild:
    case RequestKind::kCancelExternal:
      return EventType::kRequestCancelExternalWorkflowExecutionInitiated;
    case RequestKind::kSignalExternal:
      return EventType::kSignalExternalWorkflowExecutionInitiated;
    case RequestKind::kUpsertChangeVersion:
    case RequestKind::kUpsertSearchAttributes:
      return EventType::kUpsertWorkflowSearchAttributes;
    case RequestKind::kUpsertMemo:
      return EventType::kWorkflowPropertiesModified;
    case RequestKind::kAcceptUpdate:
      return EventType::kWorkflowExecutionUpdateAccepted;
    case RequestKind::kCompleteUpdate:
      return EventType::kWorkflowExecutionUpdateCompleted;
    case RequestKind::kScheduleNexus:
      return EventType::kNexusOperationScheduled;
    case RequestKind::kCancelNexus:
      return EventType::kNexusOperationCancelRequested;
    case RequestKind::kCompleteWorkflow:
      return EventType::kWorkflowExecutionCompleted;
    case RequestKind::kFailWorkflow:
      return EventType::kWorkflowExecutionFailed;
    case RequestKind::kContinueAsNew:
      return EventType::kWorkflowExecutionContinuedAsNew;
    case RequestKind::kCancelClose:
      return EventType::kWorkflowExecutionCanceled;
    case RequestKind::kPatchMarker:
    case RequestKind::kMarker:
      return EventType::kMarkerRecorded;
  }
  return EventType::kUnspecified;
}

bool Fits(const Request& request, const history::Event& event) {
  if (EventOf(request.kind) != event.type) return false;
  if (request.kind != RequestKind::kMarker) return true;
  return static_cast<const Marker*>(request.machine)->marker_name() ==
         history::MarkerName(event);
}

bool Closes(const Request& request) {
  return history::IsTerminalEvent(EventOf(request.kind));
}

tl::unexpected<Stop> LeftOver(DifferenceKind kind, const char* words) {
  Difference difference;
  difference.kind = kind;
  difference.engine_message = words;
  return StopWith(std::move(difference));
}

}  // namespace

std::vector<size_t> Run::RecordedCommands(size_t begin, size_t end) const {
  const bool updates = ThingRules().updates_are_commands;
  std::vector<size_t> indices;
  for (size_t i = begin; i < end;) {
    const size_t skip = EventsWithoutCommand(events_, i, end);
    if (skip > 0) {
      i += skip;
      continue;
    }
    const bool is_no_command =
        IsIgnorable(events_[i]) || (!updates && IsUpdateEvent(events_[i].type));
    if (!is_no_command) indices.push_back(i);
    ++i;
  }
  return indices;
}

Status Run::CompareTask() {
  compared_tasks_ += 1;
  return CompareLists(RecordedCommands(task_.events_begin, task_.events_end),
                      Made(task_));
}

std::vector<const Request*> Run::Made(const TaskRecord& task) {
  std::vector<const Request*> made;
  for (const Request* request : task.produced) {
    if (!request->machine->CancelledBeforeSent()) made.push_back(request);
  }
  return made;
}

Status Run::CompareLists(const std::vector<size_t>& recorded,
                         const std::vector<const Request*>& produced) {
  const size_t both = std::min(recorded.size(), produced.size());
  for (size_t i = 0; i < both; ++i) {
    Status same = Compare(events_[recorded[i]], *produced[i]);
    if (!same) return same;
    matched_commands_ += 1;
  }
  if (recorded.size() > both) {
    return Differ(LeftOver(DifferenceKind::kMissingCommand,
                           "nondeterministic workflow: missing replay command")
                      .value(),
                  &events_[recorded[both]], nullptr);
  }
  if (produced.size() > both) {
    return Differ(LeftOver(DifferenceKind::kExtraCommand,
                           "nondeterministic workflow: extra replay command")
                      .value(),
                  nullptr, produced[both]);
  }
  return {};
}

tl::unexpected<Stop> Run::Differ(Stop stop, const Event* event,
                                 const Request* request) {
  if (official_) {
    ShowTaskOf(event, request);
  } else if (stop.difference) {
    // The official engine compares later, or not at all.
    stop.difference->engine_message.clear();
  }
  return StopAt(std::move(stop), event, request);
}

// Reports are made of the task at hand.
void Run::ShowTaskOf(const Event* event, const Request* request) {
  const auto holds = [&](const TaskRecord& task) {
    if (event == nullptr) {
      return std::count(task.produced.begin(), task.produced.end(), request) >
             0;
    }
    const auto index = static_cast<size_t>(event->id - 1);
    return index >= task.events_begin && index < task.events_end;
  };
  const auto found = std::find_if(tasks_.begin(), tasks_.end(), holds);
  if (found != tasks_.end()) task_ = *found;
}

Status Run::Compare(const Event& event, const Request& request) {
  if (!Fits(request, event)) {
    const bool close = Closes(request) && history::IsTerminalEvent(event.type);
    return Differ(LeftOver(close ? DifferenceKind::kCloseMismatch
                                 : DifferenceKind::kTypeMismatch,
                           "nondeterministic workflow: history event and "
                           "replay command differ")
                      .value(),
                  &event, &request);
  }
  const auto* child = std::get_if<history::ChildInitiated>(&event.attributes);
  rules_.names_another_child =
      child != nullptr && things_.HasChild(child->workflow_id);
  Effects effects;
  Status same = request.machine->OnCommandEvent(event, rules_, effects);
  if (!same) return Differ(std::move(same.error()), &event, &request);
  return Take(std::move(effects.findings), event, request);
}

// ---- As the official engine does it: whole lists, at the end ----

Status Run::CompareAll() {
  std::vector<const Request*> produced;
  std::vector<size_t> recorded;
  for (const TaskRecord& task : tasks_) {
    for (const Request* request : Made(task)) {
      if (!Closes(*request)) produced.push_back(request);
    }
    for (const size_t i :
         RecordedCommands(task.events_begin, task.events_end)) {
      if (!history::IsTerminalEvent(events_[i].type)) recorded.push_back(i);
    }
  }
  // The rest of the history behind the last task is none.
  compared_tasks_ = tasks_.empty() ? 0 : tasks_.back().number;
  return CompareLists(recorded, produced);
}

// Only these two ways to close are looked at.
Status Run::CompareClose() {
  const Event& last = events_.back();
  if (last.type != EventType::kWorkflowExecutionCompleted &&
      last.type != EventType::kWorkflowExecutionContinuedAsNew) {
    return {};
  }
  if (close_ == nullptr) {
    return Differ(LeftOver(DifferenceKind::kCloseMismatch,
                           "replay workflow doesn't return the same result as "
                           "the last event")
                      .value(),
                  &last, nullptr);
  }
  return Compare(last, *close_);
}

}  // namespace lockstep::replay::go
