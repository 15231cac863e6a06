#include "history_fetch/corpus/corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/history_fetch/corpus/corpus_fixture.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST_F(CorpusTest, HoldsWhatWasPutIntoIt) {
  {
    Corpus corpus = Open();
    for (int run = 0; run < 600; ++run) ASSERT_TRUE(PutRun(corpus, run));
    for (int run = 0; run < 600; run += 3) ASSERT_TRUE(PutRun(corpus, run, 1));
    ExpectSound(corpus);
    ASSERT_TRUE(corpus.Finish(Complete()));
    ExpectSound(corpus);
    ExpectNoStrays(corpus);
    // On top of a manifest.
    for (int run = 0; run < 900; run += 2) ASSERT_TRUE(PutRun(corpus, run, 2));
    ExpectSound(corpus);
    ASSERT_TRUE(corpus.Finish(Complete()));
  }

  const Corpus corpus = Reopen();

  EXPECT_EQ(corpus.size(), 750u);
  EXPECT_EQ(corpus.state(), Complete());
  ExpectSound(corpus);
  ExpectNoStrays(corpus);
}

TEST_F(CorpusTest, HasTheSameBytesInWhateverOrderItIsFilled) {
  std::vector<int> runs(300);
  for (int run = 0; run < 300; ++run) runs[run] = run;
  std::string manifest;
  std::vector<std::string> files;
  for (int round = 0; round < 2; ++round) {
    const std::string folder = scratch_ / std::to_string(round);
    Corpus corpus = Corpus::Open(folder, Corpus::Access::kWrite).value();
    for (const int run : runs) ASSERT_TRUE(PutRun(corpus, run));
    if (round == 1) {
      ASSERT_TRUE(PutRun(corpus, 300));
      ASSERT_TRUE(corpus.Finish(CorpusState()));
      ASSERT_TRUE(corpus.Remove("default", EntryOf(300).run_id));
    }
    ASSERT_TRUE(corpus.Finish(Complete()));
    if (round == 0) {
      manifest = ReadFile(folder + "/manifest.jsonl");
      files = FilesIn(folder + "/histories");
      std::reverse(runs.begin(), runs.end());
    } else {
      EXPECT_EQ(ReadFile(folder + "/manifest.jsonl"), manifest);
      EXPECT_EQ(FilesIn(folder + "/histories"), files);
    }
  }
}

TEST_F(CorpusTest, IsMarkedIncompleteInItsManifestBeforeAChange) {
  Corpus corpus = Open();
  EXPECT_THAT(Manifest(), HasSubstr("nothing was downloaded into it yet"));
  ASSERT_TRUE(corpus.Finish(Complete()));
  EXPECT_EQ(Manifest(),
            "{\"lockstep_corpus\":1,\"complete\":true,\"plan\":\"abc\","
            "\"synced_at\":\"2026-01-02T03:04:05Z\","
            "\"server_version\":\"1.32.0\"}\n");

  ASSERT_TRUE(corpus.BeginChange("sync has begun: run it to its end"));

  EXPECT_EQ(Manifest(),
            "{\"lockstep_corpus\":1,\"complete\":false,"
            "\"reason\":\"sync has begun: run it to its end\","
            "\"plan\":\"abc\",\"synced_at\":\"2026-01-02T03:04:05Z\","
            "\"server_version\":\"1.32.0\"}\n");
  EXPECT_EQ(Reopen().state(), corpus.state());
}

TEST_F(CorpusTest, LeavesTheManifestAloneWhenNothingChanges) {
  {
    Corpus corpus = Open();
    ASSERT_TRUE(PutRun(corpus, 1));
    ASSERT_TRUE(corpus.Finish(Complete()));
  }
  const auto written = fs::last_write_time(folder_ + "/manifest.jsonl");

  Corpus corpus = Open();
  ASSERT_TRUE(corpus.Update(Of(corpus, 1)));
  ASSERT_TRUE(corpus.Finish(Complete()));

  EXPECT_EQ(fs::last_write_time(folder_ + "/manifest.jsonl"), written);
}

TEST_F(CorpusTest, IsSeenByAReaderUpToTheLastFlush) {
  Corpus corpus = Open();
  ASSERT_TRUE(corpus.Finish(Complete()));
  ASSERT_TRUE(PutRun(corpus, 1));
  EXPECT_EQ(Reopen().size(), 0u);
  EXPECT_TRUE(Reopen().state().complete);

  ASSERT_TRUE(corpus.Flush());

  const Corpus reader = Reopen();
  EXPECT_EQ(reader.size(), 1u);
  EXPECT_FALSE(reader.state().complete);
  EXPECT_EQ(reader.state().reason,
            "a run of lockstep-fetch was interrupted or is still going on: run "
            "`lockstep-fetch sync` again");
  ExpectSound(reader);
}

TEST_F(CorpusTest, FlushesByItselfEverySoManyChanges) {
  Corpus corpus = Open();
  for (int run = 0; run < 255; ++run) ASSERT_TRUE(PutRun(corpus, run));
  EXPECT_EQ(Reopen().size(), 0u);

  ASSERT_TRUE(PutRun(corpus, 255));

  EXPECT_EQ(Reopen().size(), 256u);
}

TEST_F(CorpusTest, KeepsWhatWasPutWhenItIsClosed) {
  {
    Corpus corpus = Open();
    ASSERT_TRUE(PutRun(corpus, 1));
  }
  EXPECT_EQ(Reopen().size(), 1u);
}

TEST_F(CorpusTest, RemovesTheFileOfAnEntryThatWasReplacedOrRemoved) {
  Corpus corpus = Open();
  ASSERT_TRUE(PutRun(corpus, 1));
  ASSERT_TRUE(PutRun(corpus, 3));  // of another type
  ASSERT_TRUE(corpus.Flush());
  const std::string before = Of(corpus, 1).file;
  ASSERT_TRUE(PutRun(corpus, 1, 5));
  ASSERT_TRUE(corpus.Remove("default", EntryOf(3).run_id));
  EXPECT_EQ(FilesIn(folder_ + "/histories").size(), 3u);

  ASSERT_TRUE(corpus.Flush());

  EXPECT_NE(Of(corpus, 1).file, before);
  ExpectNoStrays(corpus);
  EXPECT_FALSE(
      fs::exists(folder_ + "/histories/" + TypeSlug(EntryOf(3).workflow_type)));
}

TEST_F(CorpusTest, KeepsAFileThatLeftAndCameBackBeforeAFlush) {
  Corpus corpus = Open();
  ASSERT_TRUE(PutRun(corpus, 1));
  ASSERT_TRUE(corpus.Flush());
  ASSERT_TRUE(PutRun(corpus, 1, 1));
  ASSERT_TRUE(PutRun(corpus, 1));
  ASSERT_TRUE(corpus.Remove("default", EntryOf(1).run_id));
  ASSERT_TRUE(PutRun(corpus, 1));

  ASSERT_TRUE(corpus.Flush());

  ExpectSound(corpus);
  ExpectNoStrays(corpus);
}

TEST_F(CorpusTest, KeepsTheProtoFileBesideTheText) {
  Corpus corpus = Open();
  const auto put = [&](const std::string& proto) {
    return corpus.Put(EntryOf(1), Temporary(corpus, TextOf(1, 0)), proto);
  };
  const std::string proto = corpus.NewTemporary();
  WriteFile(proto, "proto");
  ASSERT_TRUE(put(proto));
  ASSERT_TRUE(put(""));  // the same text again: the proto is as good
  const Entry entry = Of(corpus, 1);
  ASSERT_TRUE(corpus.Finish(Complete()));

  EXPECT_TRUE(entry.proto);
  std::string name = entry.file;
  name.replace(name.size() - 7, 7, "binpb");
  EXPECT_EQ(ReadFile(folder_ + "/" + name), "proto");
  ExpectNoStrays(corpus);
  ASSERT_TRUE(corpus.Remove("default", entry.run_id));
  ASSERT_TRUE(corpus.Finish(Complete()));
  EXPECT_TRUE(FilesIn(folder_ + "/histories").empty());
}

TEST_F(CorpusTest, UpdatesAnEntryWithoutItsFile) {
  Corpus corpus = Open();
  ASSERT_TRUE(PutRun(corpus, 1));
  Entry changed = Of(corpus, 1);
  changed.redaction = "policy";
  changed.workflow_id = "hidden";
  ASSERT_TRUE(corpus.Update(changed));

  EXPECT_EQ(Of(corpus, 1), changed);
  EXPECT_TRUE(corpus.Find("default", changed.run_id)->redacted);
  ASSERT_TRUE(corpus.Finish(Complete()));
  EXPECT_EQ(Of(Reopen(), 1), changed);
  ExpectSound(corpus);
  ExpectNoStrays(corpus);
}

TEST_F(CorpusTest, RefusesAnUpdateOfAFileThatWasReplaced) {
  Corpus corpus = Open();
  ASSERT_TRUE(PutRun(corpus, 1));
  const Entry old = Of(corpus, 1);
  ASSERT_TRUE(PutRun(corpus, 1, 1));

  const Failure expected{ExitCode::kIntegrity,
                         folder_ + "/" + old.file +
                             ": is not the run's file any more: run the "
                             "command again"};
  EXPECT_EQ(corpus.Update(old).error(), expected);
  ASSERT_TRUE(corpus.Remove("default", old.run_id));
  EXPECT_EQ(corpus.Update(old).error(), expected);
}

TEST_F(CorpusTest, SaysThatItHasNoSuchRun) {
  Corpus corpus = Open();
  const Failure expected{ExitCode::kUsage,
                         folder_ +
                             ": has no run a??b: look with `lockstep-fetch "
                             "status`"};
  EXPECT_EQ(corpus
                .Read("default",
                      "a\n\x1b"
                      "b")
                .error(),
            expected);
  EXPECT_EQ(corpus
                .Remove("default",
                        "a\n\x1b"
                        "b")
                .error(),
            expected);
  EXPECT_FALSE(corpus.Find("default", "a"));
}

TEST_F(CorpusTest, TellsRunsOfNamespacesApart) {
  Corpus corpus = Open();
  for (const char* name_space : {"a", "b"}) {
    Entry entry = EntryOf(1);
    entry.name_space = name_space;
    ASSERT_TRUE(corpus.Put(entry, Temporary(corpus, TextOf(1, 0))));
  }
  EXPECT_EQ(corpus.size(), 2u);
  EXPECT_NE(corpus.PartialPath("a", "r"), corpus.PartialPath("b", "r"));
  ExpectSound(corpus);
}

TEST_F(CorpusTest, RefusesAnEntryItCouldNotName) {
  Corpus corpus = Open();
  Entry nameless = EntryOf(1);
  nameless.run_id = "";
  Entry garbled = EntryOf(1);
  garbled.workflow_id = "\xff";

  EXPECT_EQ(corpus.Put(nameless, "x").error(),
            (Failure{ExitCode::kIntegrity,
                     "a history has no run id, by which a corpus tells "
                     "histories apart: give it one"}));
  EXPECT_EQ(corpus.Put(garbled, "x").error(),
            (Failure{ExitCode::kIntegrity,
                     "a workflow has a name that is not UTF-8, which no server "
                     "gives: download or import it again"}));
  Entry endless = EntryOf(1);
  endless.last_event_id = kGreatestNumber + 1;
  EXPECT_EQ(corpus.Put(endless, "x").error(),
            (Failure{ExitCode::kIntegrity,
                     "a history has a number for \"last_event_id\" that no "
                     "server gives: download or import it again"}));
}

// Two runs never get one name by themselves: 64 bits of SHA-256 tell them
// apart.
TEST_F(CorpusTest, RefusesANameThatAnotherRunHas) {
  Entry other = EntryOf(2);
  {
    Corpus corpus = Open();
    ASSERT_TRUE(PutRun(corpus, 1));
    ASSERT_TRUE(corpus.Finish(Complete()));
    other.file = Of(corpus, 1).file;
  }
  WriteFile(folder_ + "/manifest.jsonl",
            "{\"lockstep_corpus\":1}\n" + ToJsonLine(other) + "\n");
  Corpus corpus = Open();

  EXPECT_EQ(PutRun(corpus, 1).error(),
            (Failure{ExitCode::kIntegrity,
                     folder_ + "/" + other.file +
                         ": two histories would have this name: leave one of "
                         "them out"}));
  EXPECT_EQ(corpus.size(), 1u);
}

TEST_F(CorpusTest, SaysThatATemporaryIsNotThere) {
  Corpus corpus = Open();

  const Outcome<void> put = corpus.Put(EntryOf(1), scratch_ / "nothing");

  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, ExitCode::kPartial);
  EXPECT_THAT(put.error().message,
              HasSubstr("cannot be written (No such file or directory)"));
  EXPECT_EQ(corpus.size(), 0u);
}

TEST_F(CorpusTest, VisitsTheEntriesOfTheMomentWhateverTheVisitDoes) {
  Corpus corpus = Open();
  for (int run = 0; run < 300; ++run) ASSERT_TRUE(PutRun(corpus, run));
  ASSERT_TRUE(corpus.Finish(Complete()));
  for (int run = 300; run < 310; ++run) ASSERT_TRUE(PutRun(corpus, run));
  int visited = 0;
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    ++visited;
    Outcome<void> removed = corpus.Remove(entry.name_space, entry.run_id);
    return removed ? PutRun(corpus, 1000 + visited) : removed;
  });

  EXPECT_TRUE(read) << read.error().message;
  EXPECT_EQ(visited, 310);
  EXPECT_EQ(corpus.size(), 310u);
  ExpectSound(corpus);
  ASSERT_TRUE(corpus.Finish(Complete()));
  ExpectNoStrays(corpus);
}

TEST_F(CorpusTest, StopsAVisitThatFails) {
  Corpus corpus = Open();
  for (int run = 0; run < 3; ++run) ASSERT_TRUE(PutRun(corpus, run));
  int visited = 0;
  const Outcome<void> read = corpus.ForEach([&](const Entry&) {
    return ++visited == 2 ? Outcome<void>(Fail(ExitCode::kMinima, "enough"))
                          : Outcome<void>();
  });

  EXPECT_EQ(read.error(), (Failure{ExitCode::kMinima, "enough"}));
  EXPECT_EQ(visited, 2);
  EXPECT_TRUE(corpus.Finish(Complete()));
}

// What a kill may cost, as docs/fetch.md says.
TEST_F(CorpusTest, BringsEvery256thChangeToTheDisk) {
  Corpus corpus = Open();
  for (int run = 0; run < 256; ++run) ASSERT_TRUE(PutRun(corpus, run));

  EXPECT_EQ(Reopen().size(), 256u);
}

TEST_F(CorpusTest, BringsWhatItHasToTheDiskWhenNothingMoreComes) {
  Corpus corpus = Open();
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(PutRun(corpus, round));
    // Two seconds, and as much as a busy machine takes.
    constexpr int kMostLooks = 1000;
    for (int look = 0; look < kMostLooks; ++look) {
      if (Reopen().size() == static_cast<size_t>(round) + 1) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    EXPECT_EQ(Reopen().size(), static_cast<size_t>(round) + 1);
  }
}

TEST_F(CorpusTest, TakesHistoriesFromManyThreads) {
  Corpus corpus = Open();
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 64; ++thread) {
    threads.emplace_back([&corpus, thread] {
      for (int step = 0; step < 40; ++step) {
        const int run = thread * 20 + step % 20;
        EXPECT_TRUE(PutRun(corpus, run, step / 20));
        const Entry entry = EntryOf(run);
        EXPECT_TRUE(corpus.Read(entry.name_space, entry.run_id));
        if (thread == step) {
          EXPECT_TRUE(corpus.Flush());
        }
      }
    });
  }
  for (std::jthread& thread : threads) thread.join();
  EXPECT_EQ(corpus.size(), 1280u);
  ASSERT_TRUE(corpus.Finish(Complete()));

  ExpectSound(corpus);
  ExpectNoStrays(corpus);
}

}  // namespace
}  // namespace lockstep::fetch
