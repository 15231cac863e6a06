// Which command it was, told otherwise: names, ids, targets, values.
#include "tests/proof/history_mutations.h"

namespace lockstep::proof {
namespace {

using Pointer = Json::json_pointer;

// Where each kind of event has its name, its id, its target, its values.
const Pointer kActivityType("/activityType/name");
const Pointer kActivityId("/activityId");
const Pointer kActivityQueue("/taskQueue/name");
const Pointer kStartToClose("/startToCloseTimeout");
const Pointer kInput("/input/payloads/0");
const Pointer kResult("/result/payloads/0");
const Pointer kWorkflowType("/workflowType/name");
const Pointer kChildId("/workflowId");
const Pointer kTarget("/workflowExecution/workflowId");
const Pointer kSignal("/signalName");
const Pointer kDuration("/startToFireTimeout");
const Pointer kLocalData("/details/data/payloads/0");
const Pointer kPatchData("/details/patch-data/payloads/0");

constexpr char kActivity[] = "ACTIVITY_TASK_SCHEDULED";
constexpr char kChild[] = "START_CHILD_WORKFLOW_EXECUTION_INITIATED";
constexpr char kSignalExternal[] =
    "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED";
constexpr char kCancelExternal[] =
    "REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED";
constexpr char kTimer[] = "TIMER_STARTED";
constexpr char kMemo[] = "WORKFLOW_PROPERTIES_MODIFIED";
constexpr char kAttribute[] = "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES";
constexpr char kCompleted[] = "WORKFLOW_EXECUTION_COMPLETED";
constexpr char kContinued[] = "WORKFLOW_EXECUTION_CONTINUED_AS_NEW";

template <const char* kType, const Pointer& kField>
bool Has(const Events& events, size_t at) {
  return Is(events[at], kType) && Attributes(events[at]).contains(kField);
}

template <const Pointer& kField>
void Rename(Events& events, size_t at) {
  Json& text = Attributes(events[at])[kField];
  text = text.get<std::string>() + "x";
}

template <const Pointer& kField>
void Lengthen(Events& events, size_t at) {
  Attributes(events[at])[kField] = "4321s";
}

template <const Pointer& kField>
void ChangeValue(Events& events, size_t at) {
  Json& payload = Attributes(events[at])[kField];
  SetPayload(OtherValue(ReadPayload(payload)), payload);
}

// Consistently: where it starts, where it fires, where it is cancelled.
void ReIdTimer(Events& events, size_t at) {
  const std::string id = events[at].value("eventId", "");
  for (Json& event : events) {
    const bool own = event.value("eventId", "") == id || LinkOf(event) == id;
    if (own) Attributes(event)["timerId"] = "77";
  }
}

template <const char* kType, const char* kMap>
bool HasEntries(const Events& events, size_t at) {
  return Is(events[at], kType) && IsPlainCommand(events[at]) &&
         Attributes(events[at]).contains(kMap);
}

// The map's inner object: {"fields": {...}} or {"indexedFields": {...}}.
template <const char* kMap>
Json& Entries(Json& event) {
  return Attributes(event)[kMap].begin().value();
}

template <const char* kMap>
void RenameKey(Events& events, size_t at) {
  Json& entries = Entries<kMap>(events[at]);
  const std::string key = entries.begin().key();
  const Json value = entries.begin().value();
  entries.erase(key);
  entries[key + "x"] = value;
}

template <const char* kMap>
void ChangeEntry(Events& events, size_t at) {
  Json& payload = Entries<kMap>(events[at]).begin().value();
  Json value = ReadPayload(payload);
  if (value.is_array()) value = value.at(0);
  SetPayload(OtherValue(value), payload);
}

bool HasLocalData(const Events& events, size_t at) {
  return IsLocalMarker(events[at]);
}

template <const char* kField>
void ChangeLocalData(Events& events, size_t at) {
  Json& payload = Attributes(events[at])[kLocalData];
  Json data = ReadPayload(payload);
  data[kField] = OtherValue(data[kField]);
  if (data[kField].is_number()) data[kField] = 77;
  SetPayload(data, payload);
}

// The marker of a deprecated patch is skipped if nobody asks for it.
bool HasPatchData(const Events& events, size_t at) {
  if (!IsPatchMarker(events[at])) return false;
  const Json& attributes = Attributes(events[at]);
  if (!attributes.contains(kPatchData)) return false;
  const Json data = ReadPayload(attributes[kPatchData]);
  return !data.value("deprecated", false);
}

void RenamePatch(Events& events, size_t at) {
  Json& payload = Attributes(events[at])[kPatchData];
  Json data = ReadPayload(payload);
  data["id"] = "another patch";
  SetPayload(data, payload);
}

constexpr char kSeq[] = "seq";
constexpr char kLocalId[] = "activity_id";
constexpr char kLocalType[] = "activity_type";
constexpr char kMemoMap[] = "upsertedMemo";
constexpr char kAttributeMap[] = "searchAttributes";
constexpr Expectation kCaught = Expectation::kCaught;

}  // namespace

std::span<const HistoryMutation> FieldMutations() {
  static const HistoryMutation kAll[] = {
      {"activity renamed", kCaught, Has<kActivity, kActivityType>,
       Rename<kActivityType>},
      {"activity re-id'd", kCaught, Has<kActivity, kActivityId>,
       Rename<kActivityId>},
      {"activity on another queue", kCaught, Has<kActivity, kActivityQueue>,
       Rename<kActivityQueue>},
      {"activity with another input", kCaught, Has<kActivity, kInput>,
       ChangeValue<kInput>},
      {"activity with another timeout", kCaught, Has<kActivity, kStartToClose>,
       Lengthen<kStartToClose>},
      {"local activity of another number", kCaught, HasLocalData,
       ChangeLocalData<kSeq>},
      {"local activity re-id'd", kCaught, HasLocalData,
       ChangeLocalData<kLocalId>},
      {"local activity renamed", kCaught, HasLocalData,
       ChangeLocalData<kLocalType>},
      {"timer re-id'd", kCaught, Has<kTimer, kDuration>, ReIdTimer},
      {"timer of another duration", kCaught, Has<kTimer, kDuration>,
       Lengthen<kDuration>},
      {"child renamed", kCaught, Has<kChild, kWorkflowType>,
       Rename<kWorkflowType>},
      {"child re-id'd", kCaught, Has<kChild, kChildId>, Rename<kChildId>},
      {"child with another input", kCaught, Has<kChild, kInput>,
       ChangeValue<kInput>},
      {"signal to another workflow", kCaught, Has<kSignalExternal, kTarget>,
       Rename<kTarget>},
      {"signal of another name", kCaught, Has<kSignalExternal, kSignal>,
       Rename<kSignal>},
      {"signal with another input", kCaught, Has<kSignalExternal, kInput>,
       ChangeValue<kInput>},
      {"another workflow cancelled", kCaught, Has<kCancelExternal, kTarget>,
       Rename<kTarget>},
      {"memo of another key", kCaught, HasEntries<kMemo, kMemoMap>,
       RenameKey<kMemoMap>},
      {"memo of another value", kCaught, HasEntries<kMemo, kMemoMap>,
       ChangeEntry<kMemoMap>},
      {"search attribute of another key", kCaught,
       HasEntries<kAttribute, kAttributeMap>, RenameKey<kAttributeMap>},
      {"search attribute of another value", kCaught,
       HasEntries<kAttribute, kAttributeMap>, ChangeEntry<kAttributeMap>},
      {"patch renamed", kCaught, HasPatchData, RenamePatch},
      {"another result", kCaught, Has<kCompleted, kResult>,
       ChangeValue<kResult>},
      {"continued with another input", kCaught, Has<kContinued, kInput>,
       ChangeValue<kInput>},
  };
  return kAll;
}

}  // namespace lockstep::proof
