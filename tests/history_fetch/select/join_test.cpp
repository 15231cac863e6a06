// The strata of a plan put together.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>

#include "history_fetch/select/query.h"
#include "history_fetch/select/sampler.h"
#include "history_fetch/select/select.h"
#include "history_fetch/timestamps.h"
#include "tests/history_fetch/select/select_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;

// ---- All strata ----

Pick MakePick(int number, Why why, uint32_t turn) {
  Pick pick;
  pick.why = why;
  pick.turn = turn;
  pick.execution.run_id = rpc::SampleRunId(number);
  return pick;
}

// As they wait for their turn.
std::vector<int> NumbersOf(Join& join, const std::vector<Pick>& picks) {
  PickQueue queue;
  for (const Pick& pick : picks) queue.Add(pick);
  std::vector<int> numbers;
  while (const std::optional<Pick> pick = queue.TakeFirst()) {
    if (!join.Takes(*pick)) continue;
    numbers.push_back(std::stoi(pick->execution.run_id));
  }
  EXPECT_EQ(join.taken(), std::ssize(numbers));
  return numbers;
}

TEST(Join, PutsRunningFirstAndThenLetsEachCellHaveItsTurn) {
  Plan plan;
  plan.strata.emplace_back();
  RunSet wanted;
  wanted.Insert(rpc::SampleRunId(6));
  Join join(plan, wanted, 1);

  EXPECT_THAT(
      NumbersOf(join,
                {MakePick(1, Why::kClosed, 1), MakePick(2, Why::kClosed, 0),
                 MakePick(3, Why::kRunning, 1), MakePick(4, Why::kIncluded, 0),
                 MakePick(5, Why::kRunning, 0), MakePick(3, Why::kIncluded, 0),
                 MakePick(6, Why::kRunning, 0)}),
      ElementsAre(5, 3, 4, 2, 1));
  EXPECT_THAT(join.left_out(), ElementsAre(0));
  EXPECT_TRUE(wanted.Contains(rpc::SampleRunId(4)));
}

TEST(Join, AppliesTheCapsOfThePlan) {
  Plan plan;
  plan.strata.emplace_back();
  plan.max_histories = 12;
  plan.max_events = 100;
  Pick long_one = MakePick(1, Why::kRunning, 0);
  long_one.history_length = 101;
  Pick again = long_one;
  again.why = Why::kClosed;
  RunSet wanted;
  Join join(plan, wanted, 10);

  EXPECT_THAT(NumbersOf(join, {long_one, again, MakePick(2, Why::kClosed, 0),
                               MakePick(3, Why::kClosed, 1),
                               MakePick(4, Why::kClosed, 2)}),
              ElementsAre(2, 3));
  EXPECT_THAT(join.left_out(), ElementsAre(2));
  EXPECT_FALSE(wanted.Contains(rpc::SampleRunId(4)));
}

// operator< and the bytes by which a queue sorts must agree.
TEST(PickQueue, GivesBackWhatItWasGivenInTheOrderOfPicks) {
  std::vector<Pick> picks;
  for (const Why why : {Why::kClosed, Why::kRunning, Why::kChild}) {
    for (const uint32_t number : {7u, 300u, 0u, 0xffffffffu}) {
      for (const char* run_id : {"b", "", "a", "ab", "\xff"}) {
        Pick pick;
        pick.why = why;
        pick.status = number == 0 ? Status::kUnknown : Status::kCompleted;
        pick.archived = number == 7;
        pick.turn = number % 2;
        pick.stratum = number % 3;
        pick.cell = number;
        pick.query = number + 1;
        pick.rank = uint64_t{number} << 20;
        pick.execution = {"w" + std::to_string(number), run_id};
        pick.start_time_ns = -int64_t{number};
        pick.history_length = number;
        pick.first_run_id = std::string("f\0", 2);
        pick.scheduled_by = run_id;
        picks.push_back(pick);
      }
    }
  }
  PickQueue queue;
  for (const Pick& pick : picks) queue.Add(pick);
  std::sort(picks.begin(), picks.end());

  for (const Pick& pick : picks) {
    const std::optional<Pick> first = queue.TakeFirst();
    ASSERT_TRUE(first);
    EXPECT_EQ(*first, pick);
  }
  EXPECT_TRUE(queue.empty());
}

TEST(RankedCells, KeepThoseOfTheSmallestRanks) {
  RankedCells cells;
  const auto offer = [&](size_t cell, uint64_t rank, const char* run_id,
                         uint32_t query) {
    Pick pick;
    pick.rank = rank;
    pick.execution.run_id = run_id;
    pick.query = query;
    cells.Offer({Why::kClosed, 0, 0, cell, "v"}, 2, pick);
  };
  offer(2, 5, "a", 1);
  offer(1, 9, "z", 2);
  for (const uint64_t rank : {7u, 3u, 8u, 300u, 4u}) offer(2, rank, "a", 3);
  offer(2, 3, "a", 4);  // is there
  offer(2, 4, "b", 5);  // behind the last
  offer(2, 3, "\xff", 6);
  cells.Offer({Why::kClosed, 0, 0, 0, ""}, 0, Pick());

  std::vector<std::string> seen;
  cells.ForEach(
      [&](uint32_t turn, const Pick& pick) {
        seen.push_back(fmt::format("{}:{}{}/{}", turn, pick.rank,
                                   pick.execution.run_id, pick.query));
      },
      [&] { seen.emplace_back("end"); });

  EXPECT_THAT(seen, ElementsAre("0:9z/2", "end", "0:3a/3", "1:3\xff/6", "end"));
}

}  // namespace
}  // namespace lockstep::fetch
