#include "history_fetch/select/select.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>

#include "history_fetch/select/query.h"
#include "history_fetch/select/sampler.h"
#include "history_fetch/timestamps.h"
#include "tests/history_fetch/select/select_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

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

TEST_F(SelectTest, NothingIsFoundOfAnUnknownType) {
  Add(Listed(1, "Completed", kHour));
  stratum().workflow_type = "Other";

  EXPECT_THAT(Numbers(), IsEmpty());
}

}  // namespace
}  // namespace lockstep::fetch
