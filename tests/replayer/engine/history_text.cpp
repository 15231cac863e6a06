#include "tests/replayer/engine/history_text.h"

#include <map>
#include <sstream>
#include <stdexcept>

#include "tests/replayer/engine/go_history_text.h"

namespace lockstep::replay {
namespace {

using history::Event;
using history::EventType;
using Words = std::vector<std::string>;

history::Payload Json(const std::string& data) { return JsonPayload(data); }

std::string Word(const Words& words, size_t i) {
  return i < words.size() ? words[i] : std::string();
}

int64_t Number(const Words& words, size_t i) { return std::stoll(words.at(i)); }

Event Make(EventType type, history::Attributes attributes) {
  Event event;
  event.type = type;
  event.attributes = std::move(attributes);
  return event;
}

// started [KEY=VALUE]...: attempt, first, continued, cron, result, failure,
// run-timeout
void SetStarted(const std::string& key, const std::string& value,
                history::WorkflowStarted& started) {
  if (key == "attempt") {
    started.attempt = std::stoi(value);
  } else if (key == "first") {
    started.first_execution_run_id = value;
  } else if (key == "continued") {
    started.continued_execution_run_id = value;
  } else if (key == "cron") {
    started.cron_schedule = value;
  } else if (key == "result") {
    started.last_completion_result.push_back(Json(value));
  } else if (key == "failure") {
    started.continued_failure.emplace().message = value;
  } else if (key == "run-timeout") {
    started.run_timeout = {std::stoll(value), 0};
  } else {
    throw std::invalid_argument(key);
  }
}

Event Started(const Words& words) {
  history::WorkflowStarted started;
  for (size_t i = 1; i < words.size(); ++i) {
    const size_t equals = words[i].find('=');
    SetStarted(words[i].substr(0, equals), words[i].substr(equals + 1),
               started);
  }
  started.workflow_type = "T";
  started.task_queue = "q";
  started.original_execution_run_id = "run";
  return Make(EventType::kWorkflowExecutionStarted, started);
}

// "done" or "done 1,2": the flags are Core's.
Event Done(const Words& words) {
  history::WorkflowTask task;
  std::istringstream flags(words.size() > 1 ? words[1] : "1,2,3");
  for (std::string flag; std::getline(flags, flag, ',');) {
    if (flag != "none") {
      task.core_used_flags.push_back(static_cast<uint32_t>(std::stoul(flag)));
    }
  }
  return Make(EventType::kWorkflowTaskCompleted, task);
}

Event Reset(const Words& words) {
  history::WorkflowTask task;
  task.cause = "WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW";
  task.new_run_id = words.at(1);
  return Make(EventType::kWorkflowTaskFailed, task);
}

// activity ID TYPE [input [task queue [schedule-to-close]]]
Event Activity(const Words& words) {
  history::ActivityScheduled activity;
  activity.activity_id = words.at(1);
  activity.activity_type = words.at(2);
  activity.task_queue = words.size() > 4 ? words[4] : "q";
  activity.start_to_close = {60, 0};
  if (words.size() > 5) {  // and the server shortens the other
    activity.schedule_to_close = {Number(words, 5), 0};
    activity.start_to_close = activity.schedule_to_close;
  }
  if (words.size() > 3) activity.input.push_back(Json(words[3]));
  return Make(EventType::kActivityTaskScheduled, activity);
}

Event Update(EventType type, const Words& words) {
  history::ActivityUpdate update;
  update.scheduled_id = Number(words, 1);
  update.retry_state = Word(words, 2);
  return Make(type, update);
}

Event Timer(EventType type, const Words& words) {
  history::Timer timer;
  if (type == EventType::kTimerStarted) {
    timer.timer_id = words.at(1);
    timer.start_to_fire = {words.size() > 2 ? Number(words, 2) : 10, 0};
  } else {
    timer.started_id = Number(words, 1);
    timer.timer_id = words.at(2);
  }
  return Make(type, timer);
}

Event Child(const Words& words) {
  history::ChildInitiated child;
  child.workflow_id = words.at(1);
  child.workflow_type = words.at(2);
  child.task_queue = "q";
  return Make(EventType::kStartChildWorkflowExecutionInitiated, child);
}

Event ChildEvent(EventType type, const Words& words) {
  history::ChildUpdate update;
  update.initiated_id = Number(words, 1);
  update.execution.run_id = "child-run";
  return Make(type, update);
}

Event External(EventType type, const Words& words) {
  history::ExternalRequest request;
  request.child_workflow_only = true;
  if (type == EventType::kRequestCancelExternalWorkflowExecutionInitiated) {
    request.target.workflow_id = words.at(1);
  } else {
    request.initiated_id = Number(words, 1);
  }
  return Make(type, request);
}

Event Patch(const Words& words, const char* deprecated) {
  history::MarkerRecorded marker;
  marker.name = "core_patch";
  marker.details["patch-data"] = {Json(
      "{\"id\":\"" + words.at(1) + "\",\"deprecated\":" + deprecated + "}")};
  return Make(EventType::kMarkerRecorded, marker);
}

// upsert [KEY [JSON]]
Event Upsert(const Words& words) {
  history::PropertiesModified upsert;
  upsert.entries[words.size() > 1 ? words[1] : "TemporalChangeVersion"] =
      Json(words.size() > 2 ? words[2] : "[]");
  return Make(EventType::kUpsertWorkflowSearchAttributes, upsert);
}

// local SEQ TYPE [activation index | - [failed | backoff]]
Event LocalMarker(const Words& words) {
  history::MarkerRecorded marker;
  marker.name = "core_local_activity";
  std::string data = R"({"seq":)" + words.at(1) + R"(,"attempt":1,)" +
                     R"("activity_id":")" + words.at(1) +
                     R"(","activity_type":")" + words.at(2) +
                     R"(","complete_time":{"seconds":1000500,"nanos":0})";
  if (words.size() > 3 && words[3] != "-") {
    data += R"(,"activation_index":)" + words[3];
  }
  if (Word(words, 4) == "backoff") {
    data += R"(,"backoff":{"seconds":90,"nanos":0})";
  }
  marker.details["data"] = {Json(data + "}")};
  if (words.size() > 4) {
    marker.failure.emplace().kind = history::Failure::Kind::kApplication;
  } else {
    marker.details["result"] = {Json("1")};
  }
  return Make(EventType::kMarkerRecorded, marker);
}

// signal-external WORKFLOW NAME | cancel-external WORKFLOW
Event ExternalInitiated(EventType type, const Words& words) {
  history::ExternalRequest request;
  request.target.workflow_id = words.at(1);
  request.signal_name = Word(words, 2);
  return Make(type, request);
}

// update-accepted ID SEQUENCING [body of the request follows in ADMITTED]
Event UpdateAccepted(const Words& words) {
  history::WorkflowUpdate update;
  update.protocol_instance_id = words.at(1);
  update.sequencing_id = Number(words, 2);
  update.has_request = Word(words, 3) != "admitted";
  if (update.has_request) {
    update.update_id = words.at(1);
    update.name = "set";
  }
  return Make(EventType::kWorkflowExecutionUpdateAccepted, update);
}

Event UpdateEvent(EventType type, const Words& words) {
  history::WorkflowUpdate update;
  update.update_id = words.at(1);
  update.name = "set";
  return Make(type, update);
}

// nexus ENDPOINT SERVICE OPERATION [input]
Event Nexus(const Words& words) {
  history::NexusOperation nexus;
  nexus.endpoint = words.at(1);
  nexus.service = words.at(2);
  nexus.operation = words.at(3);
  nexus.schedule_to_close = {60, 0};  // as the scripted build asks for
  nexus.start_to_close = {50, 0};
  nexus.headers = {{"encoding", "json/plain"}};
  if (words.size() > 4) nexus.input.push_back(Json(words[4]));
  return Make(EventType::kNexusOperationScheduled, nexus);
}

// What became of operation N: its token, or its result.
Event NexusEvent(EventType type, const Words& words) {
  history::NexusOperation nexus;
  nexus.scheduled_id = Number(words, 1);
  if (type == EventType::kNexusOperationStarted) {
    nexus.operation_token = Word(words, 2);
  } else if (words.size() > 2) {
    nexus.result.push_back(Json(words[2]));
  }
  return Make(type, nexus);
}

// What became of request N: to cancel the operation, which old servers do not
// name.
Event NexusAnswer(EventType type, const Words& words) {
  history::NexusOperation nexus;
  nexus.requested_id = Number(words, 1);
  if (words.size() > 2) nexus.scheduled_id = Number(words, 2);
  return Make(type, nexus);
}

Event MemoUpsert(const Words& words) {
  history::PropertiesModified upsert;
  upsert.entries[words.at(1)] = Json(words.size() > 2 ? words[2] : "1");
  return Make(EventType::kWorkflowPropertiesModified, upsert);
}

Event Marker(const Words& words) {
  history::MarkerRecorded marker;
  marker.name = words.at(1);
  for (size_t i = 2; i < words.size(); ++i) marker.details[words[i]];
  return Make(EventType::kMarkerRecorded, marker);
}

Event Closed(EventType type, const Words& words) {
  history::WorkflowClosed closed;
  if (words.size() > 1) closed.result.push_back(Json(words[1]));
  return Make(type, closed);
}

Event ContinuedAsNew(const Words& words) {
  history::WorkflowContinuedAsNew next;
  next.workflow_type = words.size() > 1 ? words[1] : "T";
  next.task_queue = "q";
  return Make(EventType::kWorkflowExecutionContinuedAsNew, next);
}

Event Signal(const Words& words) {
  history::WorkflowSignaled signal;
  signal.signal_name = words.at(1);
  return Make(EventType::kWorkflowExecutionSignaled, signal);
}

Event Unread(EventType type, bool may_ignore) {
  Event event = Make(type, history::Unread{});
  if (type == EventType::kUnspecified) {
    event.unknown_type = "EVENT_TYPE_FROM_THE_FUTURE";
  }
  event.worker_may_ignore = may_ignore;
  return event;
}

// event TYPE [ignorable]: one without attributes, by its name.
Event ByName(const Words& words) {
  return Unread(history::FindEventType(words.at(1)).value(),
                Word(words, 2) == "ignorable");
}

template <class F>
auto Of(F make, EventType type) {
  return [make, type](const Words& words) { return make(type, words); };
}

Event Task(EventType type, const Words& words) {
  history::WorkflowTask task;
  task.task_queue = Word(words, 1);
  return Make(type, task);
}

// wft [QUEUE [SIZE [full]]]: the size of the history in bytes, and whether the
// server suggests to continue as new.
Event TaskStarted(const Words& words) {
  history::WorkflowTask task;
  task.task_queue = Word(words, 1);
  if (words.size() > 2) task.history_size = Number(words, 2);
  task.suggest_continue_as_new = Word(words, 3) == "full";
  return Make(EventType::kWorkflowTaskStarted, task);
}

// wft-failed [CAUSE]
Event TaskFailed(const Words& words) {
  history::WorkflowTask task;
  if (words.size() > 1) task.cause = "WORKFLOW_TASK_FAILED_CAUSE_" + words[1];
  return Make(EventType::kWorkflowTaskFailed, task);
}

const std::map<std::string, EventMaker>& Makers() {
  static const std::map<std::string, EventMaker> kMakers = {
      {"started", Started},
      {"scheduled", Of(Task, EventType::kWorkflowTaskScheduled)},
      {"wft", TaskStarted},
      {"done", Done},
      {"wft-failed", TaskFailed},
      {"wft-timed-out", Of(Task, EventType::kWorkflowTaskTimedOut)},
      {"reset", Reset},
      {"activity", Activity},
      {"activity-started", Of(Update, EventType::kActivityTaskStarted)},
      {"activity-completed", Of(Update, EventType::kActivityTaskCompleted)},
      {"activity-failed", Of(Update, EventType::kActivityTaskFailed)},
      {"activity-timed-out", Of(Update, EventType::kActivityTaskTimedOut)},
      {"cancel-activity", Of(Update, EventType::kActivityTaskCancelRequested)},
      {"activity-canceled", Of(Update, EventType::kActivityTaskCanceled)},
      {"timer", Of(Timer, EventType::kTimerStarted)},
      {"timer-fired", Of(Timer, EventType::kTimerFired)},
      {"cancel-timer", Of(Timer, EventType::kTimerCanceled)},
      {"child", Child},
      {"child-start-failed",
       Of(ChildEvent, EventType::kStartChildWorkflowExecutionFailed)},
      {"child-started",
       Of(ChildEvent, EventType::kChildWorkflowExecutionStarted)},
      {"child-completed",
       Of(ChildEvent, EventType::kChildWorkflowExecutionCompleted)},
      {"child-failed",
       Of(ChildEvent, EventType::kChildWorkflowExecutionFailed)},
      {"child-canceled",
       Of(ChildEvent, EventType::kChildWorkflowExecutionCanceled)},
      {"child-timed-out",
       Of(ChildEvent, EventType::kChildWorkflowExecutionTimedOut)},
      {"child-terminated",
       Of(ChildEvent, EventType::kChildWorkflowExecutionTerminated)},
      {"cancel-child",
       Of(External,
          EventType::kRequestCancelExternalWorkflowExecutionInitiated)},
      {"cancel-delivered",
       Of(External, EventType::kExternalWorkflowExecutionCancelRequested)},
      {"cancel-failed",
       Of(External, EventType::kRequestCancelExternalWorkflowExecutionFailed)},
      {"patch", [](const Words& w) { return Patch(w, "false"); }},
      {"deprecated-patch", [](const Words& w) { return Patch(w, "true"); }},
      {"upsert", Upsert},
      {"marker", Marker},
      {"signal", Signal},
      {"cancel-requested",
       [](const Words&) {
         return Make(EventType::kWorkflowExecutionCancelRequested,
                     history::CancelRequested{});
       }},
      {"complete", Of(Closed, EventType::kWorkflowExecutionCompleted)},
      {"fail", Of(Closed, EventType::kWorkflowExecutionFailed)},
      {"canceled", Of(Closed, EventType::kWorkflowExecutionCanceled)},
      {"terminated", Of(Closed, EventType::kWorkflowExecutionTerminated)},
      {"timed-out", Of(Closed, EventType::kWorkflowExecutionTimedOut)},
      {"continue-as-new", ContinuedAsNew},
      {"ignorable",
       [](const Words&) { return Unread(EventType::kUnspecified, true); }},
      {"unknown",
       [](const Words&) { return Unread(EventType::kUnspecified, false); }},
      {"event", ByName},
      {"local", LocalMarker},
      {"upsert-memo", MemoUpsert},
      {"signal-external",
       Of(ExternalInitiated,
          EventType::kSignalExternalWorkflowExecutionInitiated)},
      {"signal-delivered",
       Of(External, EventType::kExternalWorkflowExecutionSignaled)},
      {"signal-not-delivered",
       Of(External, EventType::kSignalExternalWorkflowExecutionFailed)},
      {"cancel-external",
       Of(ExternalInitiated,
          EventType::kRequestCancelExternalWorkflowExecutionInitiated)},
      {"update-accepted", UpdateAccepted},
      {"update-completed",
       Of(UpdateEvent, EventType::kWorkflowExecutionUpdateCompleted)},
      {"update-admitted",
       Of(UpdateEvent, EventType::kWorkflowExecutionUpdateAdmitted)},
      {"update-rejected",
       Of(UpdateEvent, EventType::kWorkflowExecutionUpdateRejected)},
      {"nexus", Nexus},
      {"nexus-started", Of(NexusEvent, EventType::kNexusOperationStarted)},
      {"nexus-completed", Of(NexusEvent, EventType::kNexusOperationCompleted)},
      {"nexus-failed", Of(NexusEvent, EventType::kNexusOperationFailed)},
      {"nexus-canceled", Of(NexusEvent, EventType::kNexusOperationCanceled)},
      {"nexus-timed-out", Of(NexusEvent, EventType::kNexusOperationTimedOut)},
      {"cancel-nexus",
       Of(NexusEvent, EventType::kNexusOperationCancelRequested)},
      {"nexus-cancel-delivered",
       Of(NexusAnswer, EventType::kNexusOperationCancelRequestCompleted)},
      {"nexus-cancel-failed",
       Of(NexusAnswer, EventType::kNexusOperationCancelRequestFailed)},
  };
  return kMakers;
}

// A completion names the started event before it.
void LinkTask(const std::vector<Event>& events, Event& event) {
  if (event.type != EventType::kWorkflowTaskCompleted) return;
  for (auto it = events.rbegin(); it != events.rend(); ++it) {
    if (it->type != EventType::kWorkflowTaskStarted) continue;
    std::get<history::WorkflowTask>(event.attributes).started_id = it->id;
    return;
  }
}

Event EventOf(const Words& words) {
  for (const auto* makers : {&Makers(), &GoEventMakers()}) {
    const auto maker = makers->find(words[0]);
    if (maker != makers->end()) return maker->second(words);
  }
  throw std::invalid_argument(words[0]);
}

void Append(history::History& history, const Words& words) {
  const bool go = words[0] == "go-task";
  if (go || words[0] == "task") {
    for (const char* part : {"scheduled", "wft", go ? "go-done" : "done"}) {
      Append(history, {part});
    }
    return;
  }
  Event event = EventOf(words);
  event.id = static_cast<int64_t>(history.events.size()) + 1;
  event.time = {1'000'000 + event.id, 0};
  LinkTask(history.events, event);
  history.events.push_back(std::move(event));
}

}  // namespace

history::History HistoryOf(const std::string& lines) {
  history::History history;
  history.name = "test.json";
  history.workflow_id = "wf";
  history.run_id = "run";
  std::string text = lines;
  for (char& c : text) {
    if (c == ';') c = '\n';
  }
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    std::istringstream parts(line);
    Words words;
    for (std::string word; parts >> word;) words.push_back(word);
    if (!words.empty()) Append(history, words);
  }
  return history;
}

}  // namespace lockstep::replay
