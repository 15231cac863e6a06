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

// Runs a, b and c are alike, the last two in the number of loops only; d runs.
class PruneCommand : public testing::Test {
 protected:
  PruneCommand() {
    const Step timer = {"TimerStarted", ""};
    const Step closed = {"WorkflowExecutionCompleted", ""};
    MakeCorpus(folder_, {HistoryText("a", {timer, timer, timer, closed}),
                         HistoryText("b", {timer, timer, timer, closed}),
                         HistoryText("c", {timer, timer, timer, timer, closed}),
                         HistoryText("d", {timer})});
  }

  size_t Left() const { return FilesIn(folder_ + "/histories").size(); }

  // How many stay after a prune with `flags`.
  size_t LeftAfter(const std::vector<std::string>& flags) const {
    std::vector<std::string> arguments = {"prune", folder_};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const CommandRun run = RunFetch(arguments);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return Left();
  }

  Scratch scratch_;
  const std::string folder_ = scratch_ / "corpus";
};

TEST_F(PruneCommand, RemovesOneOfAShape) { EXPECT_EQ(LeftAfter({}), 3u); }

TEST_F(PruneCommand, ChangesNothingInADryRun) {
  const std::string manifest = ReadFile(folder_ + "/manifest.jsonl");
  const CommandRun run = RunFetch({"prune", folder_, "--dry-run"});

  EXPECT_THAT(run.out, StartsWith("remove histories/Order/"));
  EXPECT_THAT(run.out, HasSubstr("dry run: nothing was removed\n"));
  EXPECT_EQ(ReadFile(folder_ + "/manifest.jsonl"), manifest);
  EXPECT_EQ(Left(), 4u);
}

TEST_F(PruneCommand, ListsEachThatGoesOnlyIfAsked) {
  const CommandRun brief = RunFetch({"prune", folder_});
  EXPECT_THAT(brief.out, StartsWith("  workflow type  stay  same shape"));
  for (const char* flag : {"-v", "--verbose"}) {
    // Alike again.
    MakeCorpus(scratch_ / flag, {HistoryText("a", {}), HistoryText("b", {}),
                                 HistoryText("c", {})});
    const CommandRun run =
        RunFetch({"prune", scratch_ / flag, "--include-running", flag});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.out, StartsWith("remove histories/Order/"));
  }
}

TEST_F(PruneCommand, GoesByLoopShapes) {
  EXPECT_EQ(LeftAfter({"--by", "loop-shape", "--keep-newest", "0"}), 2u);
}

TEST_F(PruneCommand, KeepsMoreOfTheNewest) {
  EXPECT_EQ(LeftAfter({"--keep-newest", "2"}), 4u);
}

TEST_F(PruneCommand, CanGoByTheText) {
  EXPECT_EQ(LeftAfter({"--by", "exact"}), 4u);
}

TEST_F(PruneCommand, HasABudget) {
  EXPECT_EQ(LeftAfter({"--max-histories", "1"}), 1u);
}

TEST_F(PruneCommand, TakesBytesWithUnits) {
  EXPECT_EQ(LeftAfter({"--max-bytes", "1MB"}), 3u);
  const CommandRun run = RunFetch({"prune", folder_, "--max-bytes", "1 kB"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(Left(), 1u);
  const CommandRun little = RunFetch({"prune", folder_, "--max-bytes", "1 B"});
  EXPECT_EQ(little.exit_code, 2);
  EXPECT_THAT(little.err, HasSubstr("--max-bytes 1 is too little for what"));
}

TEST_F(PruneCommand, LetsRunningRunsGoIfAsked) {
  EXPECT_EQ(
      LeftAfter({"--max-histories", "1", "--include-running", "-o", "json"}),
      1u);
}

TEST_F(PruneCommand, KeepsTheMinimaOfAPlan) {
  WriteFile(scratch_ / "plan.toml",
            "[[stratum]]\nworkflow_type = \"Order\"\nmin_histories = 4\n");
  Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
  std::vector<Entry> entries;
  ASSERT_TRUE(corpus->ForEach([&](Entry entry) {
    entry.source = "import";
    return corpus->Update(entry);
  }));
  ASSERT_TRUE(corpus->Finish({.complete = true}));
  corpus = Fail(ExitCode::kOk, "closed");

  EXPECT_EQ(LeftAfter({"--plan", scratch_ / "plan.toml"}), 4u);
  EXPECT_EQ(LeftAfter({}), 3u);
}

TEST_F(PruneCommand, WritesJson) {
  const CommandRun run = RunFetch({"prune", folder_, "--output", "json"});

  EXPECT_THAT(run.out, StartsWith("{\n  \"format\": 1,\n  \"command\": \""));
  EXPECT_THAT(run.out, HasSubstr("  \"exit_meaning\": \"done\",\n"));
}

TEST_F(PruneCommand, RefusesWhatIsWrong) {
  const std::vector<std::vector<std::string>> wrong = {
      {"prune"},
      {"prune", folder_, "--by", "size"},
      {"prune", folder_, "--keep-newest", "-1"},
      {"prune", folder_, "--plan", scratch_ / "missing.toml"},
      {"prune", scratch_ / "missing"},
  };
  for (const auto& arguments : wrong) {
    const CommandRun run = RunFetch(arguments);
    EXPECT_EQ(run.exit_code, 2) << run.err;
    EXPECT_EQ(run.out, "");
  }
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "missing"));
  EXPECT_EQ(Left(), 4u);
}

}  // namespace
}  // namespace lockstep::fetch
