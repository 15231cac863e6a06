// The caps of a plan.
#include <filesystem>

#include "history_fetch/sync/sync.h"
#include "tests/history_fetch/sync/sync_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;

class SyncCaps : public SyncFixture {};

TEST_F(SyncCaps, RunningRunsComeFirstUnderACap) {
  plan_.max_histories = 4;
  for (int i = 0; i < 20; ++i) AddRun(i, i > 3);

  const SyncReport report = RunSync();

  EXPECT_THAT(Stored(), ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(Row(report).left_out, 16);
  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
}

TEST_F(SyncCaps, ACapOnHistoriesIsOneOfTheWholeCorpus) {
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

TEST_F(SyncCaps, RunningRunsThatACapLeavesOutAreNoted) {
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

TEST_F(SyncCaps, ProgressSaysUnderACapToWhatItCame) {
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

TEST_F(SyncCaps, ACapOnBytesTakesTheSameRunsForAnyNumberOfThreads) {
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

TEST_F(SyncCaps, ACapOnBytesIsOneOfTheWholeCorpus) {
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

TEST_F(SyncCaps, RunsThatGoOnAreFetchedAgainInAFullCorpusToo) {
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

}  // namespace
}  // namespace lockstep::fetch
