#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/history_fetch/commands/command_line.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class VerifyCommand : public testing::Test {
 protected:
  VerifyCommand() {
    MakeCorpus(folder_, {FixtureText("loader/version-markers")});
  }

  Scratch scratch_;
  const std::string folder_ = scratch_ / "corpus";
};

TEST_F(VerifyCommand, ExitsWith0IfAllIsWell) {
  const CommandRun run = RunFetch({"verify", folder_});

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.out, folder_ +
                         ": 1 history (0 running, 0 redacted), 34 events, 1 "
                         "shape, 1 loop shape\nno problem\n");
  EXPECT_EQ(run.err, "");
}

TEST_F(VerifyCommand, WritesJson) {
  for (const char* flag : {"-o", "--output", "--format"}) {
    EXPECT_THAT(RunFetch({"verify", folder_, flag, "json"}).out,
                StartsWith("{\n  \"format\": 1,\n  \"command\": \""));
  }
}

TEST_F(VerifyCommand, ExitsWith6IfThereIsAProblem) {
  WriteFile(folder_ + "/histories/stray", "");
  const CommandRun run = RunFetch({"verify", folder_});

  EXPECT_EQ(run.exit_code, 6);
  EXPECT_THAT(run.out, StartsWith("stray: histories/stray is in no line of "));
}

TEST_F(VerifyCommand, ExitsWith5IfItIsIncomplete) {
  Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
  ASSERT_TRUE(corpus->BeginChange("a reason"));

  EXPECT_EQ(RunFetch({"verify", folder_}).exit_code, 5);
}

TEST_F(VerifyCommand, ExitsWith2WithoutACorpus) {
  const CommandRun run = RunFetch({"verify", scratch_ / "missing"});

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("there is no such folder"));
  EXPECT_EQ(RunFetch({"verify"}).exit_code, 2);
}

TEST_F(VerifyCommand, RunsTheReplayerItIsTold) {
  const std::string program = scratch_ / "replay.sh";
  WriteFile(program, "#!/bin/sh\nexit 1\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const CommandRun run = RunFetch(
      {"verify", folder_, "--build", "b.so", "--replay-program", program});

  EXPECT_EQ(run.exit_code, 6);
  EXPECT_THAT(run.out,
              StartsWith("replay: the corpus does not replay with b.so: "));
}

}  // namespace
}  // namespace lockstep::fetch
