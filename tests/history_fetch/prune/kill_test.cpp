// A prune that dies at every moment at which something on the disk changes: a
// later one ends with the corpus that an undisturbed one makes.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "history_fetch/prune/prune.h"
#include "history_fetch/verify/verify.h"
#include "tests/history_fetch/corpus/dying_disk.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

bool Prune(const std::string& folder) {
  Outcome<Corpus> corpus = Corpus::Open(folder, Corpus::Access::kWrite);
  if (!corpus) return false;
  const Outcome<Pruning> pruning = DecidePruning(*corpus, {});
  return pruning && ApplyPruning(*pruning, *corpus);
}

// In a child that dies at its call number `call`.
int PruneUntil(const std::string& folder, int call) {
  const pid_t child = fork();
  if (child == 0) {
    DieAt(call);
    _exit(Prune(folder) ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Everything but state/.
std::string ContentOf(const std::string& folder) {
  std::string content;
  for (const std::string& file : FilesIn(folder)) {
    if (file.starts_with("state/")) continue;
    content += file + "\n" + ReadFile(folder + "/" + file) + "\n";
  }
  return content;
}

TEST(PruneThatDies, EndsWithTheSameCorpus) {
  const Scratch scratch;
  std::vector<std::string> texts;
  for (int run = 0; run < 8; ++run) {
    std::vector<Step> steps(static_cast<size_t>(run % 2) + 1,
                            {"TimerStarted", ""});
    steps.push_back({"WorkflowExecutionCompleted", ""});
    texts.push_back(HistoryText(fmt::format("run-{}", run), steps));
  }
  const std::string whole = scratch / "whole";
  MakeCorpus(whole, texts);
  const std::string pruned = scratch / "pruned";
  fs::copy(whole, pruned, fs::copy_options::recursive);
  ASSERT_TRUE(Prune(pruned));
  const std::string expected = ContentOf(pruned);
  ASSERT_NE(expected, ContentOf(whole));

  int deaths = 0;
  const std::string folder = scratch / "corpus";
  for (int call = 1;; ++call) {
    fs::remove_all(folder);
    fs::copy(whole, folder, fs::copy_options::recursive);
    const int exit = PruneUntil(folder, call);
    if (exit == 0) break;
    ASSERT_EQ(exit, kDied) << call;
    ++deaths;

    ASSERT_TRUE(Prune(folder)) << call;
    EXPECT_EQ(ContentOf(folder), expected) << call;
    const auto verification = Verify({folder, "", ""});
    ASSERT_TRUE(verification);
    EXPECT_THAT(verification->findings, testing::IsEmpty()) << call;
  }
  EXPECT_GT(deaths, 10);
}

}  // namespace
}  // namespace lockstep::fetch
