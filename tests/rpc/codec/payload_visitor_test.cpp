#include "rpc/codec/payload_visitor.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rpc/codec/payload.h"
#include "rpc/codec/remote_codec.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_reader.h"
#include "rpc/schema/json_writer.h"

namespace lockstep::rpc {
namespace {

const Schema& TheSchema() {
  static const Schema kSchema = Schema::Embedded();
  return kSchema;
}

std::unique_ptr<Message> History(const std::string& json) {
  auto parsed = ParseJson(TheSchema(), kHistoryMessage, json);
  EXPECT_TRUE(parsed.has_value())
      << (parsed ? std::string() : parsed.error().message);
  return parsed ? std::move(parsed->message) : nullptr;
}

// `data` is base64.
std::string PayloadJson(const std::string& data) {
  return R"({"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":")" + data +
         "\"}";
}

std::string PayloadsJson(const std::string& data) {
  return R"({"payloads":[)" + PayloadJson(data) + "]}";
}

std::vector<std::string> Places(Message& message) {
  std::vector<std::string> places;
  VisitPayloads(message, [&places](PayloadPlace& place) {
    std::string text = place.path;
    if (place.search_attributes) text += " (search attributes)";
    for (const Message* payload : place.payloads) {
      text += " " + PayloadData(*payload);
    }
    places.push_back(text);
  });
  return places;
}

TEST(PayloadVisitor, FindsEveryPlaceInDeclarationOrderAndMapsByKey) {
  const auto history =
      History(R"({"events":[
    {"eventId":"1","workflowExecutionStartedEventAttributes":{
      "header":{"fields":{"b":)" +
              PayloadJson("Mg==") + R"(,"a":)" + PayloadJson("MQ==") + R"(}},
      "input":{"payloads":[)" +
              PayloadJson("Mw==") + "," + PayloadJson("NA==") + R"(]},
      "searchAttributes":{"indexedFields":{"K":)" +
              PayloadJson("NQ==") +
              R"(}},
      "memo":{"fields":{"m":)" +
              PayloadJson("Ng==") + R"(}}}},
    {"eventId":"2","userMetadata":{"summary":)" +
              PayloadJson("Nw==") +
              R"(},"markerRecordedEventAttributes":{"details":{
      "z":)" + PayloadsJson("OA==") +
              R"(,"y":)" + PayloadsJson("OQ==") +
              R"(},
      "failure":{"cause":{"encodedAttributes":)" +
              PayloadJson("MTA=") + R"(,"applicationFailureInfo":{"details":)" +
              PayloadsJson("MTE=") +
              R"(}}}}},
    {"eventId":"3","nexusOperationScheduledEventAttributes":{"input":)" +
              PayloadJson("MTI=") + "}}]}");
  ASSERT_NE(history, nullptr);

  const std::string started =
      "events[0].workflowExecutionStartedEventAttributes.";
  const std::string marker = "events[1].markerRecordedEventAttributes.";
  EXPECT_EQ(
      Places(*history),
      (std::vector<std::string>{
          started + "input 3 4", started + "memo.fields[\"m\"] 6",
          started +
              "searchAttributes.indexedFields[\"K\"] (search attributes) 5",
          started + "header.fields[\"a\"] 1",
          started + "header.fields[\"b\"] 2",
          "events[1].userMetadata.summary 7", marker + "details[\"y\"] 9",
          marker + "details[\"z\"] 8",
          marker + "failure.cause.encodedAttributes 10",
          marker + "failure.cause.applicationFailureInfo.details 11",
          "events[2].nexusOperationScheduledEventAttributes.input 12"}));
}

TEST(PayloadVisitor, TakesAPayloadsAndAPayloadByThemselves) {
  auto payloads =
      ParseJson(TheSchema(), kPayloadsMessage, PayloadsJson("MQ=="));
  ASSERT_TRUE(payloads.has_value());
  EXPECT_EQ(Places(*payloads->message), std::vector<std::string>{" 1"});

  auto payload = ParseJson(TheSchema(), kPayloadMessage, PayloadJson("MQ=="));
  ASSERT_TRUE(payload.has_value());
  EXPECT_EQ(Places(*payload->message), std::vector<std::string>{" 1"});
}

TEST(PayloadVisitor, VisitsNoPlaceThatHoldsNothing) {
  const auto history = History(
      R"({"events":[{"activityTaskCompletedEventAttributes":{"result":{}}},
                    {"timerFiredEventAttributes":{"timerId":"1"}}]})");
  EXPECT_TRUE(Places(*history).empty());
}

// A value of a map may be changed, and the change is there when it is written.
TEST(PayloadVisitor, ChangesReachTheMessage) {
  const auto history = History(
      R"({"events":[{"markerRecordedEventAttributes":{"details":{"a":)" +
      PayloadsJson("MQ==") + R"(}}},{"workflowExecutionStartedEventAttributes":{
      "memo":{"fields":{"m":)" +
      PayloadJson("MQ==") + "}}}}]}");
  HistoryToJson(*history);  // the maps have been read before

  VisitPayloads(*history, [](PayloadPlace& place) {
    SetPayloadData(*place.payloads[0], "2");
    SetPayloadMetadata(*place.payloads[0], "encoding", "x");
    SetPayloadMetadata(*place.payloads[0], "more", "y");
  });

  EXPECT_EQ(Places(*history),
            (std::vector<std::string>{
                "events[0].markerRecordedEventAttributes.details[\"a\"] 2",
                "events[1].workflowExecutionStartedEventAttributes.memo."
                "fields[\"m\"] 2"}));
  const std::string json = HistoryToJson(*history);
  EXPECT_EQ(json.find("MQ=="), std::string::npos) << json;
  EXPECT_NE(json.find("\"encoding\": \"eA==\""), std::string::npos) << json;
  EXPECT_NE(json.find("\"more\": \"eQ==\""), std::string::npos) << json;
}

TEST(MessageVisitor, VisitsOuterMessagesBeforeInnerOnes) {
  const auto history = History(R"({"events":[
    {"activityTaskFailedEventAttributes":{"failure":{"message":"a",
       "cause":{"message":"b","cause":{"message":"c"}}}}},
    {"workflowExecutionUpdateCompletedEventAttributes":{"outcome":{
       "failure":{"message":"d"}}}}]})");
  std::string messages;
  VisitMessages(*history, "temporal.api.failure.v1.Failure",
                [&messages](Message& failure) {
                  messages += GetString(failure, "message");
                });
  EXPECT_EQ(messages, "abcd");
}

TEST(ExternalReferences, AreCountedWhateverTheirEncoding) {
  const std::string message_type =
      "dGVtcG9yYWwuYXBpLnNkay52MS5FeHRlcm5hbFN0b3JhZ2VSZWZlcmVuY2U=";
  // json/protobuf of that message, of another one, the older encoding, and one
  // that says so beside its data.
  const auto history = History(R"({"events":[
    {"activityTaskCompletedEventAttributes":{"result":{"payloads":[
      {"metadata":{"encoding":"anNvbi9wcm90b2J1Zg==","messageType":")" +
                               message_type + R"("},"data":"e30="},
      {"metadata":{"encoding":"anNvbi9wcm90b2J1Zg==","messageType":"YQ=="},
       "data":"e30="},
      {"metadata":{"encoding":
        "anNvbi9leHRlcm5hbC1zdG9yYWdlLXJlZmVyZW5jZQ=="},"data":"e30="},
      {"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":"e30=",
       "externalPayloads":[{"sizeBytes":"7"}]},
      {"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":"e30="}]}}}]})");
  ASSERT_NE(history, nullptr);

  EXPECT_EQ(CountExternalReferences(*history), 3);
}

}  // namespace
}  // namespace lockstep::rpc
