#include "history_fetch/redact/redact_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "history_fetch/redact/inner_payloads.h"
#include "history_fetch/redact/payload_role.h"
#include "rpc/codec/payload.h"
#include "rpc/codec/payload_visitor.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_reader.h"
#include "rpc/schema/json_writer.h"
#include "tests/history_fetch/redact/history_builder.h"

namespace lockstep::fetch {
namespace {

using rpc::Message;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kKey[] = "0123456789abcdef";

const Pseudonyms& Ours() {
  static const Pseudonyms kOurs{rpc::Secret(kKey), Sizes::kClass};
  return kOurs;
}

std::string Token(const std::string& text) { return Ours().Text(text); }
// As a JSON text.
std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

// A history and what became of it.
struct Redacted {
  std::unique_ptr<Message> history;
  Redaction redaction;
  std::string json;
};

Redacted Redact(std::vector<Json> events, const std::string& policy = "",
                Identities identities = Identities::kScrub) {
  const Result<Policy> parsed = ParsePolicy("version = 1\n" + policy, "p");
  EXPECT_TRUE(parsed.has_value())
      << (parsed ? std::string() : parsed.error().message);
  Redacted redacted{HistoryOf(std::move(events)), {}, ""};
  if (!parsed) return redacted;
  RedactionContext context{&*parsed, &Ours(), &TestSchema(), identities};
  redacted.redaction = RedactHistory(context, "order-17", *redacted.history);
  redacted.json = rpc::HistoryToJson(*redacted.history);
  return redacted;
}

std::string AllData(const Redacted& redacted) {
  std::string all;
  rpc::VisitPayloads(*redacted.history, [&all](rpc::PayloadPlace& place) {
    for (const Message* payload : place.payloads) {
      if (!all.empty()) all += " | ";
      all += rpc::PayloadEncoding(*payload) == "binary/null"
                 ? "null"
                 : rpc::PayloadData(*payload);
    }
  });
  return all;
}

Json Started(Json more = Json::object()) {
  Json attributes = {
      {"workflowType", {{"name", "Order"}}},
      {"workflowId", "order-17"},
      {"originalExecutionRunId", "01a200a3-9271-7939-ab7b-f839612b0ee5"}};
  attributes.update(more);
  return Event("workflowExecutionStarted", attributes);
}

Json Input(const std::string& json) {
  return {{"input", Payloads({JsonPayload(json)})}};
}

std::string Text(const Redacted& redacted, size_t event,
                 const std::string& path) {
  return rpc::GetString(
      *rpc::GetRepeated(*redacted.history, "events").at(event), path);
}

// ---- What is in JSON ----

struct JsonCase {
  const char* policy;
  std::string before;
  std::string after;
};

TEST(RedactJson, RulesSayWhatStays) {
  const std::string amy = Quoted(Token("Amy"));
  const std::string ben = Quoted(Token("Ben"));
  const std::vector<JsonCase> cases = {
      // Texts go; the rest stays, also as it is spelt.
      {"", R"({ "name" : "Amy", "age":41.0, "ok":true, "x":null, "e":"" })",
       R"({ "name" : )" + amy +
           R"(, "age":41.0, "ok":true, "x":null, "e":"" })"},
      {"", R"("Amy")", amy},
      {"", R"(["Amy","Ben","Amy"])", "[" + amy + "," + ben + "," + amy + "]"},
      {"", R"("\u0041my")", amy},
      {"", "7", "7"},
      // Enumerators decide branches and name nobody.
      {"", R"("ORDER_STATE_PAID")", R"("ORDER_STATE_PAID")"},
      {"enums = \"pseudonym\"", R"("ORDER_STATE_PAID")",
       Quoted(Token("ORDER_STATE_PAID"))},
      {"", R"("AMY")", Quoted(Token("AMY"))},
      // Lists of what stays and what goes.
      {"strings = \"keep\"", R"("Amy")", R"("Amy")"},
      {"[[rule]]\nallow = [\"$.a\"]", R"({"a":"Amy","b":"Ben"})",
       R"({"a":"Amy","b":)" + ben + "}"},
      {"[[rule]]\nallow = [\"$.a\"]", R"({"a":{"x":["Amy"]}})",
       R"({"a":{"x":["Amy"]}})"},
      {"[[rule]]\nallow = [\"$\"]\ndeny = [\"$..b\"]",
       R"({"a":"Amy","c":{"b":"Ben"}})",
       R"({"a":"Amy","c":{"b":)" + ben + "}}"},
      {"strings = \"keep\"\n[[rule]]\ndeny = [\"$.n\"]",
       R"({"n":["Ben",4711,true,null],"m":4711})",
       R"({"n":[)" + ben + "," + Ours().Number("4711") +
           R"(,false,null],"m":4711})"},
      {"[[rule]]\nkeys = [\"$.by\"]", R"({"by":{"Amy":1},"Ben":{"Amy":2}})",
       R"({"by":{)" + amy + R"(:1},"Ben":{"Amy":2}})"},
      // Rules for others do not count.
      {"[[rule]]\nworkflow_type = \"Ord*\"\nallow = [\"$\"]", R"("Amy")",
       R"("Amy")"},
      {"[[rule]]\nworkflow_type = \"Pay*\"\nallow = [\"$\"]", R"("Amy")", amy},
      {"[[rule]]\nplace = \"workflowExecutionStarted*.input\"\n"
       "allow = [\"$\"]",
       R"("Amy")", R"("Amy")"},
      {"[[rule]]\nplace = \"*.result\"\nallow = [\"$\"]", R"("Amy")", amy},
  };
  for (const JsonCase& row : cases) {
    const Redacted redacted = Redact({Started(Input(row.before))}, row.policy);
    EXPECT_EQ(AllData(redacted), row.after) << row.policy << " " << row.before;
  }
}

TEST(RedactJson, RulesMayNameWhatAnEventIsAbout) {
  const Json activity = {{"activityId", "1"},
                         {"activityType", {{"name", "Charge"}}}};
  const auto result = [](const char* id) {
    return Json{{"scheduledEventId", id},
                {"result", Payloads({JsonPayload("\"Amy\"")})}};
  };
  Json other = activity;
  other["activityType"]["name"] = "Ship";
  const Redacted redacted =
      Redact({Started(), Event("activityTaskScheduled", activity),
              Event("activityTaskScheduled", other),
              Event("activityTaskCompleted", result("2")),
              Event("activityTaskCompleted", result("3")),
              Event("workflowExecutionSignaled",
                    {{"signalName", "Charge"},
                     {"input", Payloads({JsonPayload("\"Ben\"")})}})},
             "[[rule]]\nname = \"Charge\"\nallow = [\"$\"]");
  EXPECT_EQ(AllData(redacted),
            "\"Amy\" | " + Quoted(Token("Amy")) + " | \"Ben\"");
}

TEST(RedactJson, ScalarsThatProtobufWritesAsTextsStay) {
  Json payload = BytesPayload(
      "json/protobuf",
      R"({"id":"12345678901","at":"2026-11-22T12:00:00.5Z","for":"3.5s",)"
      R"("name":"Amy","day":"2026-11-22"})");
  payload["metadata"]["messageType"] = Base64("shop.Order");
  EXPECT_EQ(AllData(Redact({Started({{"input", Payloads({payload})}})})),
            R"({"id":"12345678901","at":"2026-11-22T12:00:00.5Z",)"
            R"("for":"3.5s","name":)" +
                Quoted(Token("Amy")) + R"(,"day":"2026-11-22"})");
  EXPECT_EQ(AllData(Redact({Started(Input("\"12345678901\""))})),
            Quoted(Token("12345678901")))
      << "in plain JSON a text is a text";
}

// ---- Payloads that are no JSON ----

TEST(RedactOpaque, StaysAndIsCounted) {
  const Redacted redacted = Redact({Started(
      {{"input", Payloads({BytesPayload("binary/encrypted", "xyz"),
                           BytesPayload("binary/encrypted", "abc"),
                           BytesPayload("binary/plain", "123"),
                           BytesPayload("binary/null", ""),
                           BytesPayload("json/plain", "no json"),
                           BytesPayload("json/external-storage-reference",
                                        "{\"a\":\"b\"}")})}})});
  EXPECT_EQ(AllData(redacted),
            "xyz | abc | 123 | null | no json | {\"a\":\"b\"}");
  EXPECT_EQ(
      redacted.redaction.opaque,
      (std::map<std::string, int64_t>{{"binary/encrypted", 2},
                                      {"binary/plain", 1},
                                      {"json/external-storage-reference", 1},
                                      {"json/plain", 1}}));
}

TEST(RedactOpaque, IsBlankOrRefusedIfThePolicySaysSo) {
  const std::vector<Json> events = {
      Started({{"input", Payloads({BytesPayload("binary/plain", "Amy")})}})};
  EXPECT_EQ(AllData(Redact(events, "opaque = \"blank\"")), "null");
  const Redacted refused = Redact(events, "opaque = \"refuse\"");
  EXPECT_EQ(refused.redaction.refused,
            "workflowExecutionStartedEventAttributes.input (binary/plain)");
  EXPECT_EQ(
      Redact({Started(Input("1"))}, "opaque = \"refuse\"").redaction.refused,
      "");
}

// ---- Directions ----

// One payload of every direction.
std::vector<Json> Directions() {
  const Json amy = Payloads({JsonPayload("\"Amy\"")});
  const Json one = JsonPayload("\"Amy\"");
  return {
      Started({{"input", amy},
               {"memo", {{"fields", {{"m", one}}}}},
               {"header", {{"fields", {{"h", one}}}}}}),
      Event("activityTaskScheduled", {{"input", amy}, {"activityId", "1"}},
            {{"userMetadata", {{"summary", one}}}}),
      Event("activityTaskCompleted", {{"result", amy}}),
      Event("workflowExecutionSignaled", {{"input", amy}}),
      Event("startChildWorkflowExecutionInitiated", {{"input", amy}}),
      Event("nexusOperationScheduled", {{"input", one}}),
      Event("nexusOperationCompleted", {{"result", one}}),
      Event("workflowExecutionUpdateAccepted",
            {{"acceptedRequest", {{"input", {{"args", amy}}}}}}),
      Event("workflowExecutionUpdateCompleted",
            {{"outcome", {{"success", amy}}}}),
      Event("workflowPropertiesModified",
            {{"upsertedMemo", {{"fields", {{"m", one}}}}}}),
      Event("workflowExecutionCompleted", {{"result", amy}}),
  };
}

TEST(RedactDirections, FullKeepsAllOfThem) {
  const std::string amy = Quoted(Token("Amy"));
  const std::string all = AllData(Redact(Directions()));
  EXPECT_THAT(all, Not(HasSubstr("Amy")));
  EXPECT_THAT(all, Not(HasSubstr("null")));
}

TEST(RedactDirections, InboundBlanksWhatTheCodeMade) {
  const std::string amy = Quoted(Token("Amy"));
  EXPECT_EQ(AllData(Redact(Directions(), "payloads = \"inbound\"")),
            // input, memo, header; summary, input of the activity, its result
            amy + " | " + amy + " | " + amy + " | null | null | " + amy +
                // signal, child, operation and its result
                " | " + amy + " | null | null | " + amy +
                // update and its outcome, memo, result
                " | " + amy + " | null | null | null");
}

TEST(RedactDirections, NoneBlanksThemAll) {
  const std::string all = AllData(Redact(Directions(), "payloads = \"none\""));
  EXPECT_THAT(all, Not(HasSubstr(Token("Amy"))));
  EXPECT_THAT(all, Not(HasSubstr("Amy")));
}

// ---- Markers: what engines read stays ----

struct MarkerCase {
  const char* name;
  std::vector<std::pair<const char*, const char*>> details;  // in order
  std::vector<bool> replaced;
};

TEST(RedactMarkers, WhatEnginesReadStaysInEveryMode) {
  const std::vector<MarkerCase> cases = {
      {"Version", {{"change-id", "\"Amy\""}, {"version", "1"}}, {false, false}},
      {"Version", {{"changeId", "\"Amy\""}}, {false}},
      {"core_patch",
       {{"patch-data", R"({"id":"Amy","deprecated":false})"}},
       {false}},
      {"core_local_activity",
       {{"data", R"({"activity_id":"Amy"})"}, {"result", "\"Amy\""}},
       {false, true}},
      {"LocalActivity",  // Go
       {{"data", R"({"ActivityType":"Amy"})"}, {"result", "\"Amy\""}},
       {false, true}},
      {"LocalActivity",  // Java
       {{"activityId", "\"Amy\""},
        {"data", "\"Amy\""},
        {"input", "\"Amy\""},
        {"meta", R"({"firstSkd":"Amy"})"},
        {"result", "\"Amy\""},
        {"time", "\"Amy\""},
        {"type", "\"Amy\""}},
       {false, true, true, false, true, false, false}},
      {"SideEffect",
       {{"data", "\"Amy\""}, {"side-effect-id", "\"Amy\""}},
       {true, false}},
      {"MutableSideEffect",  // Java
       {{"data", "\"Amy\""}, {"id", "\"Amy\""}, {"skipCount", "\"Amy\""}},
       {true, false, false}},
      {"OfSomebodyElse", {{"x", "\"Amy\""}}, {true}},
  };
  for (const MarkerCase& row : cases) {
    for (const char* policy : {"", "payloads = \"none\""}) {
      Json details = Json::object();
      for (const auto& [key, data] : row.details) {
        details[key] = Payloads({JsonPayload(data)});
      }
      const Redacted redacted = Redact(
          {Started(), Event("markerRecorded",
                            {{"markerName", row.name}, {"details", details}})},
          policy);
      size_t i = 0;
      rpc::VisitPayloads(*redacted.history, [&](rpc::PayloadPlace& place) {
        const bool same =
            rpc::PayloadData(*place.payloads[0]) == row.details[i].second;
        EXPECT_EQ(!same, row.replaced[i])
            << row.name << " " << place.path << " " << policy;
        ++i;
      });
      EXPECT_EQ(i, row.details.size());
    }
  }
}

// Of one whose data are its id "Amy" and a list with "Amy" inside a payload:
// the id, what is in the list, the other id.
std::string MutableSideEffect(bool json, const std::string& policy) {
  const Json list = Payloads({JsonPayload("\"Amy\"")});
  auto parsed =
      rpc::ParseJson(TestSchema(), rpc::kPayloadsMessage, list.dump());
  Json value =
      json ? BytesPayload("json/protobuf", list.dump())
           : BytesPayload("binary/protobuf",
                          rpc::SerializeDeterministic(*parsed.value().message));
  value["metadata"]["messageType"] = Base64(rpc::kPayloadsMessage);
  const Json details = {
      {"data", Payloads({JsonPayload("\"Amy\""), value})},
      {"side-effect-id", Payloads({JsonPayload("\"Amy_5\"")})}};
  const Redacted redacted = Redact(
      {Started(), Event("markerRecorded", {{"markerName", "MutableSideEffect"},
                                           {"details", details}})},
      policy);
  std::string text;
  rpc::VisitPayloads(*redacted.history, [&text](rpc::PayloadPlace& place) {
    for (const Message* payload : place.payloads) {
      if (!text.empty()) text += " ";
      const auto inner = ReadInnerPayloads(TestSchema(), *payload);
      if (inner == nullptr) {
        text += rpc::PayloadData(*payload);
        continue;
      }
      const Message* item = rpc::GetRepeated(*inner, "payloads").at(0);
      text += rpc::PayloadEncoding(*item) + "=" + rpc::PayloadData(*item);
    }
  });
  return text;
}

TEST(RedactMarkers, GoMutableSideEffectsAreRedactedInside) {
  for (const bool json : {true, false}) {
    EXPECT_EQ(MutableSideEffect(json, ""),
              "\"Amy\" json/plain=" + Quoted(Token("Amy")) + " \"Amy_5\"");
    // Go reads the list itself, so it stays one.
    EXPECT_EQ(MutableSideEffect(json, "payloads = \"none\""),
              "\"Amy\" binary/null= \"Amy_5\"");
  }
}

// ---- Search attributes ----

TEST(RedactSearchAttributes, ThoseOfTheServerAndTimesStay) {
  const auto attribute = [](const char* type, const char* json) {
    Json payload = JsonPayload(json);
    payload["metadata"]["type"] = Base64(type);
    return payload;
  };
  const Json attributes = {
      {"BuildIds", attribute("KeywordList", R"(["Amy"])")},
      {"CustomerName", attribute("Keyword", R"("Amy")")},
      {"Customers", attribute("KeywordList", R"(["Amy","Ben"])")},
      {"Paid", attribute("Bool", "true")},
      {"Since", attribute("Datetime", R"("2026-11-22T12:00:00Z")")},
      {"TemporalChangeVersion", attribute("KeywordList", R"(["Amy-1"])")},
      {"TemporalScheduledById", attribute("Keyword", R"("Amy")")}};
  const std::vector<Json> events = {
      Started(),
      Event("upsertWorkflowSearchAttributes",
            {{"searchAttributes", {{"indexedFields", attributes}}}})};
  const std::string amy = Quoted(Token("Amy"));
  const std::string ben = Quoted(Token("Ben"));
  EXPECT_EQ(AllData(Redact(events, "payloads = \"none\"")),
            R"(["Amy"] | )" + amy + " | [" + amy + "," + ben +
                R"(] | true | "2026-11-22T12:00:00Z" | ["Amy-1"] | "Amy")")
      << "their types stay, so they are never blank";
  EXPECT_EQ(AllData(Redact(events,
                           "workflow_ids = \"pseudonym\"\n[[rule]]\n"
                           "place = \"*Since*\"\ndeny = [\"$\"]")),
            R"(["Amy"] | )" + amy + " | [" + amy + "," + ben +
                R"(] | true | "1970-01-01T00:00:00Z" | ["Amy-1"] | )" + amy);
}

// ---- Noise ----

struct NoiseCase {
  const char* event;
  Json attributes;
  Json more;
};

// "noise" stands where it must not stay.
std::vector<NoiseCase> NoiseCases() {
  const Json stamp = {{"buildId", "noise"}};
  const Json callback = Json::array({{{"nexus", {{"url", "noise"}}}}});
  const Json failure = {{"message", "x"},
                        {"stackTrace", "noise"},
                        {"cause", {{"stackTrace", "noise"}}}};
  const Json links =
      Json::array({{{"workflowEvent", {{"workflowId", "noise"}}}}});
  return {
      {"workflowExecutionStarted",
       {{"identity", "noise"}, {"completionCallbacks", callback}},
       {{"links", links}, {"principal", {{"name", "noise"}}}}},
      {"workflowTaskScheduled",
       {{"taskQueue",
         {{"name", "noise"},
          {"kind", "TASK_QUEUE_KIND_STICKY"},
          {"normalName", "main"}}}},
       {}},
      {"workflowTaskStarted",
       {{"identity", "noise"},
        {"requestId", "noise"},
        {"workerVersion", stamp}},
       {}},
      {"workflowTaskCompleted", {{"identity", "noise"}}, {}},
      {"workflowTaskFailed",
       {{"identity", "noise"},
        {"binaryChecksum", "noise"},
        {"workerVersion", stamp},
        {"failure", failure}},
       {}},
      {"activityTaskStarted",
       {{"identity", "noise"},
        {"requestId", "noise"},
        {"lastFailure", {{"message", "noise"}}},
        {"workerVersion", stamp}},
       {}},
      {"activityTaskCompleted",
       {{"identity", "noise"}, {"workerVersion", stamp}},
       {}},
      {"activityTaskFailed", {{"identity", "noise"}, {"failure", failure}}, {}},
      {"activityTaskCanceled", {{"identity", "noise"}}, {}},
      {"timerCanceled", {{"identity", "noise"}}, {}},
      {"workflowExecutionSignaled",
       {{"identity", "noise"}, {"requestId", "noise"}},
       {}},
      {"workflowExecutionCancelRequested", {{"identity", "noise"}}, {}},
      {"workflowExecutionTerminated", {{"identity", "noise"}}, {}},
      {"workflowExecutionUpdateAccepted",
       {{"acceptedRequest", {{"meta", {{"identity", "noise"}}}}}},
       {}},
      {"workflowExecutionOptionsUpdated",
       {{"attachedRequestId", "noise"},
        {"attachedCompletionCallbacks", callback}},
       {}},
      {"childWorkflowExecutionFailed",
       {{"failure",
         {{"cause", {{"canceledFailureInfo", {{"identity", "noise"}}}}}}}},
       {}},
      {"nexusOperationStarted", {{"requestId", "noise"}}, {{"links", links}}},
  };
}

TEST(RedactNoise, GoesWhateverThePolicySays) {
  for (const NoiseCase& row : NoiseCases()) {
    const std::vector<Json> events = {
        Event(row.event, row.attributes, row.more)};
    const char* lenient =
        "strings = \"keep\"\nmessages = \"keep\"\nderived_ids = \"keep\"";
    EXPECT_THAT(Redact(events, lenient).json, Not(HasSubstr("noise")))
        << row.event;
    EXPECT_THAT(Redact(events, lenient, Identities::kKeep).json,
                HasSubstr("noise"))
        << row.event;
  }
}

// Else histories of old SDKs would be taken for those of another engine.
TEST(RedactNoise, TheFormsByWhichEnginesAreToldApartStay) {
  const auto queue = [](const std::string& name) {
    const Redacted redacted = Redact(
        {Event("workflowTaskScheduled",
               {{"taskQueue",
                 {{"name", name}, {"kind", "TASK_QUEUE_KIND_STICKY"}}}})});
    return Text(redacted, 0,
                "workflow_task_scheduled_event_attributes.task_queue.name");
  };
  const std::string uuid = "9f0cf4b1-37a0-4c2e-9a52-3c9a1f3a1d11";
  const std::string zeros = "00000000-0000-0000-0000-000000000000";
  EXPECT_EQ(queue("amys-laptop:" + uuid), "host:" + zeros);
  EXPECT_EQ(queue("77@amys-laptop:" + uuid), "0@host:" + zeros);
  EXPECT_EQ(queue("77@amys-laptop-0123456789abcdef0123456789abcdef"), "sticky");
  const auto identity = [](const std::string& name) {
    return Text(Redact({Event("workflowTaskCompleted", {{"identity", name}})}),
                0, "workflow_task_completed_event_attributes.identity");
  };
  EXPECT_EQ(identity("77@amys-laptop@main"), "0@host@queue");
  EXPECT_EQ(identity("77@amys-laptop"), "");
}

TEST(RedactNoise, WhatWorkflowCodeMayAskForStays) {
  const Redacted redacted = Redact(
      {Event("workflowTaskCompleted",
             {{"binaryChecksum", "kept-1"},
              {"workerVersion", {{"buildId", "kept-2"}}},
              {"deploymentVersion", {{"buildId", "kept-3"}}},
              {"sdkMetadata", {{"sdkName", "kept-4"}}}}),
       Event("workflowTaskScheduled",
             {{"taskQueue",
               {{"name", "kept-5"}, {"kind", "TASK_QUEUE_KIND_NORMAL"}}}}),
       Event("activityTaskScheduled", {{"activityId", "kept-6"},
                                       {"activityType", {{"name", "kept-7"}}}}),
       Event("timerStarted", {{"timerId", "kept-8"}}),
       Event("workflowExecutionSignaled", {{"signalName", "kept-9"}})});
  for (char i = '1'; i <= '9'; ++i) {
    EXPECT_THAT(redacted.json, HasSubstr(std::string("kept-") + i));
  }
}

// ---- Messages ----

TEST(RedactMessages, OfPeopleAndCodeGoAndOfEnginesStay) {
  const std::vector<Json> events = {
      Event("activityTaskFailed",
            {{"failure",
              {{"message", "Activity task failed"},
               {"activityFailureInfo", {{"activityId", "1"}}},
               {"cause",
                {{"message", "no Amy"},
                 {"source", "GoSDK"},
                 {"applicationFailureInfo",
                  {{"type", "NotFound"},
                   {"details", Payloads({JsonPayload("\"Amy\"")})}}}}}}}}),
      Event("workflowExecutionCancelRequested", {{"cause", "Amy left"}}),
      Event("workflowExecutionTerminated", {{"reason", "Amy asked"}}),
      Event("requestCancelExternalWorkflowExecutionInitiated",
            {{"reason", "Amy says"}}),
      Event("startChildWorkflowExecutionFailed",
            {{"cause",
              "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_"
              "EXISTS"}})};
  const Redacted redacted = Redact(events);
  EXPECT_THAT(redacted.json, Not(HasSubstr("Amy")));
  for (const char* text : {"no Amy", "Amy left", "Amy asked", "Amy says"}) {
    EXPECT_THAT(redacted.json, HasSubstr(Token(text))) << text;
  }
  for (const char* text :
       {"Activity task failed", "NotFound", "GoSDK", "ALREADY_EXISTS"}) {
    EXPECT_THAT(redacted.json, HasSubstr(text));
  }
  EXPECT_EQ(AllData(redacted), Quoted(Token("Amy")));
  EXPECT_THAT(Redact(events, "messages = \"keep\"").json, HasSubstr("no Amy"));
}

TEST(RedactMessages, HeadersAndTenantsForOthersAreTexts) {
  const std::vector<Json> events = {
      Event("nexusOperationScheduled",
            {{"nexusHeader", {{"authorization", "Amy"}}}}),
      Event("activityTaskScheduled", {{"priority", {{"fairnessKey", "Amy"}}}})};
  EXPECT_THAT(Redact(events).json, Not(HasSubstr("Amy")));
  EXPECT_THAT(Redact(events).json, HasSubstr("authorization"));
  EXPECT_THAT(Redact(events, "strings = \"keep\"").json, HasSubstr("Amy"));
}

// ---- Ids ----

std::vector<Json> Ids() {
  const auto child = [](const char* id) {
    return Event("startChildWorkflowExecutionInitiated", {{"workflowId", id}});
  };
  return {
      Started({{"input", Payloads({JsonPayload(
                             R"({"customer":"Amy Smith","n":"123"})")})},
               {"parentWorkflowExecution", {{"workflowId", "parent-1"}}}}),
      child("ship-Amy Smith"),
      child("order-17-child"),
      child("constant"),
      child("01a200a3-9271-7939-ab7b-f839612b0ee5_5"),
      Event("activityTaskScheduled", {{"activityId", "charge/Amy Smith/2"}}),
      Event("timerStarted", {{"timerId", "123"}}),
      Event("childWorkflowExecutionFailed",
            {{"workflowExecution", {{"workflowId", "ship-Amy Smith"}}}}),
      Event("workflowExecutionSignaled",
            {{"externalWorkflowExecution", {{"workflowId", "sender"}}}}),
      Event("nexusOperationStarted", {{"operationToken", "of-Amy Smith"}}),
      Event("workflowExecutionUpdateAccepted",
            {{"protocolInstanceId", "for Amy Smith"}}),
  };
}

constexpr char kOwnId[] =
    "workflow_execution_started_event_attributes.workflow_id";
constexpr char kParentId[] =
    "workflow_execution_started_event_attributes.parent_workflow_execution."
    "workflow_id";
constexpr char kChildId[] =
    "start_child_workflow_execution_initiated_event_attributes.workflow_id";
constexpr char kActivityId[] =
    "activity_task_scheduled_event_attributes.activity_id";
constexpr char kSender[] =
    "workflow_execution_signaled_event_attributes.external_workflow_execution."
    "workflow_id";
constexpr char kFailedChild[] =
    "child_workflow_execution_failed_event_attributes.workflow_execution."
    "workflow_id";
constexpr char kOperation[] =
    "nexus_operation_started_event_attributes.operation_token";

TEST(RedactIds, FollowTheValuesTheyWereMadeOf) {
  const Redacted redacted = Redact(Ids());
  const std::string amy = Token("Amy Smith");
  EXPECT_EQ(Text(redacted, 0, kOwnId), "order-17");
  EXPECT_EQ(Text(redacted, 0, kParentId), "parent-1");
  EXPECT_EQ(Text(redacted, 1, kChildId), "ship-" + amy);
  EXPECT_EQ(Text(redacted, 2, kChildId), "order-17-child");
  EXPECT_EQ(Text(redacted, 3, kChildId), "constant");
  EXPECT_EQ(Text(redacted, 5, kActivityId), "charge/" + amy + "/2");
  EXPECT_EQ(Text(redacted, 6, "timer_started_event_attributes.timer_id"), "123")
      << "engines number timers";
  EXPECT_EQ(Text(redacted, 7, kFailedChild), "ship-" + amy);
  EXPECT_EQ(Text(redacted, 9, kOperation), "of-Amy Smith");
  // What could not be followed is said.
  std::vector<std::string> shown;
  for (const HistoryPlace& place : redacted.redaction.shown) {
    shown.push_back(std::to_string(place.event_id) + " " + place.path);
  }
  EXPECT_THAT(
      shown,
      ElementsAre("10 nexusOperationStartedEventAttributes.operationToken",
                  "11 workflowExecutionUpdateAcceptedEventAttributes."
                  "protocolInstanceId"));
}

TEST(RedactIds, StayIfThePolicySaysSo) {
  const Redacted redacted = Redact(Ids(), "derived_ids = \"keep\"");
  EXPECT_EQ(Text(redacted, 1, kChildId), "ship-Amy Smith");
  EXPECT_EQ(Text(redacted, 5, kActivityId), "charge/Amy Smith/2");
  EXPECT_EQ(redacted.redaction.shown.size(), 5u);
}

TEST(RedactIds, OfWorkflowsGetStandInsOnRequest) {
  const Redacted redacted = Redact(Ids(), "workflow_ids = \"pseudonym\"");
  EXPECT_EQ(Text(redacted, 0, kOwnId), Token("order-17"));
  EXPECT_EQ(Text(redacted, 0, kParentId), Token("parent-1"));
  EXPECT_EQ(Text(redacted, 1, kChildId), "ship-" + Token("Amy Smith"));
  EXPECT_EQ(Text(redacted, 2, kChildId), Token("order-17") + "-child")
      << "code makes it of its own id";
  EXPECT_EQ(Text(redacted, 3, kChildId), Token("constant"));
  EXPECT_EQ(Text(redacted, 4, kChildId),
            "01a200a3-9271-7939-ab7b-f839612b0ee5_5")
      << "SDKs make it of the run's id";
  EXPECT_EQ(Text(redacted, 8, kSender), Token("sender"));
  EXPECT_EQ(Text(redacted, 9, kOperation), Token("of-Amy Smith"));
}

// A value that a rule keeps may be seen in ids, too.
TEST(RedactIds, ValuesThatAreKeptElsewhereAreNotReported) {
  const Redacted redacted =
      Redact({Started({{"input", Payloads({JsonPayload(
                                     R"({"a":"Portugal","b":"Portugal"})")})}}),
              Event("workflowExecutionUpdateAccepted",
                    {{"protocolInstanceId", "Portugal"}})},
             "[[rule]]\nallow = [\"$.a\"]");
  EXPECT_THAT(redacted.redaction.shown, IsEmpty());
}

// ---- The whole ----

TEST(RedactHistory, TwiceGivesTheSameBytes) {
  EXPECT_EQ(Redact(Ids()).json, Redact(Ids()).json);
  EXPECT_EQ(Redact(Directions()).json, Redact(Directions()).json);
}

TEST(RedactHistory, TheHashTellsPolicyKeyAndFlagsApart) {
  const Result<Policy> one = ParsePolicy("version = 1", "p");
  const Result<Policy> other = ParsePolicy("version = 1 ", "p");
  const Pseudonyms others{rpc::Secret("fedcba9876543210"), Sizes::kClass};
  const RedactionContext context{&*one, &Ours(), &TestSchema(),
                                 Identities::kScrub};
  RedactionContext policy = context;
  policy.policy = &*other;
  RedactionContext key = context;
  key.pseudonyms = &others;
  RedactionContext flags = context;
  flags.identities = Identities::kKeep;
  EXPECT_EQ(RedactionHash(context), RedactionHash(context));
  for (const RedactionContext* changed : {&policy, &key, &flags}) {
    EXPECT_NE(RedactionHash(*changed), RedactionHash(context));
  }
}

}  // namespace
}  // namespace lockstep::fetch
