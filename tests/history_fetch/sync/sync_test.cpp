#include "history_fetch/sync/sync.h"

#include <filesystem>
#include <thread>

#include "tests/history_fetch/sync/sync_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SyncTest : public SyncFixture {};

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

}  // namespace
}  // namespace lockstep::fetch
