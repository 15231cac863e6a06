// How much memory a corpus takes for each of its histories.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>

#include "history/sha256.h"
#include "history_fetch/corpus/corpus.h"
#include "history_fetch/corpus/names.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/proof/sanitized.h"

namespace lockstep::fetch {
namespace {

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

// What the process has used at most when it has done `work`, in bytes; 0: it
// failed. In a process of its own, as memory that was used once stays the peak.
int64_t PeakIn(const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work() ? 0 : 1);
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  const bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return good ? usage.ru_maxrss * 1024 : 0;
}

void MakeCorpus(const std::string& folder, int histories) {
  ASSERT_TRUE(Corpus::Open(folder, Corpus::Access::kWrite));
  std::ofstream manifest(folder + "/manifest.jsonl", std::ios::app);
  for (int number = 0; number < histories; ++number) {
    manifest << ToJsonLine(LongEntry(number)) << '\n';
  }
}

// Opens it, changes every entry, so that the journal is as long as the
// manifest, and folds.
bool ChangeAll(const std::string& folder, int histories) {
  Outcome<Corpus> corpus = Corpus::Open(folder, Corpus::Access::kWrite);
  if (!corpus || corpus->size() != static_cast<size_t>(histories)) return false;
  int visited = 0;
  const Outcome<void> updated = corpus->ForEach([&](const Entry& entry) {
    ++visited;
    Entry changed = entry;
    changed.fetched_at = "2026-01-02T03:04:05Z";
    return corpus->Update(changed);
  });
  return updated && visited == histories && corpus->Finish(CorpusState());
}

// The most memory that this takes; 0: it failed.
int64_t PeakOf(const std::string& folder, int histories) {
  MakeCorpus(folder, histories);
  return PeakIn([&] { return ChangeAll(folder, histories); });
}

TEST(Size, OfEachHistoryIsLittleInMemory) {
  if (proof::kSanitized)
    GTEST_SKIP() << "a sanitizer's own memory would be measured";
  const Scratch scratch;
  constexpr int kFew = 20'000;
  constexpr int kMany = 100'000;

  const int64_t few = PeakOf(scratch / "few", kFew);
  const int64_t many = PeakOf(scratch / "many", kMany);

  ASSERT_GT(few, 0);
  ASSERT_GT(many, 0);
  const int64_t of_each = (many - few) / (kMany - kFew);
  std::fprintf(stderr, "%ld bytes, %ld MB\n", static_cast<long>(of_each),
               static_cast<long>(many / 1'000'000));
  EXPECT_LT(of_each, 150);
}

}  // namespace
}  // namespace lockstep::fetch
