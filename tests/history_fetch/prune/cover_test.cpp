#include "history_fetch/prune/cover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;

std::vector<size_t> Cover(const std::vector<Choice>& choices,
                          const Budget& budget) {
  std::vector<bool> covered(100);
  return GreedyCover(choices, budget, covered);
}

TEST(GreedyCover, TakesFirstWhatAddsMost) {
  EXPECT_THAT(Cover({{{1}, 1}, {{1, 2, 3}, 1}, {{3, 4}, 1}}, {.histories = 9}),
              ElementsAre(1, 2));
}

TEST(GreedyCover, StopsAtTheBudget) {
  const std::vector<Choice> choices = {
      {{1}, 10}, {{1, 2, 3}, 10}, {{4, 5}, 10}, {{6}, 10}};

  EXPECT_THAT(Cover(choices, {.histories = 2}), ElementsAre(1, 2));
  EXPECT_THAT(Cover(choices, {.bytes = 20}), ElementsAre(1, 2));
  EXPECT_THAT(Cover(choices, {.histories = 1, .bytes = 20}), ElementsAre(1));
}

TEST(GreedyCover, WeighsByBytesIfTheBudgetIsInBytes) {
  const std::vector<Choice> choices = {{{1, 2, 3}, 100}, {{1, 2}, 10}};

  EXPECT_THAT(Cover(choices, {.histories = 1}), ElementsAre(0));
  EXPECT_THAT(Cover(choices, {.bytes = 100}), ElementsAre(1));
}

TEST(GreedyCover, LeavesOutWhatDoesNotFit) {
  EXPECT_THAT(Cover({{{1, 2, 3}, 1000}, {{1}, 10}, {{2}, 20}}, {.bytes = 30}),
              ElementsAre(1, 2));
}

TEST(GreedyCover, TakesTheSmallerThenTheFirstOfEquals) {
  EXPECT_THAT(Cover({{{1}, 9}, {{2}, 3}, {{3}, 3}}, {.histories = 9}),
              ElementsAre(1, 2, 0));
}

TEST(GreedyCover, TakesNothingThatIsCovered) {
  std::vector<bool> covered(10);
  covered[1] = true;

  EXPECT_THAT(GreedyCover({{{1}, 1}, {{1, 2}, 1}}, {.histories = 9}, covered),
              ElementsAre(1));
  EXPECT_TRUE(covered[2]);
}

// The plain way: looks at all each time.
std::vector<size_t> SlowCover(const std::vector<Choice>& choices,
                              int64_t histories) {
  std::vector<bool> covered(100);
  std::vector<size_t> chosen;
  while (static_cast<int64_t>(chosen.size()) < histories) {
    size_t best = 0;
    int64_t most = 0;
    for (size_t i = 0; i < choices.size(); ++i) {
      int64_t gain = 0;
      for (const uint32_t feature : choices[i].features) {
        gain += covered[feature] ? 0 : 1;
      }
      if (gain > most || (gain == most && gain > 0 &&
                          choices[i].bytes < choices[best].bytes)) {
        most = gain;
        best = i;
      }
    }
    if (most == 0) break;
    for (const uint32_t feature : choices[best].features) {
      covered[feature] = true;
    }
    chosen.push_back(best);
  }
  return chosen;
}

TEST(GreedyCover, IsTheGreedyOne) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<Choice> choices;
    for (int i = 0; i < 30; ++i) {
      Choice choice;
      for (uint32_t feature = 0; feature < 100; ++feature) {
        if (random() % 10 == 0) choice.features.push_back(feature);
      }
      choice.bytes = static_cast<int64_t>(random() % 5);
      choices.push_back(std::move(choice));
    }
    EXPECT_EQ(Cover(choices, {.histories = 10}), SlowCover(choices, 10));
  }
}

}  // namespace
}  // namespace lockstep::fetch
