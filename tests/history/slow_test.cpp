// Thousands of files, and files of the size that hurts.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "history/load.h"
#include "history/timeline.h"
#include "tests/history/corpus.h"
#include "tests/history/json_builder.h"

namespace lockstep::history {
namespace {

constexpr size_t kMegabyte = size_t{1} << 20;

std::string Message(const std::string& text) {
  const LoadResult history = ParseHistory(text, "a.json", {});
  return history ? "loaded" : history.error().message;
}

TEST(Oracle, LoadsCompletely) {
  const auto folder = OracleFolder();
  if (!std::filesystem::is_directory(folder)) {
    GTEST_SKIP() << "no oracle at " << folder << ": set LOCKSTEP_ORACLE";
  }
  size_t loaded = 0;
  for (const auto& path : FilesBelow(folder, ".json.gz")) {
    const std::string inside = path.parent_path().filename();
    if (inside != "histories" && inside != "dropped") continue;
    const LoadResult history = LoadHistory(path, {});
    ASSERT_TRUE(history) << history.error().message;
    EXPECT_FALSE(history->decoded);
    EXPECT_TRUE(history->workflow_id_known) << path;
    EXPECT_FALSE(Timeline(*history).empty());
    ++loaded;
  }
  EXPECT_GT(loaded, 3800u);
}

TEST(Size, OfOneEventIsLimited) {
  const auto with_reason = [](size_t size) {
    return HistoryJson(
        {StartedJson(),
         EventJson(2, "WorkflowExecutionTerminated",
                   R"({"reason":")" + std::string(size, 'x') + "\"}")});
  };

  EXPECT_EQ(Message(with_reason(100 * kMegabyte)),
            "a.json: event 2 is over 64 MiB, more than any server accepts: the "
            "file is damaged or is no history");
  EXPECT_EQ(Message(with_reason(60 * kMegabyte)), "loaded");
}

TEST(Size, OfAListIsNoMatter) {
  std::vector<std::string> events = {StartedJson()};
  for (int id = 2; id <= 100'000; ++id) {
    events.push_back(EventJson(id, "WorkflowExecutionSignaled"));
  }

  EXPECT_EQ(Message(HistoryJson(events)), "loaded");
}

TEST(Depth, IsLimited) {
  constexpr size_t kLevels = 1'000'000;
  const std::string open(kLevels, '[');
  const std::string close(kLevels, ']');
  const std::string too_deep =
      "a.json nests deeper than 1,024 levels: download the history again with "
      "`temporal workflow show -o json`";

  EXPECT_EQ(Message(open + close), too_deep);
  EXPECT_EQ(Message(R"({"events":)" + open + close + "}"), too_deep);
  EXPECT_NE(Message(open), "loaded");
  std::string objects;
  for (size_t i = 0; i < kLevels; ++i) objects += "{\"a\":";
  EXPECT_NE(Message(objects), "loaded");
}

TEST(Depth, OfCausesIsLimitedByTheNesting) {
  const auto nested = [](size_t levels) {
    std::string failure;
    for (size_t i = 0; i < levels; ++i) failure += R"({"cause":)";
    failure += "{}" + std::string(levels, '}');
    return HistoryJson({StartedJson(",\"continuedFailure\":" + failure)});
  };

  EXPECT_EQ(Message(nested(1000)), "loaded");
  EXPECT_NE(Message(nested(2000)), "loaded");
}

// Whatever is cut off is refused, and never crashes.
TEST(Truncation, IsRefusedAtEveryByte) {
  const std::string text = HistoryJson(OneTaskAnd({EventJson(
      5, "TimerStarted", R"({"timerId":"é\n","startToFireTimeout":"1s"})")}));
  for (size_t size = 0; size < text.size(); ++size) {
    EXPECT_NE(Message(text.substr(0, size)), "loaded") << size;
  }
}

// Nor does any other byte in the place of one.
TEST(Damage, NeverCrashes) {
  const std::string text = HistoryJson(OneTaskAnd({EventJson(
      5, "MarkerRecorded",
      R"({"markerName":"m","details":{"d":[{"a":[1,2.5,null]}]}})")}));
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'\0', '"', '{', ']', ',', '9', '\\', '\xC3'}) {
      std::string damaged = text;
      damaged[i] = c;
      EXPECT_FALSE(Message(damaged).empty());
    }
  }
}

}  // namespace
}  // namespace lockstep::history
