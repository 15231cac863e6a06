// Types of many runs, and runs that need not wait for the list of all.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>

#include "tests/history_fetch/select/select_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// ---- Many runs ----

TEST_F(SelectTest, ALargeTypeIsListedCellByCell) {
  bounds_ = {.whole = 20, .cell = 1000};
  stratum().want = 4;
  for (int i = 0; i < 100; ++i) {
    Add(Listed(i, i % 2 == 0 ? "Completed" : "Failed", (1 + i % 50) * kDay));
  }
  const std::vector<int> cell_by_cell = Numbers();
  bounds_ = {};

  EXPECT_EQ(Numbers(), cell_by_cell);
}

TEST_F(SelectTest, SaysWhereNotAllWereLookedAt) {
  bounds_ = {.whole = 10, .cell = 20};
  for (int i = 0; i < 50; ++i) Add(Listed(i, "Completed", 2 * kDay));

  const Outcome<Selected> selected = Select();

  ASSERT_TRUE(selected);
  EXPECT_THAT(selected->notes,
              ElementsAre("of the Completed runs 1d to 7d old (50), the first "
                          "20 were looked at"));
  EXPECT_EQ(selected->found, 20);
}

TEST_F(SelectTest, WhoWantsMoreGetsItListed) {
  bounds_ = {.whole = 10, .cell = 20};
  stratum().want = 30;
  for (int i = 0; i < 30; ++i) Add(Listed(i, "Completed", kHour));

  EXPECT_EQ(Numbers().size(), 30u);
}

TEST_F(SelectTest, FindsTheOldestAmongManyByCounting) {
  bounds_ = {.whole = 10, .cell = 20};
  stratum().oldest = 1;
  stratum().want = 1;
  for (int i = 0; i < 500; ++i) {
    Add(Listed(i, "Running", 31 * kDay + i * kHour));
  }

  EXPECT_THAT(Numbers(), testing::Contains(499));
  EXPECT_LE(service_.Count("Count"), 50);
}

// ---- Early ones ----

class SelectEarlyTest : public SelectTest {
 protected:
  SelectEarlyTest() {
    service_.list_page = 10;
    for (int i = 0; i < 25; ++i) Add(Listed(i, "Completed", kHour));
    take_early_ = [&](const std::vector<Pick>& picks,
                      const std::string& query) {
      EXPECT_EQ(query, "WorkflowType = \"Order\"");
      lists_.push_back(service_.Count("List"));
      for (const Pick& pick : picks) early_.insert(pick.execution.run_id);
    };
  }

  std::vector<int> lists_;  // how many pages there were at each time
  std::set<std::string> early_;
};

TEST_F(SelectEarlyTest, WhereAllAreWantedTheyNeedNotWaitForTheList) {
  stratum().want = 25;

  EXPECT_EQ(Numbers().size(), 25u);

  EXPECT_THAT(lists_, ElementsAre(1, 2, 3));
  EXPECT_EQ(early_.size(), 25u);
}

TEST_F(SelectEarlyTest, WhatThePlanDoesNotWantDoesNotComeEarly) {
  stratum().want = 25;
  stratum().statuses = Stratum().statuses;
  stratum().age_buckets = {60};

  EXPECT_THAT(Numbers(), IsEmpty());

  EXPECT_THAT(early_, IsEmpty());
}

TEST_F(SelectEarlyTest, ASampleIsTakenWhenAllAreKnown) {
  stratum().want = 24;

  EXPECT_EQ(Numbers().size(), 24u);

  EXPECT_THAT(early_, IsEmpty());
  EXPECT_EQ(service_.Count("Count"), 1);
}

TEST_F(SelectEarlyTest, NothingIsCountedForAListOfOnePage) {
  service_.list_page = 25;
  stratum().want = 25;

  Numbers();

  EXPECT_THAT(early_, IsEmpty());
  EXPECT_EQ(service_.Count("Count"), 0);
}

TEST_F(SelectEarlyTest, ACapOnChainsNeedsAllOfThem) {
  stratum().want = 25;
  stratum().max_per_chain = 1;

  Numbers();

  EXPECT_THAT(early_, IsEmpty());
}

}  // namespace
}  // namespace lockstep::fetch
