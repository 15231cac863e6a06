// What a refused file is told: exact sentences.
#include <gtest/gtest.h>

#include "history/load.h"
#include "tests/history/json_builder.h"

namespace lockstep::history {
namespace {

constexpr char kAgain[] =
    "download the history again with `temporal workflow "
    "show -o json`";
constexpr char kFirst[] =
    "download the history with `temporal workflow show "
    "-o json`";
constexpr char kWhole[] =
    "download the whole history with `temporal workflow "
    "show -o json`";
constexpr char kOwnFile[] = "give each history a file of its own";
constexpr char kSeveral[] =
    "a.json holds several histories: give each a file "
    "of its own";

struct Case {
  std::string text;
  std::string message;
};

void ExpectMessages(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const LoadResult history = ParseHistory(c.text, "a.json", {});

    ASSERT_FALSE(history) << c.text;
    EXPECT_EQ(history.error().kind, LoadError::Kind::kInvalid);
    EXPECT_EQ(history.error().message, c.message) << c.text;
  }
}

// The message for a first event with `more` fields.
Case InStart(const std::string& more, const std::string& problem) {
  return {HistoryJson({StartedJson("," + more)}),
          "a.json: event 1: workflowExecutionStartedEventAttributes" + problem};
}

TEST(Message, NamesThePlaceWhereTheTextStopsBeingJson) {
  ExpectMessages({
      {"", fmt::format("a.json is empty: {}", kFirst)},
      {" \n\t", fmt::format("a.json is empty: {}", kFirst)},
      {"{\"events\":[\n{\"eventId\":",
       fmt::format("a.json is cut off at line 2, column 12: {}", kAgain)},
      {"{\"events\":[{\"eventId\":\"1",
       fmt::format("a.json is cut off at line 1, column 25: {}", kAgain)},
      {"{\"events\":\n  [1 2]}",
       fmt::format("a.json is not JSON: a comma or ] belongs here at line 2, "
                   "column 6: {}",
                   kAgain)},
      {"{\"a\" 1}",
       fmt::format("a.json is not JSON: a colon belongs here at line 1, "
                   "column 6: {}",
                   kAgain)},
      {"{\"a\":1,}",
       fmt::format("a.json is not JSON: a key in quotes belongs here at line "
                   "1, column 8: {}",
                   kAgain)},
      {"Error: workflow not found",
       fmt::format("a.json is not JSON: a value belongs here at line 1, "
                   "column 1: {}",
                   kAgain)},
      {"{\"a\":\"\\x\"}",
       fmt::format("a.json is not JSON: an escape is not valid at line 1, "
                   "column 8: {}",
                   kAgain)},
      {"{\"a\":\n\"\xC3(\"}",
       fmt::format("a.json is not UTF-8 in line 2: {}", kAgain)},
      {"[123456789012345678901234567890]",
       fmt::format("a.json holds a number too large to be read exactly: {}",
                   kAgain)},
  });
}

TEST(Message, NamesTheRemedyForOtherKindsOfFiles) {
  ExpectMessages({
      {std::string("\n\x1e\x08\x01\x12\x0c", 6),
       "a.json is binary: run `lockstep-fetch import`"},
      {"\x1F\x8B\x08", "a.json is compressed: give it a name that ends in .gz"},
      {"\xFF\xFE{", "a.json is UTF-16: save it as UTF-8"},
      {R"({"rawHistory":["CgI="]})",
       "a.json holds raw pages: run `lockstep-fetch import`"},
      {"17", fmt::format("a.json is no history but 17: {}", kFirst)},
      {"\"{}\"", fmt::format("a.json is no history but \"{{}}\": {}", kFirst)},
      {"{}", fmt::format("a.json has no \"events\": {}", kFirst)},
      {R"({"events":null})",
       fmt::format("a.json has no \"events\": {}", kFirst)},
      {R"({"events":[]})", fmt::format("a.json holds no events: {}", kFirst)},
      {"[]", fmt::format("a.json holds no events: {}", kFirst)},
      {R"({"history":{"events":[]},"nextPageToken":"CAE="})",
       fmt::format("a.json is one page of a longer history (it has a "
                   "nextPageToken): {}",
                   kFirst)},
  });
}

TEST(Message, AsksForOneHistoryInAFile) {
  const std::string one = HistoryJson(OneTask());
  std::vector<std::string> twice = OneTask();
  for (const std::string& event : OneTask()) twice.push_back(event);
  ExpectMessages({
      {"[" + one + "," + one + "]", kSeveral},
      {one + "\n" + one + "\n", kSeveral},
      {R"({"items":[{"history":{"events":[]}}]})", kSeveral},
      {"{\n}\n{\n}",
       fmt::format("a.json holds several JSON documents, the second from line "
                   "3, column 1: {}",
                   kOwnFile)},
      {HistoryJson(twice),
       "a.json holds several histories (event 1 follows event 4): give each a "
       "file of its own"},
  });
}

TEST(Message, NamesEventsThatAreOutOfOrder) {
  const auto with_ids = [](std::initializer_list<int> ids) {
    std::vector<std::string> events;
    for (const int id : ids) {
      events.push_back(EventJson(id, "WorkflowTaskScheduled"));
    }
    return HistoryJson(events);
  };
  ExpectMessages({
      {with_ids({3, 2, 1}),
       "a.json has its newest event first: pass --reverse-order if that is "
       "the whole history"},
      {with_ids({1, 2, 4}), fmt::format("a.json lacks event 3: {}", kWhole)},
      {with_ids({5, 6}), fmt::format("a.json lacks events 1 to 4: {}", kWhole)},
      {with_ids({1, 2, 2, 3}), "a.json has event 2 twice"},
      {with_ids({1, 2, 3, 2}),
       fmt::format("a.json has event 2 after event 3: {}", kWhole)},
  });
}

TEST(Message, NamesAFieldOfTheWrongType) {
  ExpectMessages({
      InStart(R"("workflowRunTimeout":"abc")",
              ".workflowRunTimeout is not a duration: \"abc\""),
      InStart(R"("workflow_run_timeout":10)",
              ".workflow_run_timeout is not a duration: 10"),
      InStart(R"("attempt":"x")",
              ".attempt is not a whole number of 32 bits: \"x\""),
      InStart(R"("attempt":4294967296)",
              ".attempt is not a whole number of 32 bits: 4294967296"),
      InStart(R"("attempt":1.5)",
              ".attempt is not a whole number of 32 bits: 1.5"),
      InStart(R"("cronSchedule":{"a":1})",
              ".cronSchedule is not a string: {...}"),
      InStart(R"("taskQueue":"default")",
              ".taskQueue is not an object: \"default\""),
      InStart(R"("retryPolicy":{"nonRetryableErrorTypes":["A",1]})",
              ".retryPolicy.nonRetryableErrorTypes[1] is not a string: 1"),
      InStart(R"("retryPolicy":{"backoffCoefficient":true})",
              ".retryPolicy.backoffCoefficient is not a number: true"),
      InStart(R"("input":"x")", ".input is not an object: \"x\""),
      InStart(R"("memo":{"fields":[]})",
              ".memo.fields is not an object: [...]"),
      InStart(R"("continuedFailure":{"cause":{"message":7}})",
              ".continuedFailure.cause.message is not a string: 7"),
      InStart(R"("cronSchedule":["ééééééééééééééééééééééé"])",
              ".cronSchedule is not a string: [...]"),
      InStart(R"("workflowTaskTimeout":"ééééééééééééééééééééééé")",
              ".workflowTaskTimeout is not a duration: "
              "\"éééééééééééééééééééé\"..."),
      {R"([{"eventId":"1","eventTime":"yesterday","eventType":1}])",
       "a.json: event 1: eventTime is not a time: \"yesterday\""},
      {R"([{"eventId":"1","eventType":true}])",
       "a.json: the event at position 1: eventType is not an event type: true"},
      {R"([{"eventId":"1","eventType":1,"workerMayIgnore":"yes"}])",
       "a.json: event 1: workerMayIgnore is not true or false: \"yes\""},
      {R"([{"eventId":"one"}])",
       "a.json: the event at position 1: eventId is not a whole number of 64 "
       "bits: \"one\""},
      {R"([7])", "a.json: the event at position 1 is not an object: 7"},
      {R"({"events":{}})", "a.json: events is not a list: {...}"},
      {R"({"events":[],"workflowId":7})",
       "a.json: workflowId is not a string: 7"},
  });
}

TEST(Message, NamesAKeyThatIsThereTwice) {
  ExpectMessages({
      InStart(R"("attempt":1,"attempt":1)", " has the key \"attempt\" twice"),
      InStart(R"("cronSchedule":"","cron_schedule":"")",
              ".cron_schedule is there twice, perhaps in two "
              "spellings"),
      InStart(R"("input":{"payloads":[{"metadata":{"encoding":"","encoding":)"
              R"(""}}]})",
              ".input.payloads[0].metadata has the key \"encoding\" twice"),
      InStart(R"("unknown":[{"a":{"b":1,"b":2}}])",
              ".unknown[0].a has the key \"b\" twice"),
      InStart(R"("header":{"fields":{"k1":1,"k2":1,"k3":1,"k4":1,"k5":1,)"
              R"("k6":1,"k7":1,"k8":1,"k9":1,"k10":1,"k11":1,"k12":1,"k13":1,)"
              R"("k14":1,"k15":1,"k16":1,"k3":2}})",
              ".header.fields has the key \"k3\" twice"),
      {R"({"events":[],"events":[]})", "a.json has the key \"events\" twice"},
      {R"({"info":{"a":1,"a":1},"events":[]})",
       "a.json: info has the key \"a\" twice"},
      {R"({"events":[],"history":[]})",
       "a.json: history is the second list of events"},
      {R"([{"eventId":"1","eventType":17,"timerStartedEventAttributes":{},)"
       R"("timerFiredEventAttributes":{}}])",
       "a.json: event 1 has both timerStartedEventAttributes and "
       "timerFiredEventAttributes"},
      {R"([{"eventId":"1","eventType":17,"timerStartedEventAttributes":{},)"
       R"("timer_started_event_attributes":{}}])",
       "a.json: event 1 has both timerStartedEventAttributes and "
       "timer_started_event_attributes"},
      InStart(R"("continuedFailure":{"applicationFailureInfo":{},)"
              R"("timeoutFailureInfo":{}})",
              ".continuedFailure.timeoutFailureInfo is the second kind that "
              "this failure has"),
  });
}

TEST(Message, NamesAttributesThatAreMissingOrOfAnotherType) {
  ExpectMessages({
      {R"([{"eventType":17}])",
       "a.json: the event at position 1 has no eventId"},
      {R"([{"eventId":"1"}])", "a.json: event 1 has no eventType"},
      {R"([{"eventId":"1","eventType":17}])",
       "a.json: event 1 is TimerStarted but has no attributes of it"},
      {R"([{"eventId":"1","eventType":17,"workerMayIgnore":true}])",
       "a.json: event 1 is TimerStarted but has no attributes of it"},
      {R"([{"eventId":"1","eventType":17,"timerStartedEventAttributes":null}])",
       "a.json: event 1 is TimerStarted but has no attributes of it"},
      {R"([{"eventId":"1","eventType":17,"timerFiredEventAttributes":{}}])",
       "a.json: event 1 is TimerStarted but holds timerFiredEventAttributes"},
  });
}

TEST(Message, CountsTheLinesOfAFileOfLines) {
  const std::string lines =
      StartedJson() + "\n\n" + EventJson(2, "WorkflowTaskScheduled") + "\n";
  ExpectMessages({
      {lines + "{\"eventId\":", fmt::format("a.json is cut off at line 4, "
                                            "column 12: {}",
                                            kAgain)},
      {lines + "{\"eventId\":\"3\"}", "a.json: event 3 has no eventType"},
      {lines + "7", "a.json: the event at position 4 is not an object: 7"},
  });
}

TEST(Message, NamesTheReadableDialectAndItsRemedy) {
  const LoadResult history = ParseHistory(
      HistoryJson({StartedJson(R"(,"input":{"payloads":[{"metadata":)"
                               R"({"encoding":"anNvbi9wbGFpbg=="},)"
                               R"("data":"\"hi\""}]})")}),
      "a.json", {});

  ASSERT_FALSE(history);
  EXPECT_EQ(history.error().kind, LoadError::Kind::kUndecodable);
  EXPECT_EQ(history.error().message,
            "a.json: event 1: workflowExecutionStartedEventAttributes.input."
            "payloads[0].data is a payload of a \"readable\" export, which has "
            "lost its bytes: " +
                std::string(kAgain));
}

}  // namespace
}  // namespace lockstep::history
