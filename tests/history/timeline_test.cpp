#include "history/timeline.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "history/event_words.h"
#include "history/load.h"
#include "history/payload_text.h"
#include "tests/history/json_builder.h"

namespace lockstep::history {
namespace {

const std::string kFolder = LOCKSTEP_SOURCE_DIR "/fixtures/histories/loader/";

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class GoldenTimeline : public testing::TestWithParam<const char*> {};

// LOCKSTEP_UPDATE_GOLDEN=1 writes the files anew: read the difference.
TEST_P(GoldenTimeline, IsAsRecorded) {
  const LoadResult history = LoadHistory(kFolder + GetParam() + ".json.gz", {});
  ASSERT_TRUE(history) << history.error().message;
  const std::string golden = kFolder + GetParam() + ".timeline.txt";

  const std::string text = Timeline(*history);

  if (std::getenv("LOCKSTEP_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(golden) << text;
  }
  EXPECT_EQ(text, ReadText(golden));
}

INSTANTIATE_TEST_SUITE_P(Seeds, GoldenTimeline,
                         testing::Values("order-process-polled",
                                         "notify-timed-out",
                                         "user-grant-failed", "version-markers",
                                         "patch-and-local"));

std::string LastLine(const std::string& type, const std::string& attributes) {
  LoadResult history = ParseHistory(
      HistoryJson(OneTaskAnd({EventJson(5, type, attributes)})), "a.json", {});
  EXPECT_TRUE(history) << history.error().message;
  return EventWords(history->events, history->events.back());
}

struct Case {
  const char* type;
  const char* attributes;
  const char* words;
};

TEST(EventWords, TellWhatAnEventSays) {
  const Case cases[] = {
      {"TimerStarted", R"({"timerId":"1","startToFireTimeout":"0.020s"})",
       "timer 1 started (0.020s)"},
      {"WorkflowExecutionSignaled", R"({"signalName":"pay","input":[1,"a"]})",
       "signal pay received: 1, \"a\""},
      {"MarkerRecorded",
       R"({"markerName":"core_patch","details":{"patch-data":)"
       R"([{"id":"p","deprecated":true}]}})",
       "patch p (deprecated)"},
      {"MarkerRecorded",
       R"({"markerName":"Version","details":{"change-id":["c"],)"
       R"("version":[3]}})",
       "version of \"c\" is 3"},
      {"MarkerRecorded",
       R"({"markerName":"LocalActivity","details":{"data":)"
       R"([{"ActivityType":"Charge","ActivityID":"2"}],"result":["ok"]}})",
       "local activity Charge (id 2) completed: \"ok\""},
      {"MarkerRecorded", R"({"markerName":"mine","details":{"a":[1]}})",
       "marker mine: a = 1"},
      {"UpsertWorkflowSearchAttributes",
       R"({"searchAttributes":{"indexedFields":)"
       R"({"TemporalChangeVersion":["p"]}}})",
       "search attributes: TemporalChangeVersion = [\"p\"]"},
      {"WorkflowExecutionFailed",
       R"({"failure":{"message":"no","activityFailureInfo":{"activityType":)"
       R"({"name":"Charge"}},"cause":{"message":"late",)"
       R"("timeoutFailureInfo":{"timeoutType":"Heartbeat"}}}})",
       "workflow failed: activity error Charge: no, caused by timeout "
       "heartbeat: late"},
      {"SignalExternalWorkflowExecutionInitiated",
       R"({"signalName":"s","workflowExecution":{"workflowId":"w"}})",
       "signal s to workflow w sent"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(LastLine(c.type, c.attributes), c.words);
  }
}

TEST(PayloadText, ShowsJsonAndCountsOtherBytes) {
  const auto text = [](const char* encoding, const std::string& data) {
    return PayloadText(Payload{{{"encoding", encoding}}, data});
  };

  EXPECT_EQ(text("json/plain", "{\"a\":\n1}"), "{\"a\": 1}");
  EXPECT_EQ(text("json/plain", std::string(61, 'x')),
            std::string(60, 'x') + "...");
  EXPECT_EQ(text("json/plain", "\xFF"), "<1 bytes json/plain>");
  EXPECT_EQ(text("binary/null", ""), "null");
  EXPECT_EQ(text("binary/protobuf", "123456789012"),
            "<12 bytes binary/protobuf>");
  EXPECT_EQ(PayloadText(Payload{}), "<0 bytes without encoding>");
}

TEST(PayloadText, CutsBetweenCharacters) {
  EXPECT_EQ(Shorten("ééé", 2), "éé...");
  EXPECT_EQ(Shorten("éé", 2), "éé");
}

TEST(Timeline, SaysThatAHistoryIsOpenOrCut) {
  LoadOptions options;
  const auto state = [&] {
    const auto history =
        ParseHistory(HistoryJson(OneTask()), "a.json", options);
    const std::string text = Timeline(*history);
    const size_t begin = text.find("state");
    return text.substr(begin, text.find('\n', begin) - begin);
  };

  EXPECT_EQ(state(), "state  open, 4 events");
  options.last_event_id = 2;
  EXPECT_EQ(state(), "state  cut, later events are left out, 2 events");
}

}  // namespace
}  // namespace lockstep::history
