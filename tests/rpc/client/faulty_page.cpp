#include "tests/rpc/client/faulty_page.h"

#include "base/check.h"
#include "rpc/schema/fields.h"

namespace lockstep::rpc {
namespace {

using google::protobuf::FieldDescriptor;

constexpr int kBatch = 3;  // events of a raw blob, at most

// Two that a server invents for a running run that waits for a workflow task.
void AddTransientTail(Message& history, const FieldDescriptor& events) {
  const auto& reflection = *history.GetReflection();
  const int count = reflection.FieldSize(history, &events);
  LOCKSTEP_CHECK(count > 0, "a transient tail follows events");
  int64_t id = GetInt(
      reflection.GetRepeatedMessage(history, &events, count - 1), "event_id");
  for (const auto& [type, attributes] :
       {std::pair(5, "workflow_task_scheduled_event_attributes"),
        std::pair(6, "workflow_task_started_event_attributes")}) {
    Message& event = *reflection.AddMessage(&history, &events);
    SetInt(event, "event_id", ++id);
    SetInt(event, "event_time.seconds", 1'790'000'100);
    event.GetReflection()->SetEnumValue(
        &event, event.GetDescriptor()->FindFieldByName("event_type"), type);
    event.GetReflection()->MutableMessage(
        &event, event.GetDescriptor()->FindFieldByName(attributes));
  }
}

void MoveToRaw(const Schema& schema, Message& history,
               const FieldDescriptor& events, Message& response) {
  const auto& reflection = *history.GetReflection();
  const int count = reflection.FieldSize(history, &events);
  const FieldDescriptor* raw =
      response.GetDescriptor()->FindFieldByName("raw_history");
  for (int i = 0; i < count; i += kBatch) {
    const std::unique_ptr<Message> batch = schema.New(kHistoryMessage);
    for (int j = i; j < count && j < i + kBatch; ++j) {
      reflection.AddMessage(batch.get(), &events)
          ->CopyFrom(reflection.GetRepeatedMessage(history, &events, j));
    }
    Message& blob = *response.GetReflection()->AddMessage(&response, raw);
    blob.GetReflection()->SetEnumValue(
        &blob, blob.GetDescriptor()->FindFieldByName("encoding_type"), 1);
    SetString(blob, "data", batch->SerializeAsString());
  }
  response.GetReflection()->ClearField(
      &response, response.GetDescriptor()->FindFieldByName("history"));
}

void Duplicate(Message& history, const FieldDescriptor& events) {
  const auto& reflection = *history.GetReflection();
  const int count = reflection.FieldSize(history, &events);
  reflection.AddMessage(&history, &events)
      ->CopyFrom(reflection.GetRepeatedMessage(history, &events, 0));
  for (int i = count; i > 1; --i) {
    reflection.SwapElements(&history, &events, i, i - 1);
  }
}

void LeaveOutSecond(Message& history, const FieldDescriptor& events) {
  const auto& reflection = *history.GetReflection();
  const int count = reflection.FieldSize(history, &events);
  LOCKSTEP_CHECK(count > 2, "the missing event is between others");
  for (int i = 1; i + 1 < count; ++i) {
    reflection.SwapElements(&history, &events, i, i + 1);
  }
  reflection.RemoveLast(&history, &events);
}

}  // namespace

void SpoilPage(const Schema& schema, const Fault& fault, Message& response) {
  Message& history = *response.GetReflection()->MutableMessage(
      &response, response.GetDescriptor()->FindFieldByName("history"));
  const FieldDescriptor& events =
      *history.GetDescriptor()->FindFieldByName("events");
  switch (fault.kind) {
    case Fault::Kind::kRawHistory:
      return MoveToRaw(schema, history, events, response);
    case Fault::Kind::kNoEvents:
      return history.Clear();
    case Fault::Kind::kDuplicateEvent:
      return Duplicate(history, events);
    case Fault::Kind::kMissingEvent:
      return LeaveOutSecond(history, events);
    case Fault::Kind::kTransientTail:
      return AddTransientTail(history, events);
    case Fault::Kind::kSwapped:
      return history.GetReflection()->SwapElements(&history, &events, 0, 1);
    default:
      return;  // not about events
  }
}

}  // namespace lockstep::rpc
