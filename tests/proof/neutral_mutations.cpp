// What a replay must not look at: who and when, what servers add, what did not
// come to anything.
#include <utility>

#include "tests/proof/base64.h"
#include "tests/proof/history_mutations.h"

namespace lockstep::proof {
namespace {

using Pointer = Json::json_pointer;

bool IsAny(const Events&, size_t) { return true; }
bool IsFirst(const Events&, size_t at) { return at == 0; }

// Sets every member of that name, wherever it is.
void SetAll(const std::string& name, const Json& value, Json& place) {
  if (!place.is_structured()) return;
  for (auto& [key, member] : place.items()) {
    if (place.is_object() && key == name) {
      member = value;
    } else {
      SetAll(name, value, member);
    }
  }
}

void SetInAll(const std::string& name, const Json& value, Events& events) {
  for (Json& event : events) SetAll(name, value, event);
}

void ChangeIdentities(Events& events, size_t) {
  SetInAll("identity", "1@proof", events);
  SetInAll("requestId", "00000000-0000-0000-0000-000000000000", events);
}

void ChangeVersions(Events& events, size_t) {
  SetInAll("buildId", "proof", events);
  SetInAll("sdkVersion", "9.9.9", events);
  SetInAll("useWorkflowBuildId", false, events);
}

// All by the same; codes that look at the clock would see no other durations.
void ChangeTimes(Events& events, size_t) {
  for (Json& event : events) {
    std::string time = event.value("eventTime", "");
    if (time.starts_with("20")) event["eventTime"] = "21" + time.substr(2);
  }
}

// The clock stands still: programs do not look at it.
void StopTheClock(Events& events, size_t) {
  for (Json& event : events) event["eventTime"] = events[0]["eventTime"];
}

void ChangeTaskIds(Events& events, size_t) {
  for (Json& event : events) event["taskId"] = "7";
}

void ChangeSizes(Events& events, size_t) {
  SetInAll("historySizeBytes", "123456789", events);
  for (Json& event : events) {
    if (Is(event, "WORKFLOW_TASK_STARTED")) {
      Attributes(event)["suggestContinueAsNew"] = true;
    }
  }
}

bool IsAttempt(const Events& events, size_t at) {
  return IsAnyOf(events[at],
                 {"ACTIVITY_TASK_STARTED", "WORKFLOW_TASK_SCHEDULED"});
}

void CountAnotherAttempt(Events& events, size_t at) {
  Attributes(events[at])["attempt"] = 17;
  if (!Is(events[at], "ACTIVITY_TASK_STARTED")) return;
  Attributes(events[at])["lastFailure"] = {
      {"message", "proof"}, {"applicationFailureInfo", Json::object()}};
}

bool IsTaskScheduled(const Events& events, size_t at) {
  return Is(events[at], "WORKFLOW_TASK_SCHEDULED");
}

void ChangeStickyQueue(Events& events, size_t at) {
  Attributes(events[at])["taskQueue"] = {{"name", "1@proof-sticky"},
                                         {"kind", "TASK_QUEUE_KIND_STICKY"},
                                         {"normalName", "proof"}};
}

// product-evidence row 47: servers add the type of a search attribute.
bool HasSearchAttribute(const Events& events, size_t at) {
  return Is(events[at], "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES");
}

void AddMetadata(Events& events, size_t at) {
  Json& fields =
      Attributes(events[at])[Pointer("/searchAttributes/indexedFields")];
  for (Json& payload : fields) {
    payload["metadata"]["type"] = ToBase64("KeywordList");
    payload["metadata"]["proof"] = ToBase64("proof");
  }
}

bool HasInput(const Events& events, size_t at) {
  return Attributes(events[at]).contains(Pointer("/input/payloads/0"));
}

void AddMetadataToInput(Events& events, size_t at) {
  Attributes(events[at])[Pointer("/input/payloads/0/metadata/proof")] =
      ToBase64("proof");
}

void AddUnknownFields(Events& events, size_t at) {
  events[at]["fieldOfTheFuture"] = {{"a", Json::array({1, nullptr})}};
  Attributes(events[at])["fieldOfTheFuture"] = "proof";
  events[at]["userMetadata"] = {{"summary", MakePayload("proof")}};
  events[at]["links"] = Json::array({{{"workflowEvent", Json::object()}}});
}

// JSON objects have no order.
void ReverseMembers(Events& events, size_t at) {
  Json reversed = Json::object();
  for (auto it = events[at].rbegin(); it != events[at].rend(); ++it) {
    reversed[it.key()] = it.value();
  }
  events[at] = reversed;
}

bool HasHeader(const Events& events, size_t at) {
  return IsAnyOf(events[at],
                 {"WORKFLOW_EXECUTION_SIGNALED", "WORKFLOW_EXECUTION_STARTED",
                  "ACTIVITY_TASK_SCHEDULED"});
}

void AddHeader(Events& events, size_t at) {
  Attributes(events[at])["header"] = {
      {"fields", {{"trace", MakePayload("proof")}}}};
}

Json MakeIgnorable() {
  return {{"eventId", "new"},
          {"eventType", "EVENT_TYPE_OF_THE_FUTURE"},
          {"workerMayIgnore", true},
          {"ofTheFutureEventAttributes", {{"answer", 42}}}};
}

// Between commands, too; but not where the events around make a heartbeat, for
// which engines look at neighbours: behind a completed task.
bool CanInsertIgnorable(const Events& events, size_t at) {
  return at > 0 && !IsAnyOf(events[at - 1], {"WORKFLOW_TASK_STARTED",
                                             "WORKFLOW_TASK_COMPLETED"});
}

void InsertIgnorable(Events& events, size_t at) {
  events.insert(events.begin() + static_cast<ptrdiff_t>(at), MakeIgnorable());
}

// A task that did not come to anything.
void InsertTask(const std::string& end, Events& events, size_t at) {
  Events task(3);
  task[0]["eventId"] = "new-scheduled";
  Retype(task[0], "WORKFLOW_TASK_SCHEDULED", {{"attempt", 1}});
  task[1]["eventId"] = "new-started";
  Retype(task[1], "WORKFLOW_TASK_STARTED",
         {{"scheduledEventId", "new-scheduled"}});
  task[2]["eventId"] = "new-end";
  Retype(task[2], end,
         {{"scheduledEventId", "new-scheduled"},
          {"startedEventId", "new-started"}});
  for (Json& event : task) event["eventTime"] = events[at]["eventTime"];
  events.insert(events.begin() + static_cast<ptrdiff_t>(at), task.begin(),
                task.end());
}

void InsertFailedTask(Events& events, size_t at) {
  InsertTask("WORKFLOW_TASK_FAILED", events, at);
}

void InsertTimedOutTask(Events& events, size_t at) {
  InsertTask("WORKFLOW_TASK_TIMED_OUT", events, at);
}

bool IsActivityStarted(const Events& events, size_t at) {
  return Is(events[at], "ACTIVITY_TASK_STARTED");
}

void Drop(Events& events, size_t at) {
  events.erase(events.begin() + static_cast<ptrdiff_t>(at));
}

bool IsTaskStarted(const Events& events, size_t at) {
  return Is(events[at], "WORKFLOW_TASK_SCHEDULED") && at + 1 < events.size() &&
         Is(events[at + 1], "WORKFLOW_TASK_STARTED");
}

// Servers that lost a worker write it.
void ScheduleTwice(Events& events, size_t at) {
  Json copy = events[at];
  copy["eventId"] = "new";
  events.insert(events.begin() + static_cast<ptrdiff_t>(at), copy);
}

bool IsCompletedTask(const Events& events, size_t at) {
  return Is(events[at], "WORKFLOW_TASK_COMPLETED");
}

// Flags of a language's library say nothing to another's engine.
void AddLanguageFlag(Events& events, size_t at) {
  Attributes(events[at])[Pointer("/sdkMetadata/langUsedFlags")] =
      Json::array({1, 2, 3});
}

bool IsPatchAttribute(const Events& events, size_t at) {
  return IsChangeVersion(events[at]);
}

// Sizes and orders of that list are the server's; nobody compares it.
void ChangePatchAttribute(Events& events, size_t at) {
  Json& fields =
      Attributes(events[at])[Pointer("/searchAttributes/indexedFields")];
  SetPayload(Json::array({"another"}), fields["TemporalChangeVersion"]);
}

constexpr Expectation kNeutral = Expectation::kNeutral;

}  // namespace

std::span<const HistoryMutation> NeutralMutations() {
  static const HistoryMutation kAll[] = {
      {"identities", kNeutral, IsFirst, ChangeIdentities},
      {"versions of worker and SDK", kNeutral, IsFirst, ChangeVersions},
      {"times, all later", kNeutral, IsFirst, ChangeTimes},
      {"times, all the same", kNeutral, IsFirst, StopTheClock},
      {"task ids", kNeutral, IsFirst, ChangeTaskIds},
      {"size of the history", kNeutral, IsFirst, ChangeSizes},
      {"counters of attempts", kNeutral, IsAttempt, CountAnotherAttempt},
      {"sticky queue", kNeutral, IsTaskScheduled, ChangeStickyQueue},
      {"metadata that servers add", kNeutral, HasSearchAttribute, AddMetadata},
      {"metadata of an input", kNeutral, HasInput, AddMetadataToInput},
      {"unknown fields", kNeutral, IsAny, AddUnknownFields},
      {"order of members", kNeutral, IsAny, ReverseMembers},
      {"headers", kNeutral, HasHeader, AddHeader},
      {"ignorable event inserted", kNeutral, CanInsertIgnorable,
       InsertIgnorable},
      {"failed task inserted", kNeutral, IsTaskScheduled, InsertFailedTask},
      {"timed-out task inserted", kNeutral, IsTaskScheduled,
       InsertTimedOutTask},
      {"started event of an activity dropped", kNeutral, IsActivityStarted,
       Drop},
      {"task scheduled twice", kNeutral, IsTaskStarted, ScheduleTwice},
      {"flags of the language", kNeutral, IsCompletedTask, AddLanguageFlag},
      {"list of patches", kNeutral, IsPatchAttribute, ChangePatchAttribute},
  };
  return kAll;
}

}  // namespace lockstep::proof
