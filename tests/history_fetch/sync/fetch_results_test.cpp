#include "history_fetch/sync/fetch_results.h"

#include <gmock/gmock.h>

#include "history_fetch/sync/sync.h"

namespace lockstep::fetch {
namespace {

Pick PickOf(uint64_t number) {
  Pick pick;
  pick.stratum = static_cast<uint32_t>(number % 2);
  pick.execution = {"w", std::to_string(number)};
  return pick;
}

Done DoneWith(Ending ending) {
  Done done{.ending = ending};
  done.details = std::make_unique<Details>();
  done.details->message = "says";
  return done;
}

// As if they ended in another order than they were begun in.
FetchResults ResultsOf(uint64_t count, Ending (*ending)(uint64_t number)) {
  FetchResults results;
  results.rows.resize(2);
  for (uint64_t i = count; i-- > 0;) {
    results.Add(i, PickOf(i), DoneWith(ending(i)));
  }
  return results;
}

SyncReport ReportWithRows() {
  SyncReport report;
  report.strata.resize(2);
  report.strata[0].name = "even";
  report.strata[1].name = "odd";
  return report;
}

TEST(FetchResults, TroublesThatAreNotListedCount) {
  const FetchResults results = ResultsOf(1002, [](uint64_t number) {
    return number < 1001 ? Ending::kFailed : Ending::kBroken;
  });
  SyncReport report = ReportWithRows();
  RunSet gone;

  NoteResults(results, report, gone);

  EXPECT_EQ(report.troubles.size(), 1000u);
  EXPECT_EQ(report.broken, 1);
  EXPECT_EQ(report.strata[0].failed, 501);
  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity);

  NoteResults(results, report, gone);

  EXPECT_EQ(report.troubles.size(), 1000u);
  EXPECT_EQ(report.strata[0].failed, 1002);
}

TEST(FetchResults, TroublesAreInTheOrderInWhichRunsWereBegun) {
  const FetchResults results = ResultsOf(1500, [](uint64_t number) {
    return number % 3 == 0 ? Ending::kBroken : Ending::kFailed;
  });
  SyncReport report = ReportWithRows();
  RunSet gone;

  NoteResults(results, report, gone);

  for (uint64_t i = 0; i < report.troubles.size(); ++i) {
    const Trouble& trouble = report.troubles[i];
    ASSERT_EQ(trouble.run_id, std::to_string(i));
    ASSERT_EQ(trouble.workflow_id, "w");
    ASSERT_EQ(trouble.stratum, i % 2 == 0 ? "even" : "odd");
    ASSERT_EQ(trouble.integrity, i % 3 == 0);
    ASSERT_EQ(trouble.message, "says");
  }
}

TEST(FetchResults, KeepWhatTheServerHasNoMore) {
  const FetchResults results = ResultsOf(4, [](uint64_t number) {
    return number == 3 ? Ending::kGone : Ending::kKept;
  });
  SyncReport report = ReportWithRows();
  RunSet gone;
  gone.Insert("17");

  NoteResults(results, report, gone);

  EXPECT_EQ(gone.size(), 2u);
  EXPECT_TRUE(gone.Contains("3"));
  EXPECT_EQ(report.strata[0].kept, 2);
  EXPECT_EQ(report.strata[1].kept, 2);
  EXPECT_EQ(report.strata[1].expired, 1);
}

TEST(FetchResults, KeepWhatLeadsToOthers) {
  FetchResults results;
  results.rows.resize(2);
  Pick pick = PickOf(7);
  pick.why = Why::kChild;
  pick.archived = true;
  Done done = DoneWith(Ending::kNew);
  *done.details = {
      .message = "",
      .first_run_id = "first",
      .start_time_ns = -5,
      .links = {.before = "b",
                .after = "a",
                .children = {{"ns", "type", {"w", "r"}}, {"", "", {"", ""}}}}};
  const RunLinks links = done.details->links;
  results.Add(7, pick, done);
  results.Add(2, PickOf(2), DoneWith(Ending::kKept));
  results.Add(3, PickOf(3), DoneWith(Ending::kFailed));
  results.Add(4, PickOf(4), {.ending = Ending::kKept});

  for (int i = 0; i < 2; ++i) {
    results.leads.Rewind();
    const auto first = results.leads.Next();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->why, Why::kClosed);
    EXPECT_FALSE(first->archived);
    const auto second = results.leads.Next();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->why, Why::kChild);
    EXPECT_TRUE(second->archived);
    EXPECT_EQ(second->stratum, 1u);
    EXPECT_EQ(second->workflow_id, "w");
    EXPECT_EQ(second->first_run_id, "first");
    EXPECT_EQ(second->start_time_ns, -5);
    EXPECT_EQ(second->links, links);
    EXPECT_FALSE(results.leads.Next());
  }
}

}  // namespace
}  // namespace lockstep::fetch
