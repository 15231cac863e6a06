#include "rpc/schema/json_reader.h"

#include <gmock/gmock.h>

#include "rpc/schema/fields.h"
#include "rpc/schema/json_writer.h"

namespace lockstep::rpc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

const Schema& Embedded() {
  static const Schema kSchema = Schema::Embedded();
  return kSchema;
}

std::string Compact(const Message& message) {
  std::string text;
  AppendJson(message, JsonStyle::kCompact, 0, text);
  return text;
}

struct Row {
  const char* json;
  const char* modern;
};

TEST(JsonReader, ReadsEveryFormThatToolsHaveWritten) {
  const Row rows[] = {
      // Enums: modern, PascalCase, without its prefix, a number.
      {R"({"eventType":"TimerFired"})",
       R"({"eventType":"EVENT_TYPE_TIMER_FIRED"})"},
      {R"({"eventType":"TIMER_FIRED"})",
       R"({"eventType":"EVENT_TYPE_TIMER_FIRED"})"},
      {R"({"eventType":18})", R"({"eventType":"EVENT_TYPE_TIMER_FIRED"})"},
      {R"({"eventType":null})", R"({})"},
      {R"({"workflowTaskFailedEventAttributes":{"cause":"ResetWorkflow"}})",
       R"({"workflowTaskFailedEventAttributes":)"
       R"({"cause":"WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW"}})"},
      {R"({"workflowTaskFailedEventAttributes":)"
       R"({"cause":"NonDeterministicError"}})",
       R"({"workflowTaskFailedEventAttributes":)"
       R"({"cause":"WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR"}})"},
      // Names of the definitions, numbers as texts and the other way round.
      {R"({"event_id":"1"})", R"({"eventId":"1"})"},
      {R"({"eventId":1})", R"({"eventId":"1"})"},
      {R"({"eventId":1.0})", R"({"eventId":"1"})"},
      {R"({"eventId":"1e2"})", R"({"eventId":"100"})"},
      {R"({"workflowTaskScheduledEventAttributes":{"attempt":"2"}})",
       R"({"workflowTaskScheduledEventAttributes":{"attempt":2}})"},
      // Times with an offset, and with fewer or more digits.
      {R"({"eventTime":"2024-05-01T14:00:00.5+02:00"})",
       R"({"eventTime":"2024-05-01T12:00:00.500Z"})"},
      {R"({"timerStartedEventAttributes":{"startToFireTimeout":"1.5s"}})",
       R"({"timerStartedEventAttributes":{"startToFireTimeout":"1.500s"}})"},
      // base64 of both alphabets, padded and not.
      {R"({"userMetadata":{"summary":{"data":"-_8"}}})",
       R"({"userMetadata":{"summary":{"data":"+/8="}}})"},
      {R"({"userMetadata":{"summary":{"data":"+/8="}}})",
       R"({"userMetadata":{"summary":{"data":"+/8="}}})"},
      {R"({"userMetadata":null,"links":null})", R"({})"},
      {R"({"activityTaskScheduledEventAttributes":)"
       R"({"priority":{"fairnessWeight":3.4028235e38},)"
       R"("retryPolicy":{"backoffCoefficient":"Infinity"}}})",
       R"({"activityTaskScheduledEventAttributes":)"
       R"({"retryPolicy":{"backoffCoefficient":"Infinity"},)"
       R"("priority":{"fairnessWeight":3.4028235e+38}}})"},
      {R"({"userMetadata":{"summary":{"data":null}}})",
       R"({"userMetadata":{"summary":{}}})"},
  };
  for (const Row& row : rows) {
    const auto parsed = ParseJson(Embedded(), kHistoryEventMessage, row.json);

    ASSERT_TRUE(parsed) << row.json << ": " << parsed.error().message;
    EXPECT_EQ(Compact(*parsed->message), row.modern);
    EXPECT_THAT(parsed->dropped, IsEmpty()) << row.json;
  }
}

TEST(JsonReader, ReportsWhatTheDescriptorsDoNotKnowInsteadOfTakingItForZero) {
  const auto parsed = ParseJson(Embedded(), kHistoryMessage, R"({
    "events": [
      {"eventId": "1", "eventType": "TimerFired", "new": {"a": [1, 2]}},
      {"eventType": "NeverHeardOf",
       "timerFiredEventAttributes": {"timerId": "7", "newField": null}}
    ],
    "beside": 1
  })");

  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_THAT(
      parsed->dropped,
      ElementsAre("events[0].new", "events[1].eventType",
                  "events[1].timerFiredEventAttributes.newField", "beside"));
  EXPECT_EQ(Compact(*parsed->message),
            R"({"events":[{"eventId":"1",)"
            R"("eventType":"EVENT_TYPE_TIMER_FIRED"},)"
            R"({"timerFiredEventAttributes":{"timerId":"7"}}]})");
}

struct Refused {
  const char* json;
  const char* message;
};

TEST(JsonReader, SaysWhereAndWhyItCannotRead) {
  const Refused rows[] = {
      {R"([])", "it: [...] is not an object"},
      {R"({"events":{}})", "events: {...} is not a list"},
      {R"({"events":[7]})", "events[0]: 7 is not an object"},
      {R"({"events":[null]})", "events[0]: null is not an object"},
      {R"({"events":[{"eventId":"x"}]})",
       "events[0].eventId: \"x\" is not a whole number"},
      {R"({"events":[{"eventId":1.5}]})",
       "events[0].eventId: 1.5 is not a whole number"},
      {R"({"events":[{"eventId":"9223372036854775808"}]})",
       "events[0].eventId: \"9223372036854775808\" is not a whole number"},
      {R"({"events":[{"eventTime":"yesterday"}]})",
       "events[0].eventTime: \"yesterday\" is not a time"},
      {R"({"events":[{"eventTime":"2023-02-29T00:00:00Z"}]})",
       "events[0].eventTime: \"2023-02-29T00:00:00Z\" is not a time"},
      {R"({"events":[{"workerMayIgnore":"true"}]})",
       "events[0].workerMayIgnore: \"true\" is not true or false"},
      {R"({"events":[{"eventType":{}}]})",
       "events[0].eventType: {...} is not the name or number of an enum value"},
      {R"({"events":[{"eventId":"1","event_id":"1"}]})",
       "events[0].event_id: stands there twice"},
      {R"({"events":[{"timerFiredEventAttributes":{},)"
       R"("timerStartedEventAttributes":{}}]})",
       "events[0].timerStartedEventAttributes: stands beside "
       "timerFiredEventAttributes"},
      {R"({"events":[{"timerStartedEventAttributes":)"
       R"({"startToFireTimeout":"1"}}]})",
       "events[0].timerStartedEventAttributes.startToFireTimeout: \"1\" is "
       "not a duration"},
      {R"({"events":[{"workflowTaskScheduledEventAttributes":)"
       R"({"attempt":2147483648}}]})",
       "events[0].workflowTaskScheduledEventAttributes.attempt: 2147483648 is "
       "not a whole number of its type"},
      {R"({"events":[{"markerRecordedEventAttributes":{"markerName":1}}]})",
       "events[0].markerRecordedEventAttributes.markerName: 1 is not a text"},
      {R"({"events":[{"activityTaskScheduledEventAttributes":)"
       R"({"priority":{"fairnessWeight":1e39}}}]})",
       "events[0].activityTaskScheduledEventAttributes.priority."
       "fairnessWeight: 1e+39 is not a number of its type"},
      // Payloads whose bytes are gone.
      {R"({"events":[{"workflowExecutionSignaledEventAttributes":)"
       R"({"input":[1]}}]})",
       "events[0].workflowExecutionSignaledEventAttributes.input: a bare list "
       "stands where payloads belong"},
      {R"({"events":[{"userMetadata":{"summary":"text"}}]})",
       "events[0].userMetadata.summary: a bare value stands where a payload "
       "belongs"},
      {R"({"events":[{"userMetadata":{"summary":{"a":1}}}]})",
       "events[0].userMetadata.summary: a bare value stands where a payload "
       "belongs"},
      {R"({"events":[{"userMetadata":{"summary":)"
       R"({"metadata":{"encoding":"json/plain"},"data":"MQ=="}}}]})",
       "events[0].userMetadata.summary.metadata: text stands where bytes in "
       "base64 belong"},
      {R"({"events":[{"userMetadata":{"summary":{"data":"not base64"}}}]})",
       "events[0].userMetadata.summary.data: text stands where bytes in base64 "
       "belong"},
      {"{\"events\":[\n{\"eventId\":\"1\",}]}",
       "is not JSON: at line 2, column 16: "},
      {"", "is not JSON: at line 1, column 1: "},
      {R"({} {})", "is not JSON: at line 1, column 4: "},
      {"{\"events\":[{\"eventId\":\"\xFF\"}]}", "is not JSON: "},
  };
  for (const Refused& row : rows) {
    const auto parsed = ParseJson(Embedded(), kHistoryMessage, row.json);

    ASSERT_FALSE(parsed) << row.json;
    EXPECT_THAT(parsed.error().message, StartsWith(row.message)) << row.json;
  }
}

TEST(JsonReader, ReadsTimes) {
  struct {
    const char* text;
    bool accepted;
  } const rows[] = {
      {"2024-02-29T23:59:59Z", true},
      {"2024-02-29t23:59:59z", true},
      {"2024-02-29T23:59:59.1234567890Z", false},
      {"2024-02-29T23:59:59.Z", false},
      {"2024-02-29T23:59:60Z", false},
      {"2024-02-29T24:00:00Z", false},
      {"2024-02-30T00:00:00Z", false},
      {"2024-13-01T00:00:00Z", false},
      {"2100-02-29T00:00:00Z", false},
      {"2024-02-29T23:59:59", false},
      {"2024-02-29 23:59:59Z", false},
      {"2024-02-29T23:59:59Z ", false},
      {"0000-01-01T00:00:00Z", false},
      {"0001-01-01T00:00:00+00:01", false},
      {"9999-12-31T23:59:59-00:01", false},
  };
  for (const auto& row : rows) {
    const std::string json =
        std::string("{\"eventTime\":\"") + row.text + "\"}";
    EXPECT_EQ(ParseJson(Embedded(), kHistoryEventMessage, json).has_value(),
              row.accepted)
        << row.text;
  }
}

}  // namespace
}  // namespace lockstep::rpc
