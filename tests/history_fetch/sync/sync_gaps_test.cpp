// What a plan asks for and the corpus has not.
#include "history_fetch/sync/sync.h"
#include "tests/history_fetch/sync/sync_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Kind = rpc::CallError::Kind;

class SyncGaps : public SyncFixture {};

TEST_F(SyncGaps, ATypeWhoseRunsAllFailedIsNoneWithoutRuns) {
  AddRun(1);
  AddRun(2);
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "History") return {};
    return Refuse(Kind::kInvalidArgument);
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(
      report.gaps,
      std::vector<std::string>{
          "stratum 'Orders': none of the runs that were found (2) could be "
          "fetched, so nothing that its code does is tested: correct what is "
          "said of them, and sync again"});
}

TEST_F(SyncGaps, ATypeWithoutHistoriesIsAGap) {
  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  ASSERT_EQ(report.gaps.size(), 1u);
  EXPECT_THAT(report.gaps[0],
              HasSubstr("no history of workflow type 'OrderWorkflow'"));
  EXPECT_EQ(State().reason, report.gaps[0]);
  EXPECT_FALSE(State().complete);
}

TEST_F(SyncGaps, WhatAnImportLeftOutIsAGap) {
  AddRun(1);
  RunSync();
  Mark({.reason = "an import left out a.json", .left_out = {"a.json"}});

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  EXPECT_THAT(report.gaps,
              ElementsAre(HasSubstr("an import left out a.json: ")));
  EXPECT_EQ(State().reason, report.gaps[0]);
  EXPECT_THAT(State().left_out, ElementsAre("a.json"));
}

TEST_F(SyncGaps, AnEmptyCorpusIsAGapWhateverThePlan) {
  stratum().min_histories = 0;

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  EXPECT_THAT(report.gaps, ElementsAre(HasSubstr("the corpus is empty")));
}

TEST_F(SyncGaps, MinimaThatAreNotMetAreGaps) {
  stratum().min_histories = 3;
  stratum().min_running = 2;
  stratum().min_distinct_shapes = 4;
  AddRun(1, false);
  AddRun(2, true);

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  EXPECT_THAT(
      report.gaps,
      ElementsAre(
          "stratum 'Orders': 2 histories, and min_histories = 3: widen the "
          "stratum (want, statuses, age_buckets), or lower min_histories",
          HasSubstr("1 running, and min_running = 2"),
          HasSubstr("2 distinct shapes, and min_distinct_shapes = 4")));
}

TEST_F(SyncGaps, OnlyTheStatusesOfAStratumCount) {
  AddRun(1, false);
  AddRun(2, true);
  RunSync();
  stratum().statuses = {"Running"};
  stratum().min_histories = 2;

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  EXPECT_EQ(Row(report).coverage.histories, 1);
  EXPECT_EQ(Row(report).coverage.running, 1);
}

TEST_F(SyncGaps, OnlyTheNamespaceOfASourceCounts) {
  AddRun(1);
  AddRun(2);
  RunSync();
  service_.Remove(rpc::SampleRunId(2));
  name_space_ = "orders";
  stratum().min_histories = 2;

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  EXPECT_EQ(report.histories, 3);
  EXPECT_EQ(Row(report).coverage.histories, 1);
}

TEST_F(SyncGaps, AGapSaysWhyThereIsNothing) {
  AddRun(1);
  stratum().statuses = {"Failed", "TimedOut"};
  EXPECT_THAT(RunSync().gaps,
              ElementsAre("stratum 'Orders': there is no history of workflow "
                          "type 'OrderWorkflow' with the status Failed, "
                          "TimedOut, so nothing that its code does is tested: "
                          "widen statuses, import one, or set min_histories = "
                          "0"));

  stratum().statuses = Stratum().statuses;
  plan_.max_events = 1;
  EXPECT_THAT(
      RunSync().gaps,
      ElementsAre("stratum 'Orders': of the runs that were found (1), the caps "
                  "(max_events, max_bytes, max_histories) left out 1, "
                  "so nothing that its code does is tested: raise the "
                  "caps, or set min_histories = 0"));
}

}  // namespace
}  // namespace lockstep::fetch
