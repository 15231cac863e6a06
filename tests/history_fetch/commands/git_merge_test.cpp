// The way through a merge of two branches that both have changed a corpus, as
// docs/fetch.md says it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/history_fetch/commands/command_line.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;

constexpr char kOurs[] = "11111111-2222-3333-4444-555555555555";
constexpr char kTheirs[] = "22222222-2222-3333-4444-555555555555";
constexpr char kBoth[] = "33333333-2222-3333-4444-555555555555";

class GitMerge : public testing::Test {
 protected:
  // In the repository.
  int Shell(const std::string& commands) const {
    // Of a hook that runs the tests.
    const std::string all = "unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE; cd '" +
                            scratch_.path() + "/repository' && { " + commands +
                            "; } > /dev/null 2>&1";
    return std::system(all.c_str());
  }

  void Import(const char* run) const {
    const std::string file = scratch_ / "a.json";
    WriteFile(file, HistoryText(run, {{"WorkflowExecutionCompleted", ""}}));
    EXPECT_EQ(RunFetch({"import", corpus_, file}).exit_code, 0);
  }

  const Scratch scratch_;
  const std::string corpus_ = scratch_ / "repository/corpus";
};

TEST_F(GitMerge, KeepsTheHistoriesOfBothSides) {
  ASSERT_EQ(std::system(("mkdir '" + (scratch_ / "repository") + "'").c_str()),
            0);
  ASSERT_EQ(Shell("git init -q -b ours && git config user.name a && git config "
                  "user.email a@example.com && git config commit.gpgsign "
                  "false"),
            0)
      << "is git installed?";
  Import(kBoth);
  ASSERT_EQ(Shell("git add corpus && git commit -qm both && "
                  "git checkout -qb theirs"),
            0);
  Import(kTheirs);
  ASSERT_EQ(Shell("git add corpus && git commit -qm theirs && "
                  "git checkout -q ours"),
            0);
  Import(kOurs);
  ASSERT_EQ(Shell("git add corpus && git commit -qm ours"), 0);
  // Lines that stand side by side conflict.
  ASSERT_NE(Shell("git merge theirs"), 0);

  const CommandRun conflict = RunFetch({"verify", corpus_});
  EXPECT_EQ(conflict.exit_code, 6);
  EXPECT_THAT(conflict.out, HasSubstr("has conflict markers of a git merge; "));

  ASSERT_EQ(Shell("git checkout --ours corpus/manifest.jsonl && git worktree "
                  "add --detach ../theirs MERGE_HEAD"),
            0);
  EXPECT_EQ(RunFetch({"import", corpus_, scratch_ / "theirs/corpus"}).exit_code,
            0);
  ASSERT_EQ(Shell("git worktree remove ../theirs && git add corpus && git "
                  "commit -qm merged"),
            0);

  EXPECT_EQ(RunFetch({"verify", corpus_}).exit_code, 0);
  const auto corpus = Corpus::Open(corpus_, Corpus::Access::kRead);
  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_TRUE(corpus->state().complete);
  for (const char* run : {kOurs, kTheirs, kBoth}) {
    EXPECT_TRUE(corpus->Find("default", run)) << run;
  }
  EXPECT_EQ(corpus->size(), 3u);
}

}  // namespace
}  // namespace lockstep::fetch
