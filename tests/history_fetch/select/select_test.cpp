#include "history_fetch/select/select.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>

#include "history_fetch/select/query.h"
#include "history_fetch/select/sampler.h"
#include "history_fetch/timestamps.h"
#include "tests/history_fetch/memory_service.h"
#include "tests/rpc/client/sample_history.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kHour = 3600 * kSecond;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kNow = 1'795'000'000 * kSecond;

// Listing needs no histories.
rpc::ExecutionInfo Listed(int number, const std::string& status,
                          int64_t age_ns) {
  rpc::ExecutionInfo info;
  info.execution = {fmt::format("order-{}", number), rpc::SampleRunId(number)};
  info.workflow_type = "Order";
  info.status = status;
  info.start_time_ns = kNow - age_ns;
  if (status != "Running") {
    info.close_time_ns = info.start_time_ns + kSecond;
    info.history_length = 10 + number;
  }
  info.first_run_id = info.execution.run_id;
  return info;
}

std::vector<Pick> All(Sample& sample) {
  std::vector<Pick> all;
  while (std::optional<Pick> pick = sample.Next()) {
    all.push_back(*std::move(pick));
  }
  EXPECT_FALSE(sample.broken());
  return all;
}

class SelectTest : public testing::Test {
 protected:
  SelectTest() {
    plan_.sources = {Source{}};
    plan_.strata.emplace_back();
    stratum().workflow_type = "Order";
    stratum().name = "Order";
    stratum().split_by = {};
    stratum().oldest = 0;
    stratum().longest = 0;
  }

  Stratum& stratum() { return plan_.strata.front(); }

  void Add(const rpc::ExecutionInfo& info, bool archived = false) {
    service_.Add({.info = info,
                  .history = schema_.New(rpc::kHistoryMessage),
                  .archived = archived});
  }

  Outcome<Selected> Select() {
    return SelectStratum({.service = &service_,
                          .plan = &plan_,
                          .now_ns = kNow,
                          .archived = archived_,
                          .concurrency = 2,
                          .bounds = bounds_,
                          .take_early = take_early_},
                         0);
  }

  // The numbers of the runs, in their order.
  std::vector<int> Numbers() {
    Outcome<Selected> selected = Select();
    EXPECT_TRUE(selected) << selected.error().message;
    std::vector<int> numbers;
    if (!selected) return numbers;
    for (const Pick& pick : All(selected->picks)) {
      numbers.push_back(std::stoi(pick.execution.run_id));
    }
    return numbers;
  }

  const rpc::Schema schema_ = rpc::Schema::Embedded();
  MemoryService service_{schema_};
  Plan plan_;
  ListBounds bounds_;
  bool archived_ = false;
  TakeEarly take_early_;
};

TEST_F(SelectTest, TakesAllWhereThereAreFew) {
  Add(Listed(1, "Running", kHour));
  Add(Listed(2, "Completed", kHour));
  Add(Listed(3, "Failed", 40 * kDay));

  EXPECT_THAT(Numbers(), UnorderedElementsAre(1, 2, 3));
  EXPECT_EQ(service_.Count("List"), 1);
}

TEST_F(SelectTest, TakesRunningRunsFirst) {
  Add(Listed(1, "Completed", kHour));
  Add(Listed(2, "Running", kHour));
  Add(Listed(3, "Failed", kHour));

  EXPECT_EQ(Numbers().front(), 2);
}

TEST_F(SelectTest, TakesSoManyOfEachStatusAndAge) {
  stratum().want = 2;
  for (int i = 0; i < 10; ++i) Add(Listed(100 + i, "Running", kHour));
  for (int i = 0; i < 10; ++i) Add(Listed(200 + i, "Running", 3 * kDay));
  for (int i = 0; i < 10; ++i) Add(Listed(300 + i, "Completed", kHour));

  std::map<int, int> per_cell;
  for (const int number : Numbers()) ++per_cell[number / 100];

  EXPECT_EQ(per_cell, (std::map<int, int>{{1, 2}, {2, 2}, {3, 2}}));
}

TEST_F(SelectTest, TakesSoManyOfEachVersion) {
  stratum().want = 1;
  stratum().split_by = {"TemporalChangeVersion", "Tier"};
  for (int i = 0; i < 12; ++i) {
    rpc::ExecutionInfo run = Listed(i, "Completed", kHour);
    if (i % 3 == 0) run.change_versions = {"fast-1"};
    if (i % 3 == 1) run.change_versions = {"fast-2"};
    run.search_attributes["Tier"] = {i == 7 ? "gold" : "tin"};
    Add(run);
  }

  const std::vector<int> numbers = Numbers();

  std::set<int> versions;
  for (const int number : numbers) versions.insert(number % 3);
  EXPECT_EQ(versions.size(), 3u);
  EXPECT_THAT(numbers, testing::Contains(7));
}

TEST_F(SelectTest, ASplitThatNoRunHasIsNoted) {
  stratum().split_by = {"TemporalChangeVersion", "Tier", "Teir"};
  EXPECT_THAT(Select()->notes, IsEmpty());  // there are no runs either
  rpc::ExecutionInfo run = Listed(1, "Completed", kHour);
  run.search_attributes["Tier"] = {"gold"};
  Add(run);
  Add(Listed(2, "Completed", kHour));

  EXPECT_THAT(
      Select()->notes,
      ElementsAre("no run of the stratum has Teir: is split_by right?"));
}

TEST_F(SelectTest, NeitherTheOrderNorTheSizeOfPagesMatters) {
  stratum().want = 3;
  for (int i = 0; i < 200; ++i) {
    Add(Listed(i, i % 2 == 0 ? "Completed" : "Running", (1 + i % 20) * kDay));
  }
  const std::vector<int> numbers = Numbers();

  for (const int page : {1, 7, 200}) {
    service_.list_page = page;
    service_.shuffle = static_cast<uint64_t>(page);
    EXPECT_EQ(Numbers(), numbers);
  }
}

TEST_F(SelectTest, AnotherSeedGivesAnotherSample) {
  stratum().want = 3;
  for (int i = 0; i < 200; ++i) Add(Listed(i, "Completed", kHour));
  const std::vector<int> numbers = Numbers();

  plan_.seed = 2;

  EXPECT_NE(Numbers(), numbers);
}

TEST_F(SelectTest, ASampleOfManyRunsIsSpreadEvenly) {
  stratum().want = 100;
  for (int i = 0; i < 1000; ++i) Add(Listed(i, "Completed", kHour));

  std::map<int, int> per_tenth;
  for (const int number : Numbers()) ++per_tenth[number / 100];

  for (int tenth = 0; tenth < 10; ++tenth) {
    EXPECT_GE(per_tenth[tenth], 3) << tenth;
    EXPECT_LE(per_tenth[tenth], 20) << tenth;
  }
}

TEST_F(SelectTest, OnlyTheStatusesOfThePlan) {
  Add(Listed(1, "Completed", kHour));
  Add(Listed(2, "Terminated", kHour));
  stratum().statuses = {"Running", "Completed"};

  EXPECT_THAT(Numbers(), ElementsAre(1));
  EXPECT_EQ(service_.calls().front().what,
            "WorkflowType = \"Order\" AND ExecutionStatus IN (\"Running\", "
            "\"Completed\")");
}

TEST_F(SelectTest, LeavesOutWhatVisibilityGetsWrong) {
  stratum().statuses = {"Running"};
  Sampler sampler({.stratum = &stratum(), .now_s = kNow / kSecond});
  rpc::ExecutionInfo other_type = Listed(1, "Running", kHour);
  other_type.workflow_type = "Other";

  sampler.Add(other_type, 0, false);
  sampler.Add(Listed(2, "Completed", kHour), 0, false);
  sampler.Add(Listed(3, "Nonsense", kHour), 0, false);
  sampler.AddIncluded(other_type, 0, 0);

  EXPECT_FALSE(sampler.Take().Next());
  EXPECT_EQ(sampler.matching(), 0);
}

TEST_F(SelectTest, APausedRunCountsAsRunning) {
  Add(Listed(1, "Paused", kHour));

  EXPECT_THAT(Numbers(), ElementsAre(1));
}

TEST_F(SelectTest, RunsOlderThanAllBucketsAreLeftOut) {
  stratum().age_buckets = {86400};
  Add(Listed(1, "Running", kHour));
  Add(Listed(2, "Running", 2 * kDay));

  EXPECT_THAT(Numbers(), ElementsAre(1));
}

TEST_F(SelectTest, TheOldestRunningComeWhateverTheirAge) {
  stratum().age_buckets = {86400};
  stratum().oldest = 2;
  for (int i = 1; i < 9; ++i) Add(Listed(i, "Running", i * 10 * kDay));

  EXPECT_THAT(Numbers(), ElementsAre(8, 7));
}

TEST_F(SelectTest, TheLongestComeOfOpenOnesAndClosedOnes) {
  stratum().longest = 1;
  stratum().want = 1;
  for (int i = 0; i < 50; ++i) Add(Listed(i, "Completed", kHour));
  for (int i = 100; i < 150; ++i) {
    Add(Listed(i, "Running", kHour));
    if (i != 133) continue;
    const auto history = rpc::MakeHistory(
        schema_, {.run_id = rpc::SampleRunId(i), .closed = false});
    service_.At(rpc::SampleRunId(i)).history->CopyFrom(*history);
  }

  const std::vector<int> numbers = Numbers();

  EXPECT_THAT(numbers, testing::IsSupersetOf({49, 133}));
  EXPECT_EQ(service_.Count("Describe"), 50);
}

TEST_F(SelectTest, NobodyIsAskedHowLongRunsAreThatAllCome) {
  stratum().longest = 2;
  Add(Listed(1, "Running", kHour));
  Add(Listed(2, "Running", kHour));

  EXPECT_THAT(Numbers(), UnorderedElementsAre(1, 2));
  EXPECT_EQ(service_.Count("Describe"), 0);
}

TEST_F(SelectTest, QueriesOfThePlanBringMore) {
  stratum().age_buckets = {3600};
  stratum().want = 2;
  stratum().include = {"HistoryLength > 55 OR HistoryLength = 11"};
  for (int i = 1; i < 50; ++i) Add(Listed(i, "Completed", kDay));

  Outcome<Selected> selected = Select();

  ASSERT_TRUE(selected);
  const std::vector<Pick> picks = All(selected->picks);
  ASSERT_EQ(picks.size(), 2u);
  EXPECT_EQ(selected->queries[picks[0].query],
            "WorkflowType = \"Order\" AND (HistoryLength > 55 OR "
            "HistoryLength = 11)");
}

TEST_F(SelectTest, CapsTheRunsOfAChainAndOfASchedule) {
  stratum().max_per_chain = 2;
  stratum().max_per_schedule = 1;
  for (int i = 0; i < 30; ++i) {
    rpc::ExecutionInfo run = Listed(i, "ContinuedAsNew", (1 + i) * kHour);
    run.first_run_id = rpc::SampleRunId(0);
    Add(run);
  }
  for (int i = 100; i < 130; ++i) {
    rpc::ExecutionInfo run = Listed(i, "Completed", (1 + i) * kHour);
    run.scheduled_by = "nightly";
    Add(run);
  }

  std::map<int, int> per_kind;
  for (const int number : Numbers()) ++per_kind[number / 100];

  EXPECT_EQ(per_kind, (std::map<int, int>{{0, 2}, {1, 1}}));
}

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

// ---- The archive ----

TEST_F(SelectTest, LooksIntoTheArchiveOnRequest) {
  Add(Listed(1, "Completed", kHour));
  Add(Listed(2, "Completed", 90 * kDay), true);
  EXPECT_THAT(Numbers(), ElementsAre(1));
  archived_ = true;

  Outcome<Selected> selected = Select();

  ASSERT_TRUE(selected);
  const std::vector<Pick> picks = All(selected->picks);
  ASSERT_EQ(picks.size(), 2u);
  for (const Pick& pick : picks) {
    EXPECT_EQ(pick.archived, pick.execution.run_id == rpc::SampleRunId(2));
  }
}

// ---- Names from anywhere ----

TEST_F(SelectTest, ATypesNameStaysInItsQuotes) {
  const std::string name = R"(it's a" OR WorkflowType = "b\)";
  stratum().workflow_type = name;
  rpc::ExecutionInfo run = Listed(1, "Completed", kHour);
  run.workflow_type = name;
  Add(run);
  run = Listed(2, "Completed", kHour);
  run.workflow_type = "it's another";
  Add(run);

  EXPECT_THAT(Numbers(), ElementsAre(1));
  EXPECT_EQ(service_.calls().front().what,
            "WorkflowType STARTS_WITH \"it's a\"");
}

TEST(TypeIs, LeavesOutWhatServersDoNotFind) {
  EXPECT_EQ(TypeIs("Order"), "WorkflowType = \"Order\"");
  EXPECT_EQ(TypeIs("it's %`"), "WorkflowType = \"it's %`\"");
  EXPECT_EQ(TypeIs("a\\b"), "WorkflowType STARTS_WITH \"a\"");
  EXPECT_EQ(TypeIs("a\nb"), "WorkflowType STARTS_WITH \"a\"");
  EXPECT_EQ(TypeIs("\"b"), "");
  EXPECT_EQ(TypeIs("a 'b'"), "WorkflowType STARTS_WITH \"a 'b\"");
  EXPECT_EQ(TypeIs("a''\n"), "WorkflowType STARTS_WITH \"a\"");
  EXPECT_EQ(TypeIs("'a"), "");
  EXPECT_EQ(TypeIs("'"), "");
}

// ---- Failures ----

struct Refusal {
  rpc::CallError::Kind kind;
  ExitCode code;
};

class SelectFailureTest : public SelectTest,
                          public testing::WithParamInterface<Refusal> {};

TEST_P(SelectFailureTest, SaysWhichStratumAndWhy) {
  service_.fault = [](const MemoryService::Call&) {
    return rpc::CallError{GetParam().kind, "no such luck"};
  };

  const Outcome<Selected> selected = Select();

  ASSERT_FALSE(selected);
  EXPECT_EQ(selected.error().code, GetParam().code);
  EXPECT_THAT(selected.error().message,
              HasSubstr("stratum 'Order': no such luck"));
}

using Kind = rpc::CallError::Kind;
INSTANTIATE_TEST_SUITE_P(
    Kinds, SelectFailureTest,
    testing::Values(Refusal{Kind::kAccess, ExitCode::kConnect},
                    Refusal{Kind::kInvalidArgument, ExitCode::kUsage},
                    Refusal{Kind::kUnimplemented, ExitCode::kUsage},
                    Refusal{Kind::kNotFound, ExitCode::kUsage},
                    Refusal{Kind::kThrottled, ExitCode::kPartial},
                    Refusal{Kind::kUnavailable, ExitCode::kPartial},
                    Refusal{Kind::kCancelled, ExitCode::kPartial},
                    Refusal{Kind::kMalformed, ExitCode::kIntegrity},
                    Refusal{Kind::kOther, ExitCode::kPartial}));

TEST_F(SelectTest, AListThatNeverEndsIsRefused) {
  for (int i = 0; i < 10; ++i) Add(Listed(i, "Completed", kHour));
  service_.list_page = 0;  // the second page is the first

  const Outcome<Selected> selected = Select();

  ASSERT_FALSE(selected);
  EXPECT_THAT(selected.error().message,
              HasSubstr("gave the same page token twice"));
}

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

TEST_F(SelectTest, NothingIsFoundOfAnUnknownType) {
  Add(Listed(1, "Completed", kHour));
  stratum().workflow_type = "Other";

  EXPECT_THAT(Numbers(), IsEmpty());
}

}  // namespace
}  // namespace lockstep::fetch
