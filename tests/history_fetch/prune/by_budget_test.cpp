// Which histories stay if not all can.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/history_fetch/prune/prune_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

// Four shapes; "both" exercises what "one" and "two" do.
class PruneToBudget : public PruneTest {
 protected:
  PruneToBudget() {
    MakeCorpus(
        folder_,
        {WithActivities("one", "One", 1), WithActivities("two", "Two", 1),
         HistoryText("both", {{"ActivityTaskScheduled", Activity("One")},
                              {"ActivityTaskScheduled", Activity("Two")},
                              kClosed}),
         HistoryText("timer", {{"TimerStarted", R"("timerId":"1")"}})});
  }

  std::vector<std::string> LeftOf(const PruneOptions& options) {
    const auto pruning = Prune(options);
    EXPECT_TRUE(pruning) << pruning.error().message;
    return Left();
  }
};

TEST_F(PruneToBudget, KeepsWhatCoversMost) {
  PruneOptions options;
  options.budget.histories = 2;

  EXPECT_THAT(LeftOf(options), UnorderedElementsAre("both", "timer"));
}

TEST_F(PruneToBudget, KeepsRunningRunsFirst) {
  PruneOptions options;
  options.budget.histories = 1;

  EXPECT_THAT(LeftOf(options), ElementsAre("timer"));
}

TEST_F(PruneToBudget, LetsRunningRunsGoIfAsked) {
  PruneOptions options;
  options.budget.histories = 1;
  options.shape.running = Running::kLikeOthers;

  EXPECT_THAT(LeftOf(options), ElementsAre("both"));
}

TEST_F(PruneToBudget, FillsUpWithOtherShapes) {
  PruneOptions options;
  options.budget.histories = 3;

  EXPECT_EQ(LeftOf(options).size(), 3u);
}

TEST_F(PruneToBudget, KeepsAllThatFits) {
  PruneOptions options;
  options.budget.histories = 4;
  options.budget.bytes = 1'000'000;

  EXPECT_EQ(LeftOf(options).size(), 4u);
}

TEST_F(PruneToBudget, CountsBytesOfText) {
  PruneOptions options;
  const auto corpus = Corpus::Open(folder_, Corpus::Access::kRead);
  options.budget.bytes = corpus->Read("default", "timer")->bytes +
                         corpus->Read("default", "both")->bytes;

  EXPECT_THAT(LeftOf(options), UnorderedElementsAre("both", "timer"));
}

TEST_F(PruneToBudget, KeepsTheMinimaOfThePlan) {
  Stratum stratum;
  stratum.workflow_type = "Order";
  stratum.min_histories = 0;
  stratum.min_distinct_shapes = 3;
  PruneOptions options;
  options.plan = Plan{};
  options.plan->strata = {stratum};
  options.budget.histories = 3;
  options.shape.running = Running::kLikeOthers;

  // The smallest three; of the rest none fits.
  EXPECT_THAT(LeftOf(options), UnorderedElementsAre("one", "timer", "two"));
}

TEST_F(PruneToBudget, SaysThatItIsTooLittle) {
  PruneOptions options;
  options.budget.histories = 7;
  options.budget.bytes = 10;
  const auto pruning = Prune(options);

  ASSERT_FALSE(pruning);
  EXPECT_EQ(pruning.error().code, ExitCode::kUsage);
  EXPECT_THAT(pruning.error().message,
              testing::MatchesRegex(
                  "--max-histories 7 and --max-bytes 10 is too little for "
                  "what must stay, running histories and minima of a plan: 1 "
                  "histories of [0-9]+ bytes; raise it, pass "
                  "--include-running, or lower the minima"));
  EXPECT_EQ(Left().size(), 4u);
}

TEST_F(PruneToBudget, SaysThatAHistoryCannotBeRead) {
  const auto corpus = Corpus::Open(folder_, Corpus::Access::kRead);
  std::filesystem::remove(folder_ + "/" + corpus->Read("default", "one")->file);
  PruneOptions options;
  options.budget.histories = 2;
  const auto pruning = Prune(options);

  ASSERT_FALSE(pruning);
  EXPECT_EQ(pruning.error().code, ExitCode::kIntegrity);
  EXPECT_EQ(Left().size(), 4u);
}

}  // namespace
}  // namespace lockstep::fetch
