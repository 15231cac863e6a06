// Every public history that we know of loads, or stands in corpus_refused.tsv
// with what it is told.
#include "tests/history/corpus.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "history/load.h"
#include "history/timeline.h"

namespace lockstep::history {
namespace {

// File to the words that its message must hold.
std::map<std::string, std::string> RefusedFiles() {
  std::ifstream table(LOCKSTEP_SOURCE_DIR "/tests/history/corpus_refused.tsv");
  std::map<std::string, std::string> refused;
  std::string line;
  std::getline(table, line);  // the names of the columns
  while (std::getline(table, line)) {
    const size_t tab = line.find('\t');
    refused[line.substr(0, tab)] =
        line.substr(tab + 1, line.find('\t', tab + 1) - tab - 1);
  }
  return refused;
}

TEST(Corpus, LoadsOrIsRefusedForAKnownReason) {
  const auto folder = CorpusFolder() / "histories";
  if (!std::filesystem::is_directory(folder)) {
    GTEST_SKIP() << "no corpus at " << folder << ": set LOCKSTEP_CORPUS";
  }
  std::map<std::string, std::string> refused = RefusedFiles();
  size_t loaded = 0;
  for (const auto& path : FilesBelow(folder, ".json")) {
    const std::string name = std::filesystem::relative(path, folder);
    const LoadResult history = LoadHistory(path, {});
    const auto expected = refused.extract(name);
    if (expected) {
      ASSERT_FALSE(history) << name;
      EXPECT_NE(history.error().message.find(expected.mapped()),
                std::string::npos)
          << history.error().message;
      continue;
    }
    EXPECT_TRUE(history) << history.error().message;
    if (!history) continue;
    ++loaded;
    EXPECT_FALSE(history->decoded) << name;
    EXPECT_FALSE(Timeline(*history).empty());
  }
  EXPECT_GE(loaded, 224u);
  EXPECT_TRUE(refused.empty()) << refused.begin()->first;
}

TEST(Corpus, LoadsNewestFirstFilesOnRequest) {
  const auto folder = CorpusFolder() / "histories/temporalio__ui";
  if (!std::filesystem::is_directory(folder)) {
    GTEST_SKIP() << "no corpus at " << folder << ": set LOCKSTEP_CORPUS";
  }
  LoadOptions options;
  options.reverse_order = true;
  for (const auto& path : FilesBelow(folder, ".json")) {
    const LoadResult history = LoadHistory(path, options);
    EXPECT_TRUE(history) << history.error().message;
  }
}

}  // namespace
}  // namespace lockstep::history
