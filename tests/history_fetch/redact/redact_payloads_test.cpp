// What becomes of payloads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "history_fetch/redact/inner_payloads.h"
#include "history_fetch/redact/payload_role.h"
#include "rpc/schema/json_reader.h"
#include "tests/history_fetch/redact/redacted_history.h"

namespace lockstep::fetch {
namespace {

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

}  // namespace
}  // namespace lockstep::fetch
