// The texts were written by the official Go library (temporalproto of
// go.temporal.io/api 1.63.5).
#include "rpc/schema/json_writer.h"

#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <limits>

#include "rpc/schema/fields.h"
#include "rpc/schema/json_reader.h"

namespace lockstep::rpc {
namespace {

const Schema& Embedded() {
  static const Schema kSchema = Schema::Embedded();
  return kSchema;
}

std::string Compact(const Message& message) {
  std::string text;
  AppendJson(message, JsonStyle::kCompact, 0, text);
  return text;
}

std::unique_ptr<Message> Read(const std::string& name,
                              const std::string& json) {
  auto parsed = ParseJson(Embedded(), name, json);
  EXPECT_TRUE(parsed) << name << " " << json << ": " << parsed.error().message;
  return parsed ? std::move(parsed->message) : Embedded().New(name);
}

// The name of a message, and a text of it that is written as it was read.
struct Row {
  const char* name;
  const char* json;
};

TEST(JsonWriter, WritesEachKindOfFieldAsGoDoes) {
  const Row rows[] = {
      {"common.v1.WorkflowType", R"({})"},
      {"common.v1.WorkflowType", R"({"name":"a\"b\\c\b\f\n\r\t\u0000\u001f/<>&)"
                                 "\x7f\xE2\x80\xA8\xF0\x9F\x98\x80\xC3\xA9\"}"},
      {"common.v1.Payload",
       "{\"metadata\":{\"B\":\"//4=\",\"a\":\"\",\"b\":\"AQ==\","
       "\"\xC3\xA9\":\"AQIDBA==\"},\"data\":\"eA==\"}"},
      {"common.v1.Payloads", R"({"payloads":[{},{},{"data":"MTI="}]})"},
      {"common.v1.RetryPolicy", R"({"initialInterval":"0s"})"},
      {"common.v1.RetryPolicy", R"({"initialInterval":"1s"})"},
      {"common.v1.RetryPolicy", R"({"initialInterval":"-1.500s"})"},
      {"common.v1.RetryPolicy", R"({"initialInterval":"-0.000000001s"})"},
      {"common.v1.RetryPolicy", R"({"initialInterval":"0.000001s"})"},
      {"common.v1.RetryPolicy", R"({"initialInterval":"0.010s"})"},
      {"common.v1.RetryPolicy",
       R"({"initialInterval":"315576000000.999999999s"})"},
      {"common.v1.RetryPolicy", R"({"initialInterval":"-315576000000s"})"},
      {"common.v1.RetryPolicy",
       R"({"maximumAttempts":-3,"nonRetryableErrorTypes":["","b","a"]})"},
      {"history.v1.HistoryEvent", R"({"eventTime":"1970-01-01T00:00:00Z"})"},
      {"history.v1.HistoryEvent", R"({"eventTime":"0001-01-01T00:00:00Z"})"},
      {"history.v1.HistoryEvent",
       R"({"eventTime":"9999-12-31T23:59:59.999999999Z"})"},
      {"history.v1.HistoryEvent",
       R"({"eventTime":"1969-12-31T23:59:59.000000001Z"})"},
      {"history.v1.HistoryEvent",
       R"({"eventTime":"2000-02-29T00:00:00.120Z"})"},
      {"history.v1.HistoryEvent",
       R"({"eventTime":"2100-02-28T23:59:59.000001Z"})"},
      {"history.v1.HistoryEvent",
       R"({"eventId":"9223372036854775807","eventType":4711,"version":"-24"})"},
      {"history.v1.HistoryEvent",
       R"({"eventType":"EVENT_TYPE_TIMER_FIRED","workerMayIgnore":true,)"
       R"("timerFiredEventAttributes":{}})"},
      // Declared before the attributes, with a higher number.
      {"history.v1.HistoryEvent",
       R"({"eventId":"1","userMetadata":{"summary":{}},)"
       R"("timerStartedEventAttributes":{"timerId":"1"}})"},
      {"protocol.v1.Message", R"({"id":"1","body":{}})"},
      {"protocol.v1.Message",
       R"({"id":"1","body":{"@type":"type.googleapis.com/)"
       R"(temporal.api.common.v1.WorkflowType","name":"n"}})"},
      {"protocol.v1.Message",
       R"({"id":"1","body":{"@type":"type.googleapis.com/)"
       R"(temporal.api.common.v1.WorkflowType"}})"},
      {"protocol.v1.Message",
       R"({"body":{"@type":"type.googleapis.com/google.protobuf.Duration",)"
       R"("value":"1.500s"}})"},
      {"batch.v1.BatchOperationUpdateWorkflowExecutionOptions",
       R"({"updateMask":"fooBar.bazQux,a"})"},
      {"taskqueue.v1.TaskQueueMetadata", R"({"maxTasksPerSecond":0})"},
      {"taskqueue.v1.TaskQueueMetadata", R"({"maxTasksPerSecond":1.5})"},
  };
  for (const Row& row : rows) {
    const std::string name = std::string("temporal.api.") + row.name;
    EXPECT_EQ(Compact(*Read(name, row.json)), row.json) << name;
  }
}

TEST(JsonWriter, WritesNumbersWithAFractionAsGoDoes) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  struct {
    double value;
    const char* text;
  } const doubles[] = {
      {2.0, "2"},
      {2.5, "2.5"},
      {0.1, "0.1"},
      {0.000001, "0.000001"},
      {9.999e-7, "9.999e-7"},
      {1e-7, "1e-7"},
      {1.5e-10, "1.5e-10"},
      {100000000000000000000.0, "100000000000000000000"},
      {123456789012345680000.0, "123456789012345680000"},
      {1e+21, "1e+21"},
      {1e+22, "1e+22"},
      {1.7976931348623157e+308, "1.7976931348623157e+308"},
      {5e-324, "5e-324"},
      {-0.0, "-0"},
      {-12.75, "-12.75"},
      {1e-100, "1e-100"},
      {0.3333333333333333, "0.3333333333333333"},
      {std::numeric_limits<double>::quiet_NaN(), "\"NaN\""},
      {kInfinity, "\"Infinity\""},
      {-kInfinity, "\"-Infinity\""},
  };
  for (const auto& [value, text] : doubles) {
    const auto policy = Embedded().New("temporal.api.common.v1.RetryPolicy");
    policy->GetReflection()->SetDouble(
        policy.get(),
        policy->GetDescriptor()->FindFieldByName("backoff_coefficient"), value);
    EXPECT_EQ(Compact(*policy),
              std::string("{\"backoffCoefficient\":") + text + "}");
  }
  struct {
    float value;
    const char* text;
  } const floats[] = {
      {2.0f, "2"},
      {0.1f, "0.1"},
      {0.000001f, "0.000001"},
      {9.99e-7f, "9.99e-7"},
      {1e-7f, "1e-7"},
      {100000000000000000000.0f, "100000000000000000000"},
      {1e+21f, "1e+21"},
      {16777216.0f, "16777216"},
      {1e-45f, "1e-45"},
      {3.4028235e+38f, "3.4028235e+38"},
      {0.33333334f, "0.33333334"},
  };
  for (const auto& [value, text] : floats) {
    const auto priority = Embedded().New("temporal.api.common.v1.Priority");
    priority->GetReflection()->SetFloat(
        priority.get(),
        priority->GetDescriptor()->FindFieldByName("fairness_weight"), value);
    EXPECT_EQ(Compact(*priority),
              std::string("{\"fairnessWeight\":") + text + "}");
  }
}

constexpr char kPretty[] = R"({
  "events": [
    {
      "eventId": "1",
      "markerRecordedEventAttributes": {
        "markerName": "m",
        "details": {
          "a": {
            "payloads": [
              {}
            ]
          },
          "b": {}
        },
        "header": {}
      }
    },
    {}
  ]
}
)";

TEST(JsonWriter, IndentsByTwoAndKeepsEmptyMessagesInOneLine) {
  EXPECT_EQ(HistoryToJson(*Read(kHistoryMessage, kPretty)), kPretty);
  EXPECT_EQ(HistoryToJson(*Embedded().New(kHistoryMessage)), "{}\n");
}

void AddUnknownField(const Message* message) {
  message->GetReflection()
      ->MutableUnknownFields(const_cast<Message*>(message))
      ->AddVarint(1000, 1);
}

// How many fields AppendJson leaves out.
int64_t LeftOut(const Message& message) {
  std::string text;
  return AppendJson(message, JsonStyle::kCompact, 0, text);
}

TEST(JsonWriter, CountsFieldsThatItDoesNotKnowAtEveryDepth) {
  const auto history = Read(kHistoryMessage, R"({"events":[
    {"eventTime":"2026-11-22T00:00:00Z","timerFiredEventAttributes":{}},
    {"markerRecordedEventAttributes":{"details":{"a":{"payloads":[{}]}}}}
  ]})");
  EXPECT_EQ(LeftOut(*history), 0);

  AddUnknownField(history.get());
  const auto events = GetRepeated(*history, "events");
  AddUnknownField(events[0]);
  AddUnknownField(GetMessage(*events[0], "event_time"));
  AddUnknownField(GetMessage(*events[0], "timer_fired_event_attributes"));
  const Message* entry =
      GetRepeated(*events[1], "marker_recorded_event_attributes.details")[0];
  AddUnknownField(GetRepeated(*GetMessage(*entry, "value"), "payloads")[0]);

  EXPECT_EQ(LeftOut(*history), 5);
  const auto copy = Embedded().New(kHistoryMessage);
  ASSERT_TRUE(copy->ParseFromString(history->SerializeAsString()));
  EXPECT_EQ(LeftOut(*copy), 5);
}

TEST(JsonWriter, StandsAtTheDepthItIsGiven) {
  std::string text = "    ";

  AppendJson(*Read("temporal.api.common.v1.WorkflowType", R"({"name":"n"})"),
             JsonStyle::kPretty, 2, text);

  EXPECT_EQ(text, "    {\n      \"name\": \"n\"\n    }");
}

// The server sends maps in random order.
TEST(JsonWriter, WritesMapsByKeyWhateverTheOrderOnTheWire) {
  const std::string forth = SerializeDeterministic(
      *Read(kPayloadMessage, R"({"metadata":{"a":"","b":"","c":""}})"));
  ASSERT_EQ(forth.size() % 3, 0u);
  const size_t entry = forth.size() / 3;
  const std::string back = forth.substr(2 * entry) +
                           forth.substr(entry, entry) + forth.substr(0, entry);
  const auto message = Embedded().New(kPayloadMessage);

  ASSERT_TRUE(message->ParseFromString(back));

  EXPECT_EQ(Compact(*message), R"({"metadata":{"a":"","b":"","c":""}})");
  EXPECT_EQ(SerializeDeterministic(*message), forth);
}

TEST(JsonWriter, TakesTheLastOfTwoEntriesWithOneKeyAsAParseDoes) {
  const std::string one = Read(kPayloadMessage, R"({"metadata":{"a":"AQ=="}})")
                              ->SerializeAsString();
  const std::string two = Read(kPayloadMessage, R"({"metadata":{"a":"Ag=="}})")
                              ->SerializeAsString();
  const auto message = Embedded().New(kPayloadMessage);

  ASSERT_TRUE(message->ParseFromString(one + two));

  EXPECT_EQ(Compact(*message), R"({"metadata":{"a":"Ag=="}})");
  EXPECT_EQ(SerializeDeterministic(*message), two);
}

TEST(JsonWriter, KeepsTheBytesOfATypeItDoesNotKnow) {
  const auto message = Embedded().New("temporal.api.protocol.v1.Message");
  SetString(*message, "body.type_url", "type.googleapis.com/no.Such");
  SetString(*message, "body.value", "abc");

  EXPECT_EQ(Compact(*message), R"({"body":{"@type":)"
                               R"("type.googleapis.com/no.Such",)"
                               R"("value":"YWJj"}})");
}

// A message that was made with another schema since may lie where an older one
// did.
TEST(JsonWriter, ForgetsTypesWhoseSchemaIsGone) {
  for (int i = 0; i < 3; ++i) {
    const Schema schema = Schema::Embedded();
    const auto type = schema.New("temporal.api.common.v1.WorkflowType");
    SetString(*type, "name", "n");

    EXPECT_EQ(Compact(*type), R"({"name":"n"})");
  }
}

// The official server sends no such text, and a parse refuses it.
TEST(JsonWriter, NeverWritesWhatIsNotUtf8) {
  struct {
    const char* bytes;
    const char* written;
  } const rows[] = {
      {"a\xFFz", "a\xEF\xBF\xBDz"},
      {"\xC3", "\xEF\xBF\xBD"},
      {"\xE2\x80", "\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},  // surrogate
      {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},                  // too long
      {"\xF4\x90\x80\x80",
       "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},  // beyond U+10FFFF
  };
  for (const auto& row : rows) {
    const auto type = Embedded().New("temporal.api.common.v1.WorkflowType");
    SetString(*type, "name", row.bytes);

    EXPECT_EQ(Compact(*type),
              std::string("{\"name\":\"") + row.written + "\"}");

    const auto parsed = Embedded().New("temporal.api.common.v1.WorkflowType");
    EXPECT_FALSE(parsed->ParseFromString(
        std::string("\x0A") + static_cast<char>(std::string(row.bytes).size()) +
        row.bytes))
        << "protobuf lets it pass";
  }
}

}  // namespace
}  // namespace lockstep::rpc
