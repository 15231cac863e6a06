// What a sync and a refresh make of what lies there: damage, other names of
// sources, other forms.
#include "history_fetch/sync/stored_runs.h"

#include <filesystem>

#include "history/gunzip.h"
#include "tests/history/gzip.h"
#include "tests/history_fetch/sync/sync_fixture.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StoredRunsTest : public SyncFixture {
 protected:
  // Another text of the same length.
  void Damage(int number) {
    std::string text =
        history::Gunzip(ReadFile(PathOf(number)), 1 << 20).value();
    std::replace(text.begin(), text.end(), 'e', 'E');
    WriteFile(PathOf(number), history::Gzip(text));
  }
  // Of a sync whose plan wants nothing any more, and of a refresh.
  void WantNothing() {
    stratum().want = 1;
    stratum().statuses = {"Failed"};
    stratum().min_histories = 0;
  }
};

// ---- Damage ----

TEST_F(StoredRunsTest, AFileOfAnotherLengthIsFetchedAgain) {
  for (int i = 1; i <= 4; ++i) AddRun(i);
  RunSync();
  const auto bytes = Bytes();
  const auto damage = [&] {
    WriteFile(PathOf(1), history::Gzip("{}"));
    fs::resize_file(PathOf(2), fs::file_size(PathOf(2)) - 10);
    fs::rename(PathOf(3), scratch_.path() + "/elsewhere");
    fs::create_symlink(scratch_.path() + "/elsewhere", PathOf(3));
    WriteFile(PathOf(4), "x");
  };

  damage();
  EXPECT_EQ(Row(RunSync()).fresh, 4);
  EXPECT_EQ(Bytes(), bytes);
  damage();
  EXPECT_EQ(Row(RunRefresh()).fresh, 4);
  EXPECT_EQ(Bytes(), bytes);
  WantNothing();
  damage();
  RunSync();
  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(StoredRunsTest, AnotherTextIsFetchedAgainOnRequest) {
  for (int i = 1; i <= 3; ++i) AddRun(i, i > 1);
  RunSync();
  const auto bytes = Bytes();
  const auto damage = [&] {
    Damage(1);
    Damage(2);
  };

  damage();
  EXPECT_EQ(Row(RunSync()).fresh, 0);  // it is not looked at
  repair_ = true;
  EXPECT_EQ(Row(RunSync()).fresh, 2);
  EXPECT_EQ(Bytes(), bytes);
  damage();
  EXPECT_EQ(Row(RunRefresh()).fresh, 2);
  EXPECT_EQ(Bytes(), bytes);
  WantNothing();
  damage();
  RunSync();
  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(StoredRunsTest, DamageThatTheServerCannotRepairIsSaid) {
  AddRun(1);
  AddRun(2);
  RunSync();
  Damage(1);
  service_.Remove(rpc::SampleRunId(1));
  repair_ = true;

  for (const SyncReport& report : {RunSync(), RunRefresh()}) {
    EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity);
    EXPECT_THAT(report.failures.at(0).message,
                HasSubstr("1 file that the manifest names is missing or "
                          "damaged (histories/OrderWorkflow/"));
  }
  EXPECT_FALSE(State().complete);
}

TEST_F(StoredRunsTest, AProtobufFileThatIsGoneIsFetchedAgain) {
  keep_proto_ = KeepProto::kYes;
  AddRun(1);
  RunSync();
  const auto bytes = Bytes();
  std::string path = PathOf(1);
  fs::remove(path.replace(path.find(".json.gz"), 8, ".binpb"));
  keep_proto_ = KeepProto::kNo;

  RunSync();

  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(StoredRunsTest, WhatWasRedactedIsNotRepaired) {
  AddRun(1);
  RunSync();
  Redact(1);
  Damage(1);
  repair_ = true;

  EXPECT_EQ(Row(RunSync()).kept, 1);
}

// ---- Sources that have another name now ----

TEST_F(StoredRunsTest, RunsOfASourceWithANewNameAreItsOwn) {
  AddRun(1);
  AddRun(2, false);
  RunSync();
  plan_.sources.front().name = "prod";
  stratum().source = "prod";
  stratum().name = "All orders";

  const SyncReport report = RunSync({"prod"});

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(report.strata.size(), 1u);
  EXPECT_EQ(Row(report).kept, 2);
  EXPECT_EQ(Row(report).coverage.histories, 2);
  EXPECT_TRUE(State().complete) << State().reason;
  for (const int number : {1, 2}) {
    EXPECT_EQ(StoredEntry(number).source, "prod");
    EXPECT_EQ(StoredEntry(number).stratum, "All orders");
  }
}

TEST_F(StoredRunsTest, RunsOfOtherSourcesOfThePlanStayTheirs) {
  AddRun(1);
  RunSync();
  plan_.sources.emplace_back().name = "prod";
  plan_.strata.push_back(stratum());
  plan_.strata[1].source = "prod";

  RunSync({"prod"});

  EXPECT_EQ(StoredEntry(1).source, "default");
}

TEST_F(StoredRunsTest, ImportedRunsAndThoseOfOtherTypesStayWhatTheyAre) {
  AddRun(1);
  AddRun(2);
  RunSync();
  {
    auto corpus =
        Corpus::Open(scratch_.path() + "/c", Corpus::Access::kWrite).value();
    Entry entry = corpus.Read("default", rpc::SampleRunId(1)).value();
    entry.source = "import";
    ASSERT_TRUE(corpus.Update(entry));
    entry = corpus.Read("default", rpc::SampleRunId(2)).value();
    entry.workflow_type = "Refund";
    ASSERT_TRUE(corpus.Update(entry));
    ASSERT_TRUE(corpus.Finish(corpus.state()));
  }
  plan_.sources.front().name = "prod";
  stratum().source = "prod";

  RunSync({"prod"});

  EXPECT_EQ(StoredEntry(1).source, "import");
  EXPECT_EQ(StoredEntry(2).source, "default");
}

// ---- Other forms ----

TEST_F(StoredRunsTest, ThoseWithoutProtobufAreNoted) {
  AddRun(1);
  AddRun(2, false);
  RunSync();
  EXPECT_THAT(RunSync().notes, IsEmpty());
  keep_proto_ = KeepProto::kYes;

  for (const SyncReport& report : {RunSync(), RunRefresh()}) {
    EXPECT_THAT(report.notes,
                ElementsAre("1 stored histories have no .binpb, and "
                            "--keep-proto brings it only with what is "
                            "fetched: sync into a new folder to have it of "
                            "all"));
  }
}

TEST_F(StoredRunsTest, ThoseOfAnotherCodecAreNoted) {
  AddRun(1);
  RunSync();
  {
    auto corpus =
        Corpus::Open(scratch_.path() + "/c", Corpus::Access::kWrite).value();
    Entry entry = corpus.Read("default", rpc::SampleRunId(1)).value();
    entry.codec = "decoded";
    ASSERT_TRUE(corpus.Update(entry));
    ASSERT_TRUE(corpus.Finish(corpus.state()));
  }

  for (const SyncReport& report : {RunSync(), RunRefresh()}) {
    EXPECT_THAT(report.notes,
                ElementsAre("the payloads of 1 stored histories are decoded, "
                            "and of what is fetched now they are encoded: sync "
                            "into a new folder to have them alike, or fetch "
                            "with --codec-endpoint"));
  }
}

}  // namespace
}  // namespace lockstep::fetch
