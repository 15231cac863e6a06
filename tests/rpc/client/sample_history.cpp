#include "tests/rpc/client/sample_history.h"

#include <fmt/format.h>
#include <google/protobuf/text_format.h>

#include "base/check.h"
#include "rpc/schema/fields.h"

namespace lockstep::rpc {
namespace {

// For protobuf's text format, without the quotes.
std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || c == '\'' || c == '\\') {
      escaped += fmt::format("\\{:03o}", byte);
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// Writes events in protobuf's text format, one after the other.
class Events {
 public:
  explicit Events(const SampleRun& sample) : sample_(sample) {}

  const std::string& text() const { return text_; }
  int64_t last() const { return id_; }

  void Started() {
    Add("WORKFLOW_EXECUTION_STARTED",
        fmt::format(
            "workflow_execution_started_event_attributes {{"
            " workflow_type {{ name: '{}' }} task_queue {{ name: 'orders' }}"
            " workflow_id: '{}' original_execution_run_id: '{}'"
            " first_execution_run_id: '{}' attempt: 1 input {{ {} }} }}",
            Escaped(sample_.workflow_type), Escaped(sample_.workflow_id),
            sample_.run_id, sample_.run_id, Payload("17")));
  }

  void WorkflowTask() {
    Add("WORKFLOW_TASK_SCHEDULED",
        "workflow_task_scheduled_event_attributes { task_queue { name: "
        "'orders' } start_to_close_timeout { seconds: 10 } attempt: 1 }");
    const int64_t scheduled = id_;
    Add("WORKFLOW_TASK_STARTED",
        fmt::format("workflow_task_started_event_attributes {{"
                    " scheduled_event_id: {} identity: 'a worker' }}",
                    scheduled));
    Add("WORKFLOW_TASK_COMPLETED",
        fmt::format("workflow_task_completed_event_attributes {{"
                    " scheduled_event_id: {} started_event_id: {}"
                    " sdk_metadata {{ sdk_name: 'temporal-go'"
                    " sdk_version: '1.35.0' }} }}",
                    scheduled, id_));
  }

  void Activity(int number) {
    const int64_t task = id_;
    Add("ACTIVITY_TASK_SCHEDULED",
        fmt::format("activity_task_scheduled_event_attributes {{"
                    " activity_id: '{}' activity_type {{ name: 'Charge' }}"
                    " task_queue {{ name: 'orders' }}"
                    " workflow_task_completed_event_id: {} }}",
                    number, task));
    const int64_t scheduled = id_;
    Add("ACTIVITY_TASK_STARTED",
        fmt::format("activity_task_started_event_attributes {{"
                    " scheduled_event_id: {} attempt: 1 }}",
                    scheduled));
    const std::string result(static_cast<size_t>(sample_.payload_bytes), 'x');
    Add("ACTIVITY_TASK_COMPLETED",
        fmt::format("activity_task_completed_event_attributes {{"
                    " scheduled_event_id: {} started_event_id: {}"
                    " result {{ {} }} }}",
                    scheduled, id_, Payload("\\\"" + result + "\\\"")));
  }

  void Completed() {
    Add("WORKFLOW_EXECUTION_COMPLETED",
        fmt::format("workflow_execution_completed_event_attributes {{"
                    " workflow_task_completed_event_id: {} }}",
                    id_));
  }

 private:
  static std::string Payload(const std::string& json) {
    return "payloads { metadata { key: 'encoding' value: 'json/plain' } data: "
           "\"" +
           json + "\" }";
  }

  void Add(const char* type, const std::string& attributes) {
    ++id_;
    text_ += fmt::format(
        "events {{ event_id: {} task_id: {} event_type: EVENT_TYPE_{}"
        " event_time {{ seconds: {} nanos: {} }} {} }}\n",
        id_, 1'048'576 + id_, type, sample_.start_time_ns / 1'000'000'000 + id_,
        sample_.start_time_ns % 1'000'000'000, attributes);
  }

  const SampleRun& sample_;
  std::string text_;
  int64_t id_ = 0;
};

Events MakeEvents(const SampleRun& sample) {
  Events events(sample);
  events.Started();
  for (int i = 0; i < sample.rounds; ++i) {
    events.WorkflowTask();
    events.Activity(i);
  }
  if (sample.closed) {
    events.WorkflowTask();
    events.Completed();
  }
  return events;
}

}  // namespace

std::unique_ptr<Message> MakeHistory(const Schema& schema,
                                     const SampleRun& sample) {
  std::unique_ptr<Message> history = schema.New(kHistoryMessage);
  const Events events = MakeEvents(sample);
  LOCKSTEP_CHECK(google::protobuf::TextFormat::ParseFromString(events.text(),
                                                               history.get()),
                 "the sample is a history");
  return history;
}

ServedRun MakeServedRun(const Schema& schema, const SampleRun& sample) {
  const Events events = MakeEvents(sample);
  ServedRun run;
  run.info.execution = {sample.workflow_id, sample.run_id};
  run.info.workflow_type = sample.workflow_type;
  run.info.status = sample.closed ? "Completed" : "Running";
  run.info.start_time_ns = sample.start_time_ns;
  run.info.task_queue = "orders";
  run.info.first_run_id = sample.run_id;
  if (sample.closed) {
    run.info.close_time_ns =
        sample.start_time_ns + (events.last() - 1) * 1'000'000'000;
    run.info.history_length = events.last();
  }
  run.history = MakeHistory(schema, sample);
  return run;
}

std::string SampleRunId(int number) {
  return fmt::format("{:08}-2222-4333-8444-555555555555", number);
}

}  // namespace lockstep::rpc
