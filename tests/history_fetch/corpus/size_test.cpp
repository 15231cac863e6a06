// A corpus of 100,000 histories stays small in memory.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "history/sha256.h"
#include "history_fetch/corpus/corpus.h"
#include "history_fetch/corpus/names.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/proof/sanitized.h"

namespace lockstep::fetch {
namespace {

constexpr int kMany = 100000;

// An entry as long as they are in life.
Entry LongEntry(int number) {
  Entry entry = EntryOf(1);
  entry.workflow_id = fmt::format("order-workflow-of-customer-{:08}", number);
  entry.run_id = fmt::format("{:08x}-0000-4000-8000-000000000000", number);
  entry.first_run_id = entry.run_id;
  entry.sha256 = history::Sha256Hex(entry.run_id);
  entry.loop_shape = entry.shape;
  entry.query = std::string(300, 'q');
  entry.descriptors = entry.sha256;
  entry.file = HistoryPath(entry);
  return entry;
}

int64_t PeakKilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

// In a process of its own, as memory that was used once stays the peak.
int ExitOf(const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work() ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Size, OfAHundredThousandHistoriesIsLittleInMemory) {
  if (proof::kSanitized)
    GTEST_SKIP() << "a sanitizer's own memory would be measured";
  const Scratch scratch;
  const std::string folder = scratch / "corpus";
  { ASSERT_TRUE(Corpus::Open(folder, Corpus::Access::kWrite)); }
  {
    std::ofstream manifest(folder + "/manifest.jsonl", std::ios::app);
    for (int number = 0; number < kMany; ++number) {
      manifest << ToJsonLine(LongEntry(number)) << '\n';
    }
  }

  const int code = ExitOf([&] {
    const int64_t before = PeakKilobytes();
    Outcome<Corpus> corpus = Corpus::Open(folder, Corpus::Access::kWrite);
    if (!corpus || corpus->size() != kMany) return false;
    // Every entry is changed, so that the journal is as long as the manifest.
    int visited = 0;
    const Outcome<void> updated = corpus->ForEach([&](const Entry& entry) {
      ++visited;
      Entry changed = entry;
      changed.fetched_at = "2026-01-02T03:04:05Z";
      return corpus->Update(changed);
    });
    if (!updated || visited != kMany) return false;
    if (!corpus->Finish(CorpusState())) return false;
    const int64_t used = PeakKilobytes() - before;
    std::fprintf(stderr, "%ld MB\n", static_cast<long>(used / 1024));
    return used < 80 * 1024;
  });

  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace lockstep::fetch
