#include "history_fetch/prune/features.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "history/load.h"
#include "tests/history/payload_json.h"
#include "tests/history_fetch/prune/prune_fixture.h"

namespace lockstep::fetch {
namespace {

Features FeaturesOf(FeatureNumbers& numbers, const std::string& text) {
  const auto history = history::ParseHistory(text, "test", {});
  EXPECT_TRUE(history) << history.error().message;
  return numbers.Of(history->events);
}

TEST(Features, ArePairsActivitiesAndChangesOfAWorkflowType) {
  FeatureNumbers numbers;
  const auto of = [&](const std::vector<Step>& steps) {
    return FeaturesOf(numbers, HistoryText("r", steps)).size();
  };
  const auto marker = [](const char* name, const std::string& details) {
    return Step{
        "MarkerRecorded",
        fmt::format(R"("markerName":"{}","details":{{{}}})", name, details)};
  };
  const size_t none = of({});
  const Step one = {"ActivityTaskScheduled", Activity("One")};
  const Step two = {"ActivityTaskScheduled", Activity("Two")};

  EXPECT_EQ(none, 3u);  // started, scheduled, started, completed
  EXPECT_EQ(of({one}), none + 2);
  EXPECT_EQ(of({one, one}), none + 3);
  EXPECT_EQ(of({one, two}), none + 4);
  EXPECT_EQ(of({one, two, one}), none + 4);
  EXPECT_EQ(of({marker("other", "")}), none + 1);
  EXPECT_EQ(of({marker("core_patch",
                       history::DetailJson("patch-data", R"({"id":"p"})"))}),
            none + 2);
  EXPECT_EQ(of({marker("core_local_activity",
                       history::DetailJson(
                           "data", R"({"seq":1,"activity_type":"L"})"))}),
            none + 2);
  EXPECT_EQ(of({marker("LocalActivity",
                       history::DetailJson(
                           "data", R"({"ActivityType":"L","ReplayTime":)"
                                   R"("2024-05-01T12:00:00Z"})"))}),
            none + 2);
}

TEST(Features, OfOtherWorkflowTypesAreOthers) {
  FeatureNumbers numbers;
  const std::string order = HistoryText("r", {});
  std::string other = order;
  other.replace(other.find("\"Order\""), 7, "\"Other\"");

  EXPECT_EQ(FeaturesOf(numbers, order), FeaturesOf(numbers, order));
  EXPECT_NE(FeaturesOf(numbers, order), FeaturesOf(numbers, other));
}

}  // namespace
}  // namespace lockstep::fetch
