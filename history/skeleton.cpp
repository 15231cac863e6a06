#include "history/skeleton.h"

#include <string_view>
#include <vector>

#include "history/go_markers.h"
#include "history/local_activity_data.h"
#include "history/patch_data.h"
#include "history/version_marker.h"

namespace lockstep::history {
namespace {

constexpr std::string_view kReset = "WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW";
constexpr std::string_view kByCode = "CONTINUE_AS_NEW_INITIATOR_WORKFLOW";

void AddWord(std::string_view word, std::string& words) {
  words += std::to_string(word.size());
  words += ':';
  words += word;
}

void AddType(EventType type, std::string& words) {
  AddWord(std::to_string(static_cast<int>(type)), words);
}

// These words are a part of shapes: never change one.
std::string_view KindWord(Failure::Kind kind) {
  switch (kind) {
    case Failure::Kind::kNone:
      return "none";
    case Failure::Kind::kApplication:
      return "application";
    case Failure::Kind::kTimeout:
      return "timeout";
    case Failure::Kind::kCanceled:
      return "canceled";
    case Failure::Kind::kTerminated:
      return "terminated";
    case Failure::Kind::kServer:
      return "server";
    case Failure::Kind::kResetWorkflow:
      return "reset";
    case Failure::Kind::kActivity:
      return "activity";
    case Failure::Kind::kChildWorkflow:
      return "child";
    case Failure::Kind::kNexusOperation:
      return "operation";
    case Failure::Kind::kNexusHandler:
      return "handler";
  }
  return "";
}

void AddFailure(const BoxedOptional<Failure>& failure, std::string& words) {
  const Failure* cause = failure ? &*failure : nullptr;
  while (cause != nullptr) {
    AddWord(KindWord(cause->kind), words);
    AddWord(cause->type, words);
    AddWord(cause->timeout_type, words);
    AddWord(cause->non_retryable ? "final" : "", words);
    cause = cause->cause.empty() ? nullptr : &cause->cause.front();
  }
}

// Flags of `used` that are not in `known`, which knows them from then on.
void AddNewFlags(const std::vector<uint32_t>& used, std::set<uint32_t>& known,
                 std::string& words) {
  std::set<uint32_t> fresh;
  for (const uint32_t flag : used) {
    if (known.insert(flag).second) fresh.insert(flag);
  }
  std::string list;
  for (const uint32_t flag : fresh) AddWord(std::to_string(flag), list);
  AddWord(list, words);
}

// A detail that is a text in JSON, as Java writes names.
std::string DetailText(const MarkerRecorded& marker, std::string_view key) {
  const auto it = marker.details.find(key);
  if (it == marker.details.end() || it->second.empty()) return "";
  const auto texts = JsonTexts(it->second.front());
  return texts.size() == 1 ? texts.front() : "";
}

std::string PatchWords(const MarkerRecorded& marker) {
  std::string words;
  const auto patch = ReadPatchData(marker);
  if (!patch) return words;
  AddWord(patch->id, words);
  AddWord(patch->deprecated ? "deprecated" : "", words);
  return words;
}

// Without the call of it that made the marker: the order says which.
std::string MutableSideEffectWords(const Event& event,
                                   const MarkerRecorded& marker) {
  std::string words;
  const auto of_go = ReadGoMutableSideEffect(event);
  AddWord(of_go ? of_go->id : DetailText(marker, "id"), words);
  return words;
}

bool IsActivityEnd(EventType type) {
  return type != EventType::kActivityTaskCancelRequested;
}

bool IsNexusEnd(EventType type) {
  return type == EventType::kNexusOperationCompleted ||
         type == EventType::kNexusOperationFailed ||
         type == EventType::kNexusOperationCanceled ||
         type == EventType::kNexusOperationTimedOut;
}

// The thing it is about by name and place; `ends` it.
void AddThing(int64_t id, bool ends, Pending& things, Token& token) {
  AddWord(things.NameOf(id), token.identity);
  token.place = things.PlaceOf(id);
  if (ends) things.End(id);
}

}  // namespace

std::optional<Token> Skeleton::Next(const Event& event) {
  if (event.worker_may_ignore && MayBeIgnored(event.type)) return std::nullopt;
  Token token;
  AddType(event.type, token.identity);
  const bool left = std::visit(
      [&](const auto& attributes) { return Add(event, attributes, token); },
      event.attributes);
  if (IsTerminalEvent(event.type)) task_runs_ = false;
  if (!left) return std::nullopt;
  return token;
}

std::optional<Token> Skeleton::End() const {
  if (!task_runs_) return std::nullopt;
  Token token;
  AddType(EventType::kWorkflowTaskStarted, token.identity);
  return token;
}

bool Skeleton::Add(const Event& event, const Unread&, Token& token) {
  if (event.type == EventType::kUnspecified) {
    AddWord(event.unknown_type, token.identity);
  }
  return true;
}

bool Skeleton::Add(const Event&, const WorkflowStarted& started, Token& token) {
  AddWord(started.workflow_type, token.identity);
  return true;
}

bool Skeleton::Add(const Event&, const WorkflowClosed& closed, Token& token) {
  AddFailure(closed.failure, token.identity);
  return true;
}

bool Skeleton::Add(const Event&, const WorkflowContinuedAsNew& next,
                   Token& token) {
  AddWord(next.workflow_type, token.identity);
  AddWord(next.initiator == kByCode ? "" : next.initiator, token.identity);
  return true;
}

bool Skeleton::Add(const Event& event, const WorkflowTask& task, Token& token) {
  if (event.type == EventType::kWorkflowTaskScheduled) return false;
  task_runs_ = event.type == EventType::kWorkflowTaskStarted;
  if (event.type == EventType::kWorkflowTaskCompleted) {
    AddCompletedTask(task, token);
    return true;
  }
  return event.type == EventType::kWorkflowTaskFailed && task.cause == kReset;
}

void Skeleton::AddCompletedTask(const WorkflowTask& task, Token& token) {
  AddNewFlags(task.core_used_flags, core_flags_, token.identity);
  AddNewFlags(task.lang_used_flags, lang_flags_, token.identity);
  const bool is_new = !task.sdk_name.empty() && task.sdk_name != sdk_name_;
  AddWord(is_new ? task.sdk_name : "", token.identity);
  if (is_new) sdk_name_ = task.sdk_name;
  activation_ = 0;
}

bool Skeleton::Add(const Event& event, const ActivityScheduled& activity,
                   Token& token) {
  AddWord(activity.activity_type, token.identity);
  activities_.Begin(event.id, activity.activity_type);
  return true;
}

bool Skeleton::Add(const Event& event, const ActivityUpdate& activity,
                   Token& token) {
  if (event.type == EventType::kActivityTaskStarted) return false;
  AddThing(activity.scheduled_id, IsActivityEnd(event.type), activities_,
           token);
  AddFailure(activity.failure, token.identity);
  return true;
}

bool Skeleton::Add(const Event& event, const Timer& timer, Token& token) {
  if (event.type == EventType::kTimerStarted) {
    timers_.Begin(event.id, "");
  } else {
    AddThing(timer.started_id, true, timers_, token);
  }
  return true;
}

bool Skeleton::Add(const Event&, const CancelRequested&, Token&) {
  return true;
}

bool Skeleton::Add(const Event& event, const ExternalRequest& request,
                   Token& token) {
  if (!IsCommandEvent(event.type)) {
    AddThing(request.initiated_id, true, externals_, token);
    AddWord(request.cause, token.identity);
    return true;
  }
  AddWord(request.signal_name, token.identity);
  AddWord(request.child_workflow_only ? "child" : "", token.identity);
  externals_.Begin(event.id, request.signal_name);
  return true;
}

bool Skeleton::Add(const Event& event, const MarkerRecorded& marker,
                   Token& token) {
  AddWord(marker.name, token.identity);
  if (marker.name == "core_patch") token.identity += PatchWords(marker);
  if (marker.name == kGoVersionMarker) {
    AddWord(ChangeVersion(event).value_or(""), token.identity);
  }
  if (marker.name == kGoMutableMarker) {
    token.identity += MutableSideEffectWords(event, marker);
  }
  if (marker.name == kGoLocalActivityMarker ||
      marker.name == "core_local_activity") {
    AddLocalActivity(event, marker, token);
  }
  if (const auto change = ChangeVersion(event)) changes_.insert(*change);
  AddFailure(marker.failure, token.identity);
  return true;
}

void Skeleton::AddLocalActivity(const Event& event,
                                const MarkerRecorded& marker, Token& token) {
  std::string type = DetailText(marker, "type");
  bool again = false;
  if (const auto of_core = ReadLocalActivityData(event)) {
    type = of_core->activity_type;
    again = of_core->backoff.has_value();
    // Since the one before: the same in every round of a loop.
    if (const auto activation = of_core->activation_index) {
      const int64_t step = int64_t{*activation} - int64_t{activation_};
      token.place = std::to_string(step);
      activation_ = *activation;
    }
  } else if (const auto of_go = ReadGoLocalActivity(event)) {
    type = of_go->type;
    again = of_go->backoff > 0;
  }
  AddWord(type, token.identity);
  AddWord(again ? "again" : "", token.identity);
}

bool Skeleton::Add(const Event&, const WorkflowSignaled& signal, Token& token) {
  AddWord(signal.signal_name, token.identity);
  return true;
}

bool Skeleton::Add(const Event& event, const ChildInitiated& child,
                   Token& token) {
  AddWord(child.workflow_type, token.identity);
  children_.Begin(event.id, child.workflow_type);
  return true;
}

bool Skeleton::Add(const Event& event, const ChildUpdate& child, Token& token) {
  const bool ends = event.type != EventType::kChildWorkflowExecutionStarted;
  AddThing(child.initiated_id, ends, children_, token);
  AddWord(child.cause, token.identity);
  AddFailure(child.failure, token.identity);
  return true;
}

bool Skeleton::Add(const Event& event, const PropertiesModified& change,
                   Token& token) {
  for (const auto& [key, value] : change.entries) {
    AddWord(key, token.identity);
    const bool versions =
        event.type == EventType::kUpsertWorkflowSearchAttributes &&
        key == kChangeVersionAttribute;
    if (!versions) continue;
    std::set<std::string> fresh;
    for (const std::string& version : JsonTexts(value)) {
      if (changes_.insert(version).second) fresh.insert(version);
    }
    std::string list;
    for (const std::string& version : fresh) AddWord(version, list);
    AddWord(list, token.identity);
  }
  return true;
}

bool Skeleton::Add(const Event& event, const WorkflowUpdate& update,
                   Token& token) {
  if (event.type == EventType::kWorkflowExecutionUpdateCompleted) {
    AddThing(update.accepted_id, true, updates_, token);
    AddFailure(update.failure, token.identity);
    return true;
  }
  const auto admitted = admitted_.find(update.protocol_instance_id);
  const bool by_id = update.name.empty() && admitted != admitted_.end();
  const std::string& name = by_id ? admitted->second : update.name;
  AddWord(name, token.identity);
  if (event.type == EventType::kWorkflowExecutionUpdateAdmitted) {
    admitted_[update.update_id] = name;
  } else if (event.type == EventType::kWorkflowExecutionUpdateAccepted) {
    updates_.Begin(event.id, name);
  }
  AddFailure(update.failure, token.identity);
  return true;
}

bool Skeleton::Add(const Event& event, const NexusOperation& nexus,
                   Token& token) {
  if (event.type == EventType::kNexusOperationScheduled) {
    std::string name;
    AddWord(nexus.endpoint, name);
    AddWord(nexus.service, name);
    AddWord(nexus.operation, name);
    AddWord(name, token.identity);
    operations_.Begin(event.id, name);
    return true;
  }
  // Old servers name only the request that was completed or failed.
  const auto request = cancels_.find(nexus.requested_id);
  const int64_t id = nexus.scheduled_id > 0 || request == cancels_.end()
                         ? nexus.scheduled_id
                         : request->second;
  if (event.type == EventType::kNexusOperationCancelRequested) {
    cancels_[event.id] = id;
  }
  AddThing(id, IsNexusEnd(event.type), operations_, token);
  AddFailure(nexus.failure, token.identity);
  return true;
}

}  // namespace lockstep::history
