// A corpus whose writer dies, at every moment at which something on the disk
// changes.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <random>
#include <set>
#include <thread>

#include "history_fetch/corpus/corpus.h"
#include "tests/history_fetch/corpus/dying_disk.h"
#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

constexpr int kRuns = 12;

CorpusState Done() {
  CorpusState state;
  state.complete = true;
  state.plan = "p";
  return state;
}

void Must(const Outcome<void>& outcome) {
  if (outcome) return;
  std::fprintf(stderr, "%s\n", outcome.error().message.c_str());
  _exit(1);
}

Corpus MustOpen(const std::string& folder) {
  Outcome<Corpus> corpus = Corpus::Open(folder, Corpus::Access::kWrite);
  if (!corpus) Must(tl::unexpected(corpus.error()));
  return std::move(*corpus);
}

// Everything that can be done to a corpus, on top of what Start left.
void Change(const std::string& folder) {
  Corpus corpus = MustOpen(folder);
  Must(corpus.BeginChange("sync has begun"));
  for (int run = 4; run < kRuns; ++run) Must(PutRun(corpus, run));
  Must(corpus.Flush());
  for (int run = 0; run < kRuns; run += 2) Must(PutRun(corpus, run, 1));
  for (int run = 0; run < kRuns; run += 3) Must(PutRun(corpus, run, 2));
  Entry changed = *corpus.Read("default", EntryOf(1).run_id);
  changed.fetched_at = "2026-01-02T03:04:05Z";
  Must(corpus.Update(changed));
  const Entry with_proto = EntryOf(2, 3);
  Must(corpus.Put(with_proto, Temporary(corpus, TextOf(2, 3)),
                  Temporary(corpus, "proto")));
  Must(corpus.Flush());
  Must(corpus.Remove("default", EntryOf(3).run_id));
  Must(corpus.Remove("default", EntryOf(2).run_id));
  Must(PutRun(corpus, 3));  // comes back under the same name
  Must(corpus.Finish(Done()));
}

void Start(const std::string& folder) {
  Corpus corpus = MustOpen(folder);
  for (int run = 0; run < 4; ++run) Must(PutRun(corpus, run));
  Must(corpus.Finish(Done()));
}

// What a later sync does: brings each run to where Change leaves it.
void Complete(const std::string& folder) {
  Corpus corpus = MustOpen(folder);
  Must(corpus.BeginChange("sync has begun"));
  for (int run = 0; run < kRuns; ++run) {
    const Entry any = EntryOf(run);
    if (run == 2) {
      if (corpus.Find(any.name_space, any.run_id)) {
        Must(corpus.Remove(any.name_space, any.run_id));
      }
      continue;
    }
    int version = 0;
    if (run % 2 == 0) version = 1;
    if (run % 3 == 0 && run != 3) version = 2;
    Entry wanted = EntryOf(run, version);
    if (run == 1) wanted.fetched_at = "2026-01-02T03:04:05Z";
    Must(corpus.Put(wanted, Temporary(corpus, TextOf(run, version))));
  }
  Must(corpus.Finish(Done()));
}

// Runs `work` in a child that dies at its call number `call`.
int ExitOf(const std::function<void()>& work, int call) {
  const pid_t child = fork();
  if (child == 0) {
    DieAt(call);
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Everything but state/, path and bytes.
std::vector<std::string> ContentOf(const std::string& folder) {
  std::vector<std::string> content;
  for (const std::string& file : FilesIn(folder)) {
    if (file.starts_with("state/")) continue;
    content.push_back(file + "\n" + ReadFile(folder + "/" + file));
  }
  for (const auto& entry : fs::directory_iterator(folder + "/histories")) {
    content.push_back(entry.path().filename().string() + "/");
  }
  std::sort(content.begin(), content.end());
  return content;
}

// What an entry says, without what Change does to it after it was put.
std::string Plain(Entry entry) {
  entry.file = "f";
  entry.proto = false;
  entry.fetched_at = "";
  return ToJsonLine(entry);
}

// All that is ever put.
std::set<std::string> EverPut() {
  std::set<std::string> lines;
  for (int run = 0; run < kRuns; ++run) {
    for (int version = 0; version < 4; ++version) {
      lines.insert(Plain(EntryOf(run, version)));
    }
  }
  return lines;
}

std::vector<std::string> LinesOf(const Corpus& corpus) {
  std::vector<std::string> lines;
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    lines.push_back(ToJsonLine(entry));
    return Outcome<void>();
  });
  EXPECT_TRUE(read);
  return lines;
}

class Killed : public testing::Test {
 protected:
  Killed() {
    Start(scratch_ / "start");
    fs::copy(scratch_ / "start", scratch_ / "undisturbed",
             fs::copy_options::recursive);
    Change(scratch_ / "undisturbed");
    start_ = LinesOf(Reader("start"));
    end_ = LinesOf(Reader("undisturbed"));
    content_ = ContentOf(scratch_ / "undisturbed");
  }

  std::string CopyOfStart() const {
    fs::remove_all(scratch_ / "corpus");
    fs::copy(scratch_ / "start", scratch_ / "corpus",
             fs::copy_options::recursive);
    return scratch_ / "corpus";
  }

  Corpus Reader(const std::string& name) const {
    return Corpus::Open(scratch_ / name, Corpus::Access::kRead).value();
  }

  // What a run that died must have left, and what the next ones make of it.
  void ExpectHarmless(const std::string& folder) {
    {
      const Outcome<Corpus> read = Corpus::Open(folder, Corpus::Access::kRead);
      ASSERT_TRUE(read) << read.error().message;
      ExpectSound(*read);
      ExpectOnlyWhatWasPut(*read);
      if (read->state().complete) {
        EXPECT_EQ(read->state(), Done());
        EXPECT_THAT(LinesOf(*read), testing::AnyOf(start_, end_));
      } else {
        EXPECT_THAT(read->state().reason, testing::Not(testing::IsEmpty()));
      }
    }
    {
      const Corpus written = MustOpen(folder);
      ExpectSound(written);
      ExpectOnlyWhatWasPut(written);
      ExpectNoStrays(written);
    }
    Complete(folder);
    EXPECT_EQ(ContentOf(folder), content_);
  }

  // Every entry is one that was put, as it was put.
  void ExpectOnlyWhatWasPut(const Corpus& corpus) const {
    const Outcome<void> read = corpus.ForEach([this](const Entry& entry) {
      EXPECT_TRUE(ever_put_.contains(Plain(entry))) << ToJsonLine(entry);
      return Outcome<void>();
    });
    EXPECT_TRUE(read);
  }

  const Scratch scratch_;
  const std::set<std::string> ever_put_ = EverPut();
  std::vector<std::string> start_;  // lines
  std::vector<std::string> end_;
  std::vector<std::string> content_;  // of the undisturbed corpus
};

TEST_F(Killed, AtAnyCallLeavesACorpusThatALaterRunCompletes) {
  int call = 1;
  for (; call < 2000; ++call) {
    SCOPED_TRACE(fmt::format("killed at call {}", call));
    const std::string folder = CopyOfStart();

    const int code = ExitOf([&] { Change(folder); }, call);

    if (code == 0) break;
    ASSERT_EQ(code, kDied);
    ExpectHarmless(folder);
    if (HasFailure()) return;
  }
  EXPECT_GT(call, 100);
}

TEST_F(Killed, AgainWhileItRecoversLosesNothing) {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    const std::string folder = CopyOfStart();
    const int first = 1 + static_cast<int>(random() % 160);
    const int second = 1 + static_cast<int>(random() % 40);
    SCOPED_TRACE(fmt::format("killed at calls {} and {}", first, second));
    ExitOf([&] { Change(folder); }, first);
    const size_t before =
        Corpus::Open(folder, Corpus::Access::kRead).value().size();

    ExitOf([&] { MustOpen(folder); }, second);

    EXPECT_EQ(Corpus::Open(folder, Corpus::Access::kRead).value().size(),
              before);
    ExpectHarmless(folder);
    if (HasFailure()) return;
  }
}

TEST_F(Killed, WhileItIsMadeLeavesAFolderThatCanBecomeACorpus) {
  int call = 1;
  for (; call < 2000; ++call) {
    SCOPED_TRACE(fmt::format("killed at call {}", call));
    const Scratch fresh;
    const std::string folder = fresh / "corpus";
    if (ExitOf([&] { Start(folder); }, call) == 0) break;

    Start(folder);

    EXPECT_EQ(ContentOf(folder), ContentOf(scratch_ / "start"));
  }
  EXPECT_GT(call, 20);
}

// Many threads, and a moment that nothing in the process knows of.
TEST_F(Killed, AtAnyTimeByASignalLeavesASoundCorpus) {
  std::mt19937 random(11);
  for (int round = 0; round < 25; ++round) {
    SCOPED_TRACE(round);
    const Scratch fresh;
    const std::string folder = fresh / "corpus";
    const pid_t child = fork();
    if (child == 0) {
      Corpus corpus = MustOpen(folder);
      Must(corpus.BeginChange("sync has begun"));
      std::vector<std::jthread> threads;
      for (int thread = 0; thread < 64; ++thread) {
        threads.emplace_back([&corpus, thread] {
          for (int step = 0; step < 1000; ++step) {
            Must(PutRun(corpus, thread * 50 + step % 50, step / 50));
          }
        });
      }
      for (std::jthread& thread : threads) thread.join();
      _exit(0);
    }
    usleep(20000 + random() % 60000);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);

    {
      const Outcome<Corpus> read = Corpus::Open(folder, Corpus::Access::kRead);
      if (read) ExpectSound(*read);
    }
    const Corpus written = MustOpen(folder);
    ExpectSound(written);
    ExpectNoStrays(written);
    EXPECT_FALSE(written.state().complete);
  }
}

// ---- A reader while a writer folds its journal in ----

TEST_F(Killed, ByNothingAWriterReplacesTheManifestThatAReaderHasJustOpened) {
  const std::string folder = scratch_ / "start";
  Corpus writer = MustOpen(folder);
  ASSERT_TRUE(PutRun(writer, 8));
  ASSERT_TRUE(writer.Flush());
  BeforeOpening("state/journal.jsonl", [&writer] {
    // Its lines are in the new manifest now, and the journal is gone.
    EXPECT_TRUE(writer.Finish(Done()));
  });

  const Corpus reader = Corpus::Open(folder, Corpus::Access::kRead).value();

  EXPECT_EQ(reader.size(), 5u);
  EXPECT_EQ(reader.state(), Done());
  ExpectSound(reader);
}

// ---- A journal that cannot be read ----

// Taken for no journal, it would cost the histories that only it names.
TEST_F(Killed, ByAKillThenAJournalThatCannotBeReadLosesNothing) {
  const std::string folder = scratch_ / "start";
  {
    Corpus corpus = MustOpen(folder);
    ASSERT_TRUE(PutRun(corpus, 8));
  }
  const std::string path = folder + "/state/journal.jsonl";
  const std::string before = ReadFile(path);
  const auto files = FilesIn(folder + "/histories");
  struct Row {
    std::function<void()> fail;
    const char* reason;
  };
  const Row kRows[] = {
      {[] { FailOpening("state/journal.jsonl", EACCES); }, "Permission denied"},
      {[] { FailOpening("state/journal.jsonl", EMFILE); },
       "Too many open files"},
      {[] { FailReading("journal.jsonl", EIO); }, "Input/output error"},
  };
  for (const Row& row : kRows) {
    for (const auto access : {Corpus::Access::kRead, Corpus::Access::kWrite}) {
      row.fail();
      const Outcome<Corpus> corpus = Corpus::Open(folder, access);
      FailOpening("", 0);
      FailReading("", 0);

      ASSERT_FALSE(corpus) << row.reason;
      EXPECT_EQ(corpus.error(),
                (Failure{ExitCode::kUsage,
                         fmt::format("{}: cannot be read ({}): check its "
                                     "permissions and the disk",
                                     path, row.reason)}));
    }
    EXPECT_EQ(ReadFile(path), before);
    EXPECT_EQ(FilesIn(folder + "/histories"), files);
  }
  EXPECT_EQ(MustOpen(folder).size(), 5u);
}

// ---- A power cut: what was not synced may be lost ----

size_t IndexOf(const std::vector<std::string>& log, const std::string& line,
               size_t from = 0) {
  return static_cast<size_t>(
      std::find(log.begin() + static_cast<std::ptrdiff_t>(from), log.end(),
                line) -
      log.begin());
}

TEST_F(Killed, ByAPowerCutFindsFilesOnTheDiskBeforeTheirLines) {
  Corpus corpus = MustOpen(scratch_ / "start");
  StartLog();
  ASSERT_TRUE(PutRun(corpus, 1, 2));
  ASSERT_TRUE(corpus.Flush());
  const std::string file =
      fs::path(corpus.Read("default", EntryOf(1).run_id)->file).filename();

  const std::vector<std::string> log = TakeLog();

  const size_t renamed = IndexOf(log, "rename " + file);
  const size_t synced = IndexOf(log, "syncfs", renamed);
  const size_t written = IndexOf(log, "write journal.jsonl", synced);
  const size_t safe = IndexOf(log, "fdatasync journal.jsonl", written);
  ASSERT_LT(safe, log.size());
  const bool removed_after = log.back().starts_with("unlink ");
  EXPECT_TRUE(removed_after) << log.back();
  for (size_t i = 0; i < safe; ++i) {
    EXPECT_FALSE(log[i].starts_with("unlink ")) << log[i];
  }
}

TEST_F(Killed, ByAPowerCutFindsTheManifestOnTheDiskBeforeTheJournalGoes) {
  Corpus corpus = MustOpen(scratch_ / "start");
  ASSERT_TRUE(PutRun(corpus, 1, 2));
  ASSERT_TRUE(corpus.Flush());
  StartLog();
  ASSERT_TRUE(corpus.Finish(Done()));

  const std::vector<std::string> log = TakeLog();

  EXPECT_THAT(log, testing::ElementsAre("write manifest.jsonl.new",
                                        "fsync manifest.jsonl.new",
                                        "rename manifest.jsonl", "fsync start",
                                        "unlink journal.jsonl"));
}

}  // namespace
}  // namespace lockstep::fetch
