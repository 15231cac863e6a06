// The shapes of payloads (L-1.5).
#include <gtest/gtest.h>

#include "history/load.h"
#include "tests/history/json_builder.h"

namespace lockstep::history {
namespace {

// The input of a workflow, where `json` is the value of "input".
LoadResult LoadInput(const std::string& json) {
  return ParseHistory(HistoryJson({StartedJson(",\"input\":" + json)}),
                      "a.json", {});
}

const Payloads& Input(const History& history) {
  return std::get<WorkflowStarted>(history.events[0].attributes).input;
}

Payload Plain(std::string data) {
  return {{{"encoding", "json/plain"}}, std::move(data)};
}

const Payload kNull = {{{"encoding", "binary/null"}}, ""};

struct Case {
  const char* json;
  Payloads payloads;
  bool decoded;
};

TEST(Payloads, AreReadInEachShape) {
  const Case cases[] = {
      // Of the protocol.
      {R"({"payloads":[{"metadata":{"encoding":"anNvbi9wbGFpbg=="},)"
       R"("data":"MQ=="}]})",
       {Plain("1")},
       false},
      {R"({"payloads":[{"metadata":{"encoding":"YmluYXJ5L251bGw="}}]})",
       {kNull},
       false},
      {R"({"payloads":[{"metadata":{"encoding":"YmluYXJ5L251bGw="},)"
       R"("data":null}]})",
       {kNull},
       false},
      {R"({"payloads":[{"data":"MQ"}, {}]})", {{{}, "1"}, {}}, false},
      {R"({"payloads":[]})", {}, false},
      {R"({"payloads":null})", {}, false},
      {"{}", {}, false},
      {"null", {}, false},
      // Shorthand.
      {R"([1, "two", {"a" : [true, null]}, -1.5])",
       {Plain("1"), Plain("\"two\""), Plain(R"({"a":[true,null]})"),
        Plain("-1.5")},
       true},
      {R"([{"_protoMessageType":"x.Y","value":"1"}])",
       {{{{"encoding", "json/protobuf"}, {"messageType", "x.Y"}},
         R"({"value":"1"})"}},
       true},
      {"[null]", {kNull}, true},
      {R"(["a\"\\\n\u0001é"])", {Plain("\"a\\\"\\\\\\n\\u0001é\"")}, true},
      {"[18446744073709551615]", {Plain("18446744073709551615")}, true},
      // What shorthand cannot say stays as it was.
      {R"([{"metadata":{"encoding":"YmluYXJ5L251bGw="}}])", {kNull}, false},
      // A web page's "decoded" download: shorthand in the protocol's list.
      {R"({"payloads":["text",{"data":1,"more":2}]})",
       {Plain("\"text\""), Plain(R"({"data":1,"more":2})")},
       true},
      // An object that only looks like a payload.
      {R"([{"metadata":"x","data":"MQ=="}])",
       {Plain(R"({"metadata":"x","data":"MQ=="})")},
       true},
  };
  for (const Case& c : cases) {
    const LoadResult history = LoadInput(c.json);

    ASSERT_TRUE(history) << c.json << "\n" << history.error().message;
    EXPECT_EQ(Input(*history), c.payloads) << c.json;
    EXPECT_EQ(history->decoded, c.decoded) << c.json;
  }
}

TEST(Payloads, OfReadableExportsAreRefused) {
  const char* cases[] = {
      R"({"payloads":[{"metadata":{"encoding":"anNvbi9wbGFpbg=="},)"
      R"("data":"hello, you"}]})",
      R"({"payloads":[{"metadata":{"encoding":"json/plain"},"data":"MQ=="}]})",
      R"({"payloads":[{"metadata":{"encoding":"anNvbi9wbGFpbg==",)"
      R"("encodingDecoded":"json/plain"},"data":"MQ=="}]})",
      R"({"payloads":[{"metadata":{"encoding":"anNvbi9wbGFpbg=="},)"
      R"("data":{"a":1}}]})",
      R"([{"metadata":{"encoding":"binary/plain"},"data":"x"}])",
  };
  for (const char* json : cases) {
    const LoadResult history = LoadInput(json);

    ASSERT_FALSE(history) << json;
    EXPECT_EQ(history.error().kind, LoadError::Kind::kUndecodable) << json;
  }
}

TEST(Payloads, WhoseTextPassesForBase64AreWarnedOf) {
  const LoadResult history =
      LoadInput(R"({"payloads":[{"metadata":{"encoding":"anNvbi9wbGFpbg=="},)"
                R"("data":"workflow-result"}]})");

  ASSERT_TRUE(history);
  EXPECT_EQ(history->warnings,
            std::vector<std::string>{
                "event 1: workflowExecutionStartedEventAttributes.input."
                "payloads[0] says json/plain but holds no JSON: perhaps a "
                "\"readable\" export"});
}

TEST(Payloads, OfMapsMayBeShorthandEachByItself) {
  const LoadResult history = ParseHistory(
      HistoryJson({StartedJson(
          R"(,"memo":{"fields":{"a":1,"b":{"metadata":{"encoding":)"
          R"("YmluYXJ5L3BsYWlu"},"data":"AAE="},"c":null,"d":{}}})")}),
      "a.json", {});

  ASSERT_TRUE(history) << history.error().message;
  const auto& memo =
      std::get<WorkflowStarted>(history->events[0].attributes).memo;
  EXPECT_EQ(memo,
            (PayloadMap{
                {"a", Plain("1")},
                {"b", {{{"encoding", "binary/plain"}}, std::string("\0\1", 2)}},
                {"c", kNull},
                {"d", {}}}));
  EXPECT_TRUE(history->decoded);
}

TEST(Payloads, OfMarkersMayBeShorthand) {
  const LoadResult history = ParseHistory(
      HistoryJson(OneTaskAnd(
          {EventJson(5, "MarkerRecorded",
                     R"({"markerName":"core_patch","details":{"patch-data":)"
                     R"([{"id":"p","deprecated":false}],"none":null}})")})),
      "a.json", {});

  ASSERT_TRUE(history) << history.error().message;
  const auto& marker = std::get<MarkerRecorded>(history->events[4].attributes);
  EXPECT_EQ(marker.details.at("patch-data"),
            Payloads{Plain(R"({"id":"p","deprecated":false})")});
  EXPECT_TRUE(marker.details.at("none").empty());
}

}  // namespace
}  // namespace lockstep::history
