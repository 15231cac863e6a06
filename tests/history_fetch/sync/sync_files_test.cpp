// Files that are gone, and what was redacted.
#include <filesystem>

#include "history_fetch/sync/sync.h"
#include "tests/history_fetch/sync/sync_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using Kind = rpc::CallError::Kind;

class SyncFiles : public SyncFixture {};

TEST_F(SyncFiles, AFileThatIsMissingOrEmptyIsFetchedAgain) {
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

TEST_F(SyncFiles, AFileThatTurnsOutDamagedIsFetchedAgain) {
  stratum().children = true;  // their links are read from the files
  AddRun(1);
  RunSync();
  const auto bytes = Bytes();
  WriteFile(PathOf(1), "damaged");

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(SyncFiles, AFileThatNobodyHasAnyMoreMarksTheCorpus) {
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

TEST_F(SyncFiles, WhatWasRedactedDoesNotComeBackInPlaceOfAMissingFile) {
  AddRun(1);
  RunSync();
  Redact(1);
  std::filesystem::remove(PathOf(1));

  EXPECT_EQ(CodeOf(RunSync()), ExitCode::kIntegrity);

  EXPECT_EQ(service_.Count("History"), 1);
  EXPECT_FALSE(std::filesystem::exists(PathOf(1)));
}

TEST_F(SyncFiles, WhatWasRedactedDoesNotComeBack) {
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

TEST_F(SyncFiles, ARunThatTheServerHasNoMoreIsKept) {
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
