#include "history_fetch/sync/refresh.h"

#include <filesystem>

#include "tests/history_fetch/sync/sync_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Kind = rpc::CallError::Kind;

class RefreshTest : public SyncFixture {
 protected:
  CorpusState marked_;
};

TEST_F(RefreshTest, FetchesAgainWhatWentOn) {
  for (int i = 1; i <= 4; ++i) AddRun(i, i == 4);
  RunSync();
  GoOn(2, 3, false);
  GoOn(3, 2, true);
  AddRun(5);  // new ones are not looked for

  const SyncReport report = RunRefresh();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(report.command, "refresh");
  EXPECT_EQ(Row(report).name, "Orders");
  EXPECT_EQ(Row(report).found, 4);
  EXPECT_EQ(Row(report).wanted, 3);
  EXPECT_EQ(Row(report).updated, 2);
  EXPECT_EQ(Row(report).kept, 1);
  EXPECT_EQ(Row(report).coverage.histories, 4);
  EXPECT_EQ(Row(report).coverage.running, 2);
  EXPECT_EQ(service_.Count("List"), 1);  // the sync's
  ExpectGood();
}

// Of many at once: only those are asked after that the list does not close.
TEST_F(RefreshTest, OneListSaysWhichOfManyHaveClosed) {
  for (int i = 1; i <= 30; ++i) AddRun(i, false);
  stratum().want = 30;
  RunSync();
  for (int i = 1; i <= 20; ++i) GoOn(i, 2, true);
  GoOn(21, 2, false);
  service_.Remove(rpc::SampleRunId(22));
  const int lists = service_.Count("List");
  const int described = service_.Count("Describe");

  const SyncReport report = RunRefresh();

  EXPECT_EQ(Row(report).updated, 21);
  EXPECT_EQ(Row(report).expired, 1);
  EXPECT_EQ(Row(report).coverage.running, 9);
  EXPECT_EQ(service_.Count("List") - lists, 1);
  EXPECT_EQ(service_.Count("Describe") - described, 10);
  EXPECT_EQ(StoredEntry(1).status, "Completed");
  service_.Remove(rpc::SampleRunId(22));
}

TEST_F(RefreshTest, WithoutThatListEachIsAskedAfter) {
  for (int i = 1; i <= 30; ++i) AddRun(i, false);
  stratum().want = 30;
  RunSync();
  for (int i = 1; i <= 20; ++i) GoOn(i, 2, true);
  const int described = service_.Count("Describe");
  service_.fault =
      [](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "List") return std::nullopt;
    return rpc::CallError{Kind::kInvalidArgument, "the query is too long"};
  };

  const SyncReport report = RunRefresh();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(Row(report).updated, 20);
  EXPECT_EQ(service_.Count("Describe") - described, 30);
  ExpectGood();
}

TEST_F(RefreshTest, WhatWentOnKeepsWhereItCameFrom) {
  AddRun(1, false);
  RunSync();
  GoOn(1, 3, true);

  RunRefresh();

  const Entry entry = StoredEntry(1);
  EXPECT_EQ(entry.stratum, "Orders");
  EXPECT_EQ(entry.source, "default");
  EXPECT_EQ(entry.query, "WorkflowType = \"OrderWorkflow\"");
  EXPECT_EQ(entry.status, "Completed");
}

TEST_F(RefreshTest, WhatTheServerHasNoMoreIsKept) {
  AddRun(1, false);
  RunSync();
  service_.Remove(rpc::SampleRunId(1));

  const SyncReport report = RunRefresh();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(Row(report).kept, 1);
  EXPECT_EQ(Row(report).expired, 1);
  EXPECT_THAT(Stored(), ElementsAre(1));
}

TEST_F(RefreshTest, NotesWhenTheServerWillForget) {
  AddRun(1);
  RunSync();
  const std::string before = StoredEntry(1).retention_expires_at;
  service_.retention_s *= 2;

  RunRefresh();

  EXPECT_NE(before, "");
  EXPECT_GT(StoredEntry(1).retention_expires_at, before);
}

TEST_F(RefreshTest, AFileThatIsMissingIsFetchedAgain) {
  AddRun(1);
  AddRun(2, false);
  RunSync();
  const auto bytes = Bytes();
  std::filesystem::remove(PathOf(1));
  std::filesystem::remove(PathOf(2));

  const SyncReport report = RunRefresh();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(Row(report).fresh, 2);
  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(RefreshTest, AFileThatNobodyHasAnyMoreMarksTheCorpus) {
  AddRun(1);
  RunSync();
  std::filesystem::remove(PathOf(1));
  service_.Remove(rpc::SampleRunId(1));

  EXPECT_EQ(CodeOf(RunRefresh()), ExitCode::kIntegrity);
  EXPECT_FALSE(State().complete);
  EXPECT_THAT(State().reason,
              HasSubstr("1 file that the manifest names is missing"));
}

TEST_F(RefreshTest, OtherNamespacesAreLeftAlone) {
  AddRun(1, false);
  RunSync();
  {
    auto corpus =
        Corpus::Open(scratch_.path() + "/c", Corpus::Access::kWrite).value();
    ASSERT_TRUE(PutRun(corpus, 77));
    ASSERT_TRUE(corpus.Finish(corpus.state()));
  }

  const SyncReport report = RunRefresh();

  EXPECT_EQ(report.strata.size(), 1u);
  EXPECT_EQ(report.histories, 2);
}

TEST_F(RefreshTest, AWrongNamespaceIsSaidAndChangesNothing) {
  AddRun(1);
  AddRun(2, false);
  RunSync();
  const auto bytes = Bytes();
  name_space_ = "orders";

  const SyncReport report = RunRefresh();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  EXPECT_EQ(report.failures.at(0).message,
            "open runs were not looked at: 1 of namespace 'default' (this is "
            "namespace 'orders'): refresh with --namespace, or with a plan and "
            "--source");
  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(RefreshTest, OpenRunsOfOtherNamespacesAreNoted) {
  AddRun(1);
  AddRun(2, false);
  RunSync();
  name_space_ = "orders";
  RunSync();

  const SyncReport report = RunRefresh();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_THAT(Row(report).notes,
              ElementsAre(HasSubstr("1 of namespace 'default'")));
}

TEST_F(RefreshTest, WhatWasCutShortOrAskedNothingMakesNothingYounger) {
  AddRun(1, false);
  RunSync();
  const std::string synced_at = State().synced_at;
  now_ns_ += 3600'000'000'000;
  stop_.stop = true;
  RunRefresh();
  EXPECT_EQ(State().synced_at, synced_at);

  stop_.stop = false;
  RunRefresh();
  EXPECT_GT(State().synced_at, synced_at);
}

TEST_F(RefreshTest, AFailureMarksTheCorpus) {
  AddRun(1, false);
  RunSync();
  GoOn(1, 3, true);
  Fail("History", 1, Kind::kUnavailable);

  const SyncReport report = RunRefresh();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  EXPECT_FALSE(State().complete);
  EXPECT_THAT(State().reason, HasSubstr("run `lockstep-fetch refresh` again"));
  EXPECT_THAT(Stored(), ElementsAre(1));
}

TEST_F(RefreshTest, OneThatSucceedsTakesBackTheMarkOfOneThatFailed) {
  AddRun(1, false);
  RunSync();
  GoOn(1, 3, true);
  Fail("History", 1, Kind::kUnavailable);
  RunRefresh();
  ASSERT_FALSE(State().complete);
  service_.fault = nullptr;

  RunRefresh();

  EXPECT_TRUE(State().complete);
  EXPECT_EQ(State().reason, "");
}

TEST_F(RefreshTest, OneThatSucceedsTakesBackTheMarkOfOneThatWasKilled) {
  AddRun(1, false);
  RunSync();
  const CorpusState before = State();
  // The mark at the beginning is all that a kill leaves.
  service_.fault = [&](const MemoryService::Call& call) {
    if (call.method == "Describe") marked_ = State();
    return std::optional<rpc::CallError>();
  };
  RunRefresh();
  ASSERT_THAT(marked_.reason, HasSubstr("a refresh of it did not come to its"));
  Mark(marked_);
  service_.fault = nullptr;

  RunRefresh();

  EXPECT_EQ(State(), before);
}

TEST_F(RefreshTest, WhatAnImportLeftOutStaysNoted) {
  AddRun(1, false);
  RunSync();
  Mark({.reason = "a refresh of it left it incomplete: x",
        .left_out = {"a.json"}});

  const SyncReport report = RunRefresh();

  EXPECT_FALSE(report.state.complete);
  EXPECT_EQ(report.state, State());
  EXPECT_THAT(State().reason, HasSubstr("an import left out a.json: "));
}

TEST_F(RefreshTest, WhyItWasIncompleteIsNotForgottenByOneThatFails) {
  AddRun(1, false);
  RunSync();
  CorpusState state = State();
  state.complete = false;
  state.reason = "a sync of it did not come to its end";
  Mark(state);
  GoOn(1, 3, true);
  Fail("History", 1, Kind::kUnavailable);
  RunRefresh();
  service_.fault = nullptr;

  RunRefresh();

  EXPECT_EQ(State(), state);
}

TEST_F(RefreshTest, GapsThatItFoundAreTakenBackOnlyWithAPlan) {
  AddRun(1, false);
  RunSync();
  stratum().min_running = 1;
  GoOn(1, 3, true);
  RunRefresh(true);
  ASSERT_THAT(State().reason, HasSubstr("left it incomplete: stratum"));

  RunRefresh();
  EXPECT_FALSE(State().complete);

  stratum().min_running = 0;
  RunRefresh(true);
  EXPECT_TRUE(State().complete);
}

TEST_F(RefreshTest, WithoutAPlanTheMarkStays) {
  AddRun(1, false);
  stratum().min_histories = 2;
  RunSync();
  const std::string reason = State().reason;
  ASSERT_THAT(reason, HasSubstr("min_histories = 2"));

  const SyncReport report = RunRefresh();

  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  EXPECT_FALSE(State().complete);
  EXPECT_EQ(State().reason, reason);
}

TEST_F(RefreshTest, WithAPlanItsMinimaCount) {
  AddRun(1, false);
  RunSync();
  stratum().min_running = 1;
  GoOn(1, 3, true);

  const SyncReport report = RunRefresh(true);

  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  EXPECT_THAT(report.gaps, ElementsAre(HasSubstr("min_running = 1")));
}

TEST_F(RefreshTest, AnInterruptionIsSaid) {
  AddRun(1, false);
  RunSync();
  stop_.stop = true;

  const SyncReport report = RunRefresh();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  EXPECT_THAT(report.failures[0].message,
              HasSubstr("it was interrupted before all was fetched: run "
                        "`lockstep-fetch refresh` again"));
}

}  // namespace
}  // namespace lockstep::fetch
