#include "history_fetch/download/history_sink.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include "history/sha256.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_writer.h"
#include "tests/rpc/client/sample_history.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;

class TextIn final : public TextOutput {
 public:
  Outcome<void> Write(std::string_view piece) override {
    text += piece;
    return {};
  }
  Outcome<void> Close() override {
    closed = true;
    return {};
  }
  std::string text;
  bool closed = false;
};

class HistorySinkTest : public testing::Test {
 protected:
  std::unique_ptr<rpc::Message> Sample(bool closed = true, int rounds = 3) {
    return rpc::MakeHistory(schema_, {.rounds = rounds, .closed = closed});
  }

  std::unique_ptr<rpc::Message> Events(const std::string& text) {
    auto history = schema_.New(rpc::kHistoryMessage);
    EXPECT_TRUE(
        google::protobuf::TextFormat::ParseFromString(text, history.get()));
    return history;
  }

  // The events [begin, end) of `history`.
  std::unique_ptr<rpc::Message> Page(const rpc::Message& history, size_t begin,
                                     size_t end) {
    auto page = schema_.New(rpc::kHistoryMessage);
    const auto* field = page->GetDescriptor()->FindFieldByName("events");
    const auto events = rpc::GetRepeated(history, "events");
    for (size_t i = begin; i < end && i < events.size(); ++i) {
      page->GetReflection()
          ->AddMessage(page.get(), field)
          ->CopyFrom(*events[i]);
    }
    return page;
  }

  Outcome<Entry> Sink(const rpc::Message& history, size_t page_size) {
    text_ = TextIn();
    proto_ = TextIn();
    HistorySink sink("workflow 'a', run b", text_, &proto_);
    const size_t count = rpc::GetRepeated(history, "events").size();
    for (size_t i = 0; i < count; i += page_size) {
      const Outcome<void> added = sink.Add(*Page(history, i, i + page_size));
      if (!added) return tl::unexpected(added.error());
    }
    return sink.Finish();
  }

  // What is wrong with it.
  std::string Problem(const rpc::Message& history, size_t page_size = 1000) {
    const Outcome<Entry> entry = Sink(history, page_size);
    if (entry) return "nothing";
    EXPECT_EQ(entry.error().code, ExitCode::kIntegrity);
    EXPECT_THAT(entry.error().message, HasSubstr("workflow 'a', run b: "));
    return entry.error().message;
  }

  const rpc::Schema schema_ = rpc::Schema::Embedded();
  TextIn text_;
  TextIn proto_;
};

TEST_F(HistorySinkTest, TextIsThatOfTheWholeHistoryWhateverThePages) {
  const auto history = Sample();
  const std::string whole = rpc::HistoryToJson(*history);
  for (const size_t page_size : {1u, 2u, 5u, 22u, 23u, 1000u}) {
    const Outcome<Entry> entry = Sink(*history, page_size);

    ASSERT_TRUE(entry) << entry.error().message;
    EXPECT_EQ(text_.text, whole);
    EXPECT_TRUE(text_.closed);
    EXPECT_EQ(entry->sha256, history::Sha256Hex(whole));
    EXPECT_EQ(entry->bytes, static_cast<int64_t>(whole.size()));
  }
}

TEST_F(HistorySinkTest, ProtoIsTheSameMessage) {
  const auto history = Sample();
  ASSERT_TRUE(Sink(*history, 5));

  auto parsed = schema_.New(rpc::kHistoryMessage);
  ASSERT_TRUE(parsed->ParseFromString(proto_.text));
  EXPECT_EQ(rpc::SerializeDeterministic(*parsed),
            rpc::SerializeDeterministic(*history));
  EXPECT_TRUE(proto_.closed);
}

TEST_F(HistorySinkTest, SaysWhatTheHistorySays) {
  const Outcome<Entry> entry = Sink(*Sample(), 7);

  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->workflow_id, "order-17");
  EXPECT_EQ(entry->workflow_type, "OrderWorkflow");
  EXPECT_EQ(entry->status, "Completed");
  EXPECT_TRUE(entry->closed);
  EXPECT_EQ(entry->events, 23);
  EXPECT_EQ(entry->last_event_id, 23);
  EXPECT_EQ(entry->trimmed_tail, 0);
  EXPECT_EQ(entry->sdk_name, "temporal-go");
  EXPECT_EQ(entry->shape.size(), 64u);
  EXPECT_EQ(entry->loop_shape.size(), 64u);
  EXPECT_EQ(entry->unknown_fields, 0);
}

TEST_F(HistorySinkTest, ShapesDoNotDependOnThePages) {
  const auto history = Sample();

  EXPECT_EQ(Sink(*history, 1)->shape, Sink(*history, 1000)->shape);
}

// ---- Transient events ----

constexpr char kTransient[] = R"(
  events { event_id: 20 event_type: EVENT_TYPE_WORKFLOW_TASK_SCHEDULED
           workflow_task_scheduled_event_attributes { attempt: 2 } }
  events { event_id: 21 event_type: EVENT_TYPE_WORKFLOW_TASK_STARTED
           workflow_task_started_event_attributes { scheduled_event_id: 20 } }
)";

TEST_F(HistorySinkTest, LeavesOutWhatTheServerOnlyMadeUpForThisAnswer) {
  const auto open = Sample(false);
  const std::string without = rpc::HistoryToJson(*open);
  open->MergeFrom(*Events(kTransient));
  for (const size_t page_size : {1u, 20u, 1000u}) {
    const Outcome<Entry> entry = Sink(*open, page_size);

    ASSERT_TRUE(entry) << entry.error().message;
    EXPECT_EQ(text_.text, without);
    EXPECT_EQ(entry->trimmed_tail, 2);
    EXPECT_EQ(entry->last_event_id, 19);
  }
}

TEST_F(HistorySinkTest, KeepsATaskWithoutANumberThatEventsFollow) {
  const auto open = Sample(false);
  open->MergeFrom(*Events(kTransient));
  open->MergeFrom(*Events(R"(
    events { event_id: 22 task_id: 9
             event_type: EVENT_TYPE_WORKFLOW_TASK_COMPLETED
             workflow_task_completed_event_attributes {
               scheduled_event_id: 20 started_event_id: 21 } })"));
  const Outcome<Entry> entry = Sink(*open, 20);

  ASSERT_TRUE(entry) << entry.error().message;
  EXPECT_EQ(text_.text, rpc::HistoryToJson(*open));
  EXPECT_EQ(entry->trimmed_tail, 0);
}

TEST_F(HistorySinkTest, KeepsAllOfAServerThatNumbersNothing) {
  const auto history = Events(R"(
    events { event_id: 1 event_type: EVENT_TYPE_WORKFLOW_EXECUTION_STARTED
             workflow_execution_started_event_attributes {
               workflow_type { name: 'T' } } }
    events { event_id: 2 event_type: EVENT_TYPE_WORKFLOW_TASK_SCHEDULED
             workflow_task_scheduled_event_attributes { attempt: 1 } })");
  const Outcome<Entry> entry = Sink(*history, 1000);

  ASSERT_TRUE(entry) << entry.error().message;
  EXPECT_EQ(entry->events, 2);
}

TEST_F(HistorySinkTest, OnlyTasksAreTransient) {
  const auto open = Sample(false);
  open->MergeFrom(*Events(R"(
    events { event_id: 20
             event_type: EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
             workflow_execution_signaled_event_attributes {
               signal_name: 's' } })"));

  EXPECT_EQ(Sink(*open, 1000)->events, 20);
}

// ---- What contradicts itself ----

TEST_F(HistorySinkTest, RefusesAnEventThatComesTwice) {
  const auto history = Sample();
  const auto first = Page(*history, 0, 10);
  first->MergeFrom(*Page(*history, 9, 100));

  EXPECT_THAT(Problem(*first),
              HasSubstr("event 10 came where event 11 is due, an event came "
                        "twice: the server's answer contradicts itself"));
}

TEST_F(HistorySinkTest, RefusesAHole) {
  const auto history = Sample();
  const auto first = Page(*history, 0, 10);
  first->MergeFrom(*Page(*history, 11, 100));

  EXPECT_THAT(Problem(*first, 10),
              HasSubstr("event 12 came where event 11 is due, events are "
                        "missing"));
}

TEST_F(HistorySinkTest, RefusesAHistoryThatDoesNotBeginAtItsBeginning) {
  EXPECT_THAT(Problem(*Page(*Sample(), 1, 100)),
              HasSubstr("event 2 came where event 1 is due"));
  EXPECT_THAT(
      Problem(
          *Events("events { event_id: 1 event_type: EVENT_TYPE_TIMER_STARTED "
                  "timer_started_event_attributes { timer_id: '1' } }")),
      HasSubstr("event 1 (TimerStarted) is not the WorkflowExecutionStarted "
                "that a history begins with"));
}

TEST_F(HistorySinkTest, RefusesASecondBeginning) {
  const auto history = Page(*Sample(), 0, 4);
  const auto second = Page(*Sample(), 0, 1);
  const auto* field = second->GetDescriptor()->FindFieldByName("events");
  rpc::SetInt(
      *second->GetReflection()->MutableRepeatedMessage(second.get(), field, 0),
      "event_id", 5);
  history->MergeFrom(*second);

  EXPECT_THAT(Problem(*history),
              HasSubstr("event 5 (WorkflowExecutionStarted) starts the run "
                        "again"));
}

TEST_F(HistorySinkTest, RefusesEventsAfterTheEnd) {
  const auto history = Sample();
  history->MergeFrom(*Events(
      "events { event_id: 24 task_id: 9 event_type: "
      "EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED "
      "workflow_execution_signaled_event_attributes { signal_name: 's' } }"));

  EXPECT_THAT(Problem(*history),
              HasSubstr("event 24 (WorkflowExecutionSignaled) follows the end "
                        "of the run in event 23"));
}

TEST_F(HistorySinkTest, RefusesAPageOfARunThatWentAnotherWay) {
  const auto history = Page(*Sample(), 0, 4);
  history->MergeFrom(*Events(
      "events { event_id: 5 task_id: 9 event_type: EVENT_TYPE_TIMER_FIRED "
      "timer_fired_event_attributes { timer_id: '1' started_event_id: 3 } }"));

  EXPECT_THAT(Problem(*history, 4),
              HasSubstr("event 5 (TimerFired) names event 3 as its "
                        "startedEventId, which is no TimerStarted: a page of "
                        "another run"));
}

TEST_F(HistorySinkTest, RefusesNothingAtAll) {
  EXPECT_THAT(Problem(*schema_.New(rpc::kHistoryMessage)),
              HasSubstr("the server sent no events"));
}

// ---- Servers that know more ----

TEST_F(HistorySinkTest, CountsFieldsThatTheDescriptorsDoNotKnow) {
  const auto history = Sample();
  const auto* field = history->GetDescriptor()->FindFieldByName("events");
  for (const int i : {2, 17}) {
    rpc::Message* event = history->GetReflection()->MutableRepeatedMessage(
        history.get(), field, i);
    event->GetReflection()->MutableUnknownFields(event)->AddVarint(9999, 1);
  }

  const Outcome<Entry> entry = Sink(*history, 5);

  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->unknown_fields, 2);
  auto parsed = schema_.New(rpc::kHistoryMessage);
  ASSERT_TRUE(parsed->ParseFromString(proto_.text));
  std::string text;
  EXPECT_EQ(rpc::AppendJson(*parsed, rpc::JsonStyle::kCompact, 0, text), 2);
}

// ---- The disk ----

class FullDisk final : public TextOutput {
 public:
  Outcome<void> Write(std::string_view) override {
    return Fail(ExitCode::kPartial, "the disk is full");
  }
  Outcome<void> Close() override { return {}; }
};

TEST_F(HistorySinkTest, SaysWhenTheDiskTakesNoMore) {
  FullDisk disk;
  HistorySink sink("a", disk);

  const Outcome<void> added = sink.Add(*Sample());

  ASSERT_FALSE(added);
  EXPECT_EQ(added.error(), (Failure{ExitCode::kPartial, "the disk is full"}));
}

}  // namespace
}  // namespace lockstep::fetch
