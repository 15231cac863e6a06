#include "history_fetch/sync/sync.h"

#include <fmt/format.h>
#include <google/protobuf/text_format.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "tests/history_fetch/sync/sync_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using Kind = rpc::CallError::Kind;

class SyncTest : public SyncFixture {
 protected:
  std::optional<rpc::CallError> Refuse(Kind kind) {
    return rpc::CallError{kind, "no such luck"};
  }
};

TEST_F(SyncTest, NotesThatNothingIsTestedWhereNoWorkerRan) {
  AddRun(1, /*closed=*/false, /*rounds=*/0);

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(Row(report).notes,
            std::vector<std::string>{
                "no history has a completed workflow task, so nothing of its "
                "code is tested: start a worker and sync again"});
  AddRun(2);
  EXPECT_TRUE(Row(RunSync()).notes.empty());
}

TEST_F(SyncTest, BringsInWhatThePlanWants) {
  for (int i = 0; i < 20; ++i) AddRun(i, i % 2 == 0);

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(Row(report).found, 20);
  EXPECT_EQ(Row(report).wanted, 20);
  EXPECT_EQ(Row(report).fresh, 20);
  EXPECT_EQ(Row(report).coverage, (Coverage{.histories = 20,
                                            .running = 10,
                                            .distinct_shapes = 2,
                                            .ran_code = true}));
  EXPECT_TRUE(Row(report).notes.empty());
  EXPECT_EQ(Stored().size(), 20u);
  ExpectGood();
  const CorpusState state = State();
  EXPECT_TRUE(state.complete) << state.reason;
  EXPECT_EQ(state.plan, "abc");
  EXPECT_EQ(state.synced_at, "2026-11-18T11:06:40Z");
  EXPECT_EQ(state.server_version, "1.32.0");
}

TEST_F(SyncTest, NotesWhereEachCameFrom) {
  AddRun(1);
  RunSync();

  const Entry entry = StoredEntry(1);
  EXPECT_EQ(entry.source, "default");
  EXPECT_EQ(entry.stratum, "Orders");
  EXPECT_EQ(entry.query, "WorkflowType = \"OrderWorkflow\"");
  EXPECT_EQ(entry.fetched_at, "2026-11-18T11:06:40Z");
  EXPECT_EQ(entry.server_version, "1.32.0");
  EXPECT_NE(entry.retention_expires_at, "");
}

TEST_F(SyncTest, TheSamePlanGivesTheSameBytesForAnyNumberOfThreads) {
  stratum().want = 3;
  for (int i = 0; i < 60; ++i) AddRun(i, i % 3 != 0, i % 5);
  threads_ = 1;
  RunSync();
  const auto bytes = Bytes();
  for (const int threads : {2, 8}) {
    std::filesystem::remove_all(scratch_.path() + "/c");
    threads_ = threads;
    service_.shuffle = static_cast<uint64_t>(threads);
    service_.list_page = threads;

    RunSync();

    EXPECT_EQ(Bytes(), bytes);
  }
}

TEST_F(SyncTest, RunsAreFetchedWhileOthersAreListed) {
  service_.list_page = 10;
  for (int i = 0; i < 35; ++i) AddRun(i);
  // The list goes on when the first history has come.
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "List" || call.number < 2) return {};
    while (service_.Count("History") == 0) std::this_thread::yield();
    return {};
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(Row(report).fresh, 35);
  EXPECT_EQ(Row(report).wanted, 35);
  EXPECT_EQ(service_.Count("History"), 35);
  ExpectGood();
}

TEST_F(SyncTest, ClosedRunsAreNeverFetchedTwice) {
  for (int i = 0; i < 5; ++i) AddRun(i);
  RunSync();
  const auto bytes = Bytes();

  const SyncReport report = RunSync();

  EXPECT_EQ(Row(report).kept, 5);
  EXPECT_EQ(Row(report).fresh, 0);
  EXPECT_EQ(service_.Count("History"), 5);
  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(SyncTest, RunningRunsAreFetchedAgainWhenTheyWentOn) {
  AddRun(1, false);
  AddRun(2, false);
  AddRun(3, false);
  RunSync();
  GoOn(2, 4, false);
  GoOn(3, 1, true);

  const SyncReport report = RunSync();

  EXPECT_EQ(Row(report).kept, 1);
  EXPECT_EQ(Row(report).updated, 2);
  EXPECT_EQ(service_.Count("History"), 5);
  EXPECT_EQ(StoredEntry(3).status, "Completed");
  ExpectGood();
}

TEST_F(SyncTest, RunningRunsAreFetchedAgainAlsoIfThePlanWantsThemNoMore) {
  AddRun(1, false);
  AddRun(2, false);
  RunSync();
  stratum().statuses = {"Failed"};
  stratum().min_histories = 0;
  GoOn(1, 4, true);

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(Row(report).updated, 1);
  EXPECT_EQ(Row(report).kept, 1);
  EXPECT_EQ(StoredEntry(1).status, "Completed");
  EXPECT_EQ(StoredEntry(1).query, "WorkflowType = \"OrderWorkflow\"");
  ExpectGood();
}

TEST_F(SyncTest, ARunThatTheServerHasNoMoreIsNotRunning) {
  AddRun(1, false);
  AddRun(2, false);
  stratum().min_running = 2;
  ASSERT_EQ(CodeOf(RunSync()), ExitCode::kOk);
  service_.Remove(rpc::SampleRunId(2));

  const SyncReport report = RunSync();

  EXPECT_EQ(Row(report).expired, 1);
  EXPECT_EQ(Row(report).coverage.running, 1);
  EXPECT_THAT(report.gaps,
              ElementsAre(HasSubstr("1 running, and min_running")));
}

TEST_F(SyncTest, RunningRunsOfOtherTypesAreFetchedAgainToo) {
  AddRun(1, false);
  RunSync();
  stratum().workflow_type = "Other";
  stratum().name = "Others";
  stratum().min_histories = 0;
  GoOn(1, 4, true);

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  ASSERT_EQ(report.strata.size(), 2u);
  EXPECT_EQ(report.strata[1].name, "Orders");
  EXPECT_EQ(report.strata[1].updated, 1);
  EXPECT_EQ(report.strata[1].coverage.histories, 1);
  EXPECT_EQ(StoredEntry(1).stratum, "Orders");
  ExpectGood();
}

TEST_F(SyncTest, WhatThePlanWantsNoMoreStays) {
  AddRun(1);
  AddRun(2);
  RunSync();
  stratum().statuses = {"Failed"};
  stratum().min_histories = 0;
  AddRun(3);

  EXPECT_EQ(CodeOf(RunSync()), ExitCode::kOk);
  EXPECT_THAT(Stored(), ElementsAre(1, 2));
}

TEST_F(SyncTest, ADryRunChangesNothing) {
  AddRun(1);
  Progress progress(
      {.style = Progress::Style::kNone, .write = {}, .now_ms = {}});
  Sync sync(plan_, nullptr, Options(), progress);

  sync.Run(Server());
  const SyncReport report = sync.Finish();

  ASSERT_EQ(report.picks.size(), 1u);
  EXPECT_EQ(report.picks[0].execution.workflow_id, "order-1");
  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(service_.Count("History"), 0);
  EXPECT_THAT(FilesIn(scratch_.path()), IsEmpty());
}

// Only histories tell of them.
TEST_F(SyncTest, ADryRunSaysWhatItCannotCount) {
  struct {
    bool chains;
    bool children;
    std::vector<std::string> notes;
  } const rows[] = {
      {false, false, {}},
      {true,
       false,
       {"the other runs of chains are found while fetching and are not counted "
        "here"}},
      {false,
       true,
       {"children are found while fetching and are not counted here"}},
      {true,
       true,
       {"the other runs of chains and children are found while fetching and "
        "are "
        "not counted here"}},
  };
  Progress progress(
      {.style = Progress::Style::kNone, .write = {}, .now_ms = {}});
  for (const auto& row : rows) {
    stratum().chains = row.chains;
    stratum().children = row.children;
    Sync dry(plan_, nullptr, Options(), progress);
    dry.Run(Server());

    EXPECT_EQ(dry.Finish().notes, row.notes);
    EXPECT_THAT(RunSync().notes, IsEmpty());
  }
}

TEST_F(SyncTest, ADryRunForeseesGaps) {
  Progress progress(
      {.style = Progress::Style::kNone, .write = {}, .now_ms = {}});
  const auto run = [&](const Corpus* stored) {
    SyncOptions options = Options();
    options.stored = stored;
    Sync dry(plan_, nullptr, options, progress);
    dry.Run(Server());
    return dry.Finish();
  };
  SyncReport report = run(nullptr);
  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  EXPECT_THAT(report.gaps,
              ElementsAre(HasSubstr("there is no history of workflow type "
                                    "'OrderWorkflow'")));
  EXPECT_FALSE(report.state.complete);
  EXPECT_EQ(report.state.reason, report.gaps.at(0));

  AddRun(1);
  AddRun(2, false);
  stratum().min_histories = 2;
  stratum().min_running = 1;
  stratum().min_distinct_shapes = 9;  // nobody knows yet
  report = run(nullptr);
  EXPECT_THAT(report.gaps, IsEmpty());
  EXPECT_TRUE(report.state.complete);

  // What there is counts, and no run twice.
  RunSync();
  stratum().statuses = {"Completed"};
  stratum().min_running = 0;
  service_.Remove(rpc::SampleRunId(2));
  AddRun(3);
  const auto corpus =
      Corpus::Open(scratch_.path() + "/c", Corpus::Access::kRead).value();
  EXPECT_THAT(run(&corpus).gaps, IsEmpty());
  stratum().min_histories = 3;
  EXPECT_THAT(run(&corpus).gaps, ElementsAre(HasSubstr("2 histories, and")));
}

TEST_F(SyncTest, WhatWasCutShortMakesNothingYounger) {
  AddRun(1);
  RunSync();
  const std::string synced_at = State().synced_at;
  now_ns_ += 3600'000'000'000;
  stop_.stop = true;
  RunSync();
  EXPECT_EQ(State().synced_at, synced_at);
  EXPECT_THAT(State().reason, HasSubstr("it was interrupted before"));

  stop_.stop = false;
  RunSync();
  EXPECT_GT(State().synced_at, synced_at);
}

// ---- Files that are gone ----

TEST_F(SyncTest, AFileThatIsMissingOrEmptyIsFetchedAgain) {
  AddRun(1);
  AddRun(2, false);
  AddRun(3);
  RunSync();
  const auto bytes = Bytes();
  std::filesystem::remove(PathOf(1));
  std::filesystem::remove(PathOf(2));
  WriteFile(PathOf(3), "");

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(Row(report).fresh, 3);
  EXPECT_EQ(Bytes(), bytes);
  EXPECT_TRUE(State().complete);
}

TEST_F(SyncTest, AFileThatTurnsOutDamagedIsFetchedAgain) {
  stratum().children = true;  // their links are read from the files
  AddRun(1);
  RunSync();
  const auto bytes = Bytes();
  WriteFile(PathOf(1), "damaged");

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(SyncTest, AFileThatNobodyHasAnyMoreMarksTheCorpus) {
  AddRun(1);
  AddRun(2);
  RunSync();
  const std::string file = StoredEntry(2).file;
  std::filesystem::remove(PathOf(2));
  service_.Remove(rpc::SampleRunId(2));

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity);
  EXPECT_FALSE(State().complete);
  EXPECT_EQ(State().reason,
            "1 file that the manifest names is missing or damaged (" + file +
                "): restore the corpus from a copy, or import the histories "
                "again");
}

TEST_F(SyncTest, WhatWasRedactedDoesNotComeBackInPlaceOfAMissingFile) {
  AddRun(1);
  RunSync();
  Redact(1);
  std::filesystem::remove(PathOf(1));

  EXPECT_EQ(CodeOf(RunSync()), ExitCode::kIntegrity);

  EXPECT_EQ(service_.Count("History"), 1);
  EXPECT_FALSE(std::filesystem::exists(PathOf(1)));
}

// ---- Runs that cannot be had ----

TEST_F(SyncTest, ARunThatExpiredMeanwhileIsNoFailure) {
  AddRun(1);
  AddRun(2);
  Fail("History", 2, Kind::kNotFound);

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(Row(report).expired, 1);
  EXPECT_THAT(Stored(), ElementsAre(1));
}

TEST_F(SyncTest, ARunThatFailsMakesItPartial) {
  AddRun(1);
  AddRun(2);
  Fail("History", 2, Kind::kUnavailable);

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  ASSERT_EQ(report.troubles.size(), 1u);
  EXPECT_EQ(report.troubles[0].workflow_id, "order-2");
  EXPECT_EQ(report.troubles[0].run_id, rpc::SampleRunId(2));
  EXPECT_EQ(report.troubles[0].message, "no such luck");
  EXPECT_THAT(Stored(), ElementsAre(1));
  EXPECT_FALSE(State().complete);
  EXPECT_EQ(State().reason,
            "1 of the runs that it should have could not be fetched: run "
            "`lockstep-fetch sync` again");

  service_.fault = nullptr;
  EXPECT_EQ(CodeOf(RunSync()), ExitCode::kOk);
  EXPECT_TRUE(State().complete);
  EXPECT_THAT(Stored(), ElementsAre(1, 2));
}

TEST_F(SyncTest, AnAnswerThatContradictsItselfIsGraverThanOneThatFails) {
  AddRun(1);
  AddRun(2);
  Fail("History", 2, Kind::kUnavailable);
  service_.spoil = [](const MemoryService::Call&, rpc::HistoryPage& page) {
    page.history->Clear();
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity);
  EXPECT_EQ(Row(report).failed, 2);
  EXPECT_THAT(Stored(), IsEmpty());
  EXPECT_FALSE(State().complete);
}

TEST_F(SyncTest, NoAccessStopsIt) {
  for (int i = 0; i < 50; ++i) AddRun(i);
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "History" || call.number < 10) return {};
    return Refuse(Kind::kAccess);
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kConnect);
  EXPECT_EQ(Row(report).fresh, 9);
  EXPECT_EQ(Row(report).not_tried, 41);
  EXPECT_LT(service_.Count("History"), 16);
  EXPECT_EQ(Stored().size(), 9u);
  EXPECT_THAT(State().reason, HasSubstr("no such luck"));
}

TEST_F(SyncTest, WhereAllFailTheOthersAreNotTried) {
  for (int i = 0; i < 100; ++i) AddRun(i);
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "History") return {};
    return Refuse(Kind::kUnavailable);
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  EXPECT_LT(service_.Count("History"), 24);
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_THAT(report.failures[0].message,
              HasSubstr("16 runs in a row could not be fetched, so the others "
                        "were not tried"));
}

TEST_F(SyncTest, RefusalsOfSingleRunsDoNotStopTheOthers) {
  for (int i = 0; i < 60; ++i) AddRun(i);
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "History" || call.number > 40) return {};
    return Refuse(Kind::kInvalidArgument);
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  EXPECT_THAT(report.failures, IsEmpty());
  EXPECT_EQ(Row(report).failed, 40);
  EXPECT_EQ(Row(report).fresh, 20);
}

TEST_F(SyncTest, AnInterruptedSyncGoesOnWhereItStopped) {
  for (int i = 0; i < 20; ++i) AddRun(i, i > 4);
  RunSync();
  const auto bytes = Bytes();
  std::filesystem::remove_all(scratch_.path() + "/c");
  std::atomic<int> histories = 0;
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method == "History" && ++histories == 7) stop_.stop = true;
    return {};
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  EXPECT_LE(Stored().size(), 10u);
  EXPECT_GE(Stored().size(), 7u);
  EXPECT_EQ(State().reason,
            "it was interrupted before all was fetched: run `lockstep-fetch "
            "sync` again, it goes on where this one stopped");
  ExpectGood();

  stop_.stop = false;
  EXPECT_EQ(CodeOf(RunSync()), ExitCode::kOk);
  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(SyncTest, ADeadlineIsNamed) {
  AddRun(1);
  stop_.deadline = true;
  stop_.stop = true;

  const SyncReport report = RunSync();

  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_THAT(report.failures[0].message,
              HasSubstr("its deadline passed before all was fetched"));
}

// ---- The namespace and the lists ----

TEST_F(SyncTest, ANamespaceThatIsNotThereIsNoAccess) {
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "Namespace") return {};
    return Refuse(Kind::kNotFound);
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kConnect);
  EXPECT_THAT(report.failures[0].message,
              HasSubstr("namespace 'default': no such luck"));
}

TEST_F(SyncTest, AStratumThatCannotBeListedLeavesTheOthers) {
  plan_.strata.push_back(stratum());
  plan_.strata[1].workflow_type = "Other";
  AddRun(1);
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.what.find("Other") == std::string::npos) return {};
    return Refuse(Kind::kUnavailable);
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  EXPECT_THAT(Stored(), ElementsAre(1));
}

TEST_F(SyncTest, OneSourceDoesNotMakeUpForAnother) {
  plan_.sources.emplace_back().name = "other";
  plan_.strata.push_back(stratum());
  plan_.strata[1].source = "other";
  plan_.strata[1].name = "Others";
  plan_.strata[1].min_histories = 0;
  AddRun(1);
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "List" || call.number != 2) return {};
    return Refuse(Kind::kUnavailable);
  };
  RunSync({"default", "other"});
  const std::string reason = State().reason;
  ASSERT_THAT(reason, HasSubstr("no such luck"));

  const SyncReport report = RunSync({"default"});

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_FALSE(State().complete);
  EXPECT_EQ(State().reason, reason);

  RunSync({"default", "other"});
  EXPECT_TRUE(State().complete);
}

TEST_F(SyncTest, OneSourceFillsTheGapsOfAll) {
  plan_.sources.emplace_back().name = "other";
  plan_.strata.push_back(stratum());
  plan_.strata[1].source = "other";
  plan_.strata[1].workflow_type = "None";
  plan_.strata[1].min_histories = 0;
  stratum().min_histories = 2;
  AddRun(1);
  RunSync({"default", "other"});
  ASSERT_THAT(State().reason, HasSubstr("min_histories = 2"));
  AddRun(2);

  RunSync({"default"});

  EXPECT_TRUE(State().complete) << State().reason;
}

TEST_F(SyncTest, AQueryThatTheServerRefusesIsAWrongPlan) {
  stratum().include = {"Nonsense ="};
  AddRun(1);

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kUsage);
  EXPECT_THAT(report.failures[0].message, StartsWith("stratum 'Orders': "));
}

// The flag is wrong, and the plan is not.
TEST_F(SyncTest, AServerWithoutAnArchiveGivesWhatItHas) {
  AddRun(1);
  AddRun(2);
  plan_.strata.push_back(stratum());
  plan_.strata.back().name = "again";
  archived_ = true;
  service_.fault = [](const MemoryService::Call& call) {
    return call.archived ? std::optional<rpc::CallError>(
                               {rpc::CallError::Kind::kInvalidArgument, "none"})
                         : std::nullopt;
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(report.failures, std::vector<Failure>{(Failure{
                                 ExitCode::kUsage, "stratum 'Orders': none"})});
  EXPECT_EQ(Stored(), (std::vector<int>{1, 2}));
  EXPECT_FALSE(State().complete);
}

// ---- Minima ----

TEST_F(SyncTest, ATypeWhoseRunsAllFailedIsNoneWithoutRuns) {
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

TEST_F(SyncTest, ATypeWithoutHistoriesIsAGap) {
  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  ASSERT_EQ(report.gaps.size(), 1u);
  EXPECT_THAT(report.gaps[0],
              HasSubstr("no history of workflow type 'OrderWorkflow'"));
  EXPECT_EQ(State().reason, report.gaps[0]);
  EXPECT_FALSE(State().complete);
}

TEST_F(SyncTest, WhatAnImportLeftOutIsAGap) {
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

TEST_F(SyncTest, AnEmptyCorpusIsAGapWhateverThePlan) {
  stratum().min_histories = 0;

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  EXPECT_THAT(report.gaps, ElementsAre(HasSubstr("the corpus is empty")));
}

TEST_F(SyncTest, MinimaThatAreNotMetAreGaps) {
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

TEST_F(SyncTest, OnlyTheStatusesOfAStratumCount) {
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

TEST_F(SyncTest, OnlyTheNamespaceOfASourceCounts) {
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

TEST_F(SyncTest, AGapSaysWhyThereIsNothing) {
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

// ---- Caps ----

TEST_F(SyncTest, RunningRunsComeFirstUnderACap) {
  plan_.max_histories = 4;
  for (int i = 0; i < 20; ++i) AddRun(i, i > 3);

  const SyncReport report = RunSync();

  EXPECT_THAT(Stored(), ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(Row(report).left_out, 16);
  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
}

TEST_F(SyncTest, ACapOnHistoriesIsOneOfTheWholeCorpus) {
  plan_.max_histories = 5;
  for (int i = 1; i <= 9; ++i) AddRun(i);
  RunSync();
  const std::vector<int> first = Stored();
  ASSERT_EQ(first.size(), 5u);

  plan_.seed = 9;  // another sample
  const SyncReport report = RunSync();
  EXPECT_EQ(Stored(), first);
  EXPECT_EQ(Row(report).kept, 5);
  EXPECT_EQ(Row(report).left_out, 4);

  plan_.max_histories = 7;
  RunSync();
  EXPECT_EQ(Stored().size(), 7u);
}

TEST_F(SyncTest, RunningRunsThatACapLeavesOutAreNoted) {
  AddRun(1);
  RunSync();
  for (int i = 2; i <= 4; ++i) AddRun(i, false);
  const std::vector<std::string> notes = {
      "3 running runs were left out by the caps (max_events, max_bytes, "
      "max_histories), so nobody sees what a release does to them: raise the "
      "caps, or prune the corpus"};

  plan_.max_histories = 1;
  EXPECT_EQ(Row(RunSync()).notes, notes);
  plan_.max_histories = 0;
  plan_.max_bytes = 1;
  EXPECT_EQ(Row(RunSync()).notes, notes);
  EXPECT_THAT(Stored(), ElementsAre(1));
}

TEST_F(SyncTest, ProgressSaysUnderACapToWhatItCame) {
  for (int i = 1; i <= 9; ++i) AddRun(i);
  std::string text;
  for (const bool dry : {true, false}) {
    plan_.max_histories = dry ? 0 : 5;
    Progress progress({.style = Progress::Style::kLines,
                       .write = [&](std::string_view more) { text += more; },
                       .now_ms = [] { return 0; }});
    auto corpus =
        Corpus::Open(scratch_.path() + "/c", Corpus::Access::kWrite).value();
    Sync sync(plan_, dry ? nullptr : &corpus, Options(), progress);
    sync.Run(Server());
    sync.Finish();
  }
  EXPECT_EQ(text,
            "Orders: 9 runs found, 9 wanted\nOrders: 9 runs found, 5 "
            "wanted\n");
}

TEST_F(SyncTest, ACapOnBytesTakesTheSameRunsForAnyNumberOfThreads) {
  for (int i = 0; i < 40; ++i) AddRun(i, true, i % 4 * 3);
  plan_.max_bytes = 100'000;
  threads_ = 1;
  const SyncReport report = RunSync();
  const std::vector<int> stored = Stored();
  EXPECT_GT(Row(report).left_out, 5);
  EXPECT_GT(stored.size(), 5u);
  EXPECT_LE(Row(report).bytes, 100'000);
  EXPECT_EQ(Row(report).fresh + Row(report).left_out, 40);
  for (const int threads : {2, 8}) {
    std::filesystem::remove_all(scratch_.path() + "/c");
    threads_ = threads;

    RunSync();

    EXPECT_EQ(Stored(), stored);
    ExpectGood();
  }
  // What is there counts as what would come.
  RunSync();
  EXPECT_EQ(Stored(), stored);
}

TEST_F(SyncTest, ACapOnBytesIsOneOfTheWholeCorpus) {
  for (int i = 0; i < 10; ++i) AddRun(i);
  RunSync();
  const int64_t bytes = StoredEntry(0).bytes;
  stratum().workflow_type = "Later";
  for (int i = 10; i < 40; ++i) {
    AddRun(i);
    RunAt(i).info.workflow_type = "Later";
  }
  plan_.max_bytes = 12 * bytes + bytes / 2;

  const SyncReport report = RunSync();

  EXPECT_EQ(Row(report).fresh, 2);
  EXPECT_EQ(Row(report).left_out, 28);
}

TEST_F(SyncTest, RunsThatGoOnAreFetchedAgainInAFullCorpusToo) {
  for (int i = 0; i < 30; ++i) AddRun(i);
  stratum().want = 0;
  stratum().min_histories = 0;
  AddRun(30, false);
  stratum().statuses = {"Running"};
  stratum().want = 1000;
  RunSync();
  ASSERT_THAT(Stored(), ElementsAre(30));
  stratum().statuses = {"Completed"};
  plan_.max_bytes = 1;
  GoOn(30, 5, false);

  const SyncReport report = RunSync();

  EXPECT_EQ(Row(report).updated, 1);
  EXPECT_EQ(Row(report).left_out, 30);
  ExpectGood();
}

TEST_F(SyncTest, LinksThatNobodyAsksForAreForgotten) {
  RunLinks links{.before = "a", .after = "b", .children = {}};
  for (int i = 0; i < 50; ++i) {
    links.children.push_back({.name_space = i == 0 ? "elsewhere" : "",
                              .workflow_type = i % 2 == 0 ? "Even" : "Odd",
                              .execution = {"child", rpc::SampleRunId(i)}});
  }
  RunLinks children = links;
  KeepWanted({.stratum = "", .source = "", .children = true, .want = 3}, 1,
             "default", children);
  EXPECT_EQ(children.before, "");
  EXPECT_EQ(children.after, "");
  EXPECT_EQ(children.children.size(), 6u);
  EXPECT_LE(children.children.capacity(), 8u);

  KeepWanted({.stratum = "", .source = "", .chains = true}, 1, "default",
             links);
  EXPECT_EQ(links, (RunLinks{.before = "a", .after = "b", .children = {}}));
}

TEST_F(SyncTest, WhatWasNeverFinishedIsSweptInTheEnd) {
  AddRun(1);
  RunSync();
  const std::string folder = scratch_.path() + "/c/state/partial/";
  for (const int days : {1, 6, 8, 100}) {
    const std::string file = folder + std::to_string(days);
    WriteFile(file, "pages");
    std::filesystem::last_write_time(
        file, std::filesystem::file_time_type::clock::now() -
                  std::chrono::hours(24 * days));
  }
  stop_.stop = true;
  RunSync();
  EXPECT_EQ(FilesIn(folder).size(), 4u);

  stop_.stop = false;
  RunSync();
  EXPECT_THAT(FilesIn(folder), testing::UnorderedElementsAre("1", "6"));
}

TEST_F(SyncTest, RunsThatAreTooLongAreLeftOut) {
  AddRun(1, true, 1);
  AddRun(2, true, 9);
  AddRun(3, false, 9);
  plan_.max_events = 30;

  const SyncReport report = RunSync();

  EXPECT_THAT(Stored(), ElementsAre(1));
  EXPECT_EQ(Row(report).left_out, 2);
}

TEST_F(SyncTest, ProtobufBytesLieBesideOnRequest) {
  keep_proto_ = KeepProto::kYes;
  AddRun(1);
  RunSync();

  int protos = 0;
  for (const auto& [path, bytes] : Bytes()) protos += path.ends_with(".binpb");
  EXPECT_EQ(protos, 1);
}

// ---- What was redacted ----

TEST_F(SyncTest, WhatWasRedactedDoesNotComeBack) {
  AddRun(1, false);
  RunSync();
  {
    auto corpus =
        Corpus::Open(scratch_.path() + "/c", Corpus::Access::kWrite).value();
    Entry entry = corpus.Read("default", rpc::SampleRunId(1)).value();
    entry.redaction = "policy";
    ASSERT_TRUE(corpus.Update(entry));
    ASSERT_TRUE(corpus.Finish(corpus.state()));
  }
  GoOn(1, 5, true);

  const SyncReport report = RunSync();

  EXPECT_EQ(Row(report).kept, 1);
  EXPECT_EQ(service_.Count("History"), 1);
  EXPECT_EQ(StoredEntry(1).redaction, "policy");
}

TEST_F(SyncTest, ARunThatTheServerHasNoMoreIsKept) {
  AddRun(1, false);
  AddRun(2);
  RunSync();
  Fail("Describe", 1, Kind::kNotFound);

  const SyncReport report = RunSync();

  EXPECT_EQ(Row(report).kept, 2);
  EXPECT_EQ(Row(report).expired, 1);
  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_THAT(Stored(), ElementsAre(1, 2));
}

}  // namespace
}  // namespace lockstep::fetch
