// What becomes of histories in a corpus.
#include "history_fetch/importing/import.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "tests/history_fetch/importing/sample_changes.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using Kind = Imported::Result;
using testing::HasSubstr;
using testing::SizeIs;

TEST(Import, ReplacesWhatCannotBeRead) {
  for (const int after : {0, 2}) {
    for (const char* bytes : {"", "damaged"}) {
      ImportBench bench;
      ASSERT_TRUE(bench.Import({bench.File("a.json", SampleText())}));
      WriteFile(bench.folder() + "/" + bench.Entries()[0].file, bytes);

      const auto summary =
          bench.Import({bench.File("b.json", SampleText(after))});

      ASSERT_TRUE(summary);
      EXPECT_EQ(summary->code, ExitCode::kOk);
      EXPECT_EQ(summary->replaced, 1);
      EXPECT_EQ(bench.TextOf(bench.Entries()[0]), SampleText(after));
    }
  }
}

TEST(Import, SaysThatFilesOfTheCorpusAreMissing) {
  ImportBench bench;
  ASSERT_TRUE(bench.Import({bench.File("a.json", SampleText())}));
  std::filesystem::remove(bench.folder() + "/" + bench.Entries()[0].file);
  ImportOptions options;
  options.asked.run_id = kOther;

  const auto summary = bench.Import(
      {bench.File("b.json", WithoutRunId(SampleCompact()))}, options);

  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->code, ExitCode::kIntegrity);
  EXPECT_EQ(summary->missing, 1);
  EXPECT_THAT(ToText(*summary), HasSubstr("; 1 file of the corpus missing"));
  EXPECT_FALSE(bench.State().complete);
  EXPECT_THAT(bench.State().reason,
              HasSubstr("an import found that 1 file that the manifest names"));

  ASSERT_TRUE(bench.Import({bench.Path("a.json")}));
  EXPECT_TRUE(bench.State().complete);
}

TEST(Import, KeepsTheFirstOfTwoTextsOfOneRun) {
  ImportBench bench;
  std::string other = SampleCompact();
  other.replace(other.find("\"q\""), 3, "\"p\"");

  ASSERT_TRUE(bench.Import(
      {bench.File("b.json", other), bench.File("a.json", SampleCompact())}));

  ASSERT_THAT(bench.reports(), SizeIs(2));
  EXPECT_EQ(bench.reports()[0].file, bench.Path("a.json"));
  EXPECT_EQ(bench.reports()[1].message, "the corpus has it with another text");
  EXPECT_EQ(bench.TextOf(bench.Entries()[0]), SampleText());
}

TEST(Import, GoesOnAfterABadFile) {
  ImportBench bench;

  const auto summary =
      bench.Import({bench.File("b.json", SampleCompact()),
                    bench.File("a.json", "{"), bench.Path("none.json")});

  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->code, ExitCode::kIntegrity);
  EXPECT_EQ(summary->added, 1);
  EXPECT_EQ(summary->failed, 2);
  EXPECT_EQ(bench.reports()[2].message,
            bench.Path("none.json") +
                ": cannot be read: No such file or directory: check its name "
                "and rights");
  EXPECT_EQ(bench.reports()[2].code, ExitCode::kPartial);
  EXPECT_FALSE(bench.State().complete);
  EXPECT_EQ(bench.State().reason,
            "an import left out 2 files, first " + Noted(bench.Path("a.json")) +
                ": correct and import them again, or pass `lockstep-fetch "
                "import` --accept-left-out");
  EXPECT_EQ(bench.State().left_out,
            (std::vector{Noted(bench.Path("a.json")),
                         Noted(bench.Path("none.json"))}));
}

TEST(Import, OfAFileThatCannotBeReadIsPartial) {
  ImportBench bench;

  const auto summary = bench.Import({bench.Path("none.json")});

  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->code, ExitCode::kPartial);
}

TEST(Import, LooksThroughFolders) {
  ImportBench bench;
  bench.File("in/sub/a.json", SampleCompact());
  bench.File("in/.hidden.json", "{");
  bench.File("in/README.md", "# Histories");
  bench.File("in/export", AsFieldOne(AsFieldOne(SampleBinary())));
  std::filesystem::create_directory_symlink(bench.Path("in"),
                                            bench.Path("in/round"));

  const auto summary = bench.Import({bench.Path("in")});

  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->code, ExitCode::kOk);
  EXPECT_EQ(summary->files, 3);
  EXPECT_EQ(summary->added, 1);
  EXPECT_EQ(summary->kept, 1);
  EXPECT_EQ(summary->skipped, 1);
  EXPECT_TRUE(bench.State().complete);
}

struct FolderRow {
  const char* why;
  std::string name;
  std::string bytes;
  const char* skipped;  // "" if it is a failure
};

// What may be a history, or hold some, must not be missing silently.
TEST(Import, SkipsInFoldersOnlyWhatIsPlainlySomethingElse) {
  const std::string cloud = AsFieldOne(AsFieldOne(SampleBinary()));
  const std::string json = SampleCompact();
  const std::string runs =
      R"([{"execution":{"workflowId":"w"},"type":{"name":"T"}}])";
  constexpr char kNeither[] = "neither JSON nor a serialised history";
  constexpr char kNoEvents[] = "JSON without events";
  const FolderRow rows[] = {
      {"text", "README.md", "# Histories", kNeither},
      {"a table of TOML", "x.toml", "[package]\nname = \"x\"", kNeither},
      {"another program", "tool",
       "\x7F"
       "ELF\x02\x01\x01",
       kNeither},
      {"nothing", "empty", "", kNeither},
      {"lines", "verdicts.jsonl", "{\"a\":1}\n{\"a\":2}\n", kNoEvents},
      {"JSON", "lock", "{\"a\":1}", kNoEvents},
      {"a list of runs", "list.json", runs, "lists of runs, without events"},
      {"a cut export", "trunc", cloud.substr(0, cloud.size() - 7), ""},
      {"cut JSON", "trunc", json.substr(0, json.size() / 2), ""},
      {"cut JSON in a text", "trunc", "\"{\\\"events\\\":[", ""},
      {"a damaged gzip", "a", "\x1F\x8B\x08garbage", ""},
      {"zstd", "x.json.zst", "\x28\xB5\x2F\xFD....", ""},
      {"zip", "x.zip", "PK\x03\x04....", ""},
      {"tar", "x.tar", "x" + std::string(256, '\0') + "ustar", ""},
      {"UTF-16", "x", "\xFF\xFE{", ""},
      {"text called like a history", "a.json", "Error: not found", ""},
      {"an unfinished one", "a.json.part", "", ""},
      {"lines that are cut", "a.jsonl", "{\"a\":1}\n{\"b", ""},
      {"an answer in its place", "a.json", "{\"code\":5}", ""},
      {"a page", "a", "{\"events\":[],\"nextPageToken\":\"x\"}", ""},
  };
  for (const FolderRow& row : rows) {
    SCOPED_TRACE(row.why);
    const bool skipped = *row.skipped != '\0';
    ImportBench bench;
    const std::string file = bench.File("in/" + row.name, row.bytes);

    const auto summary = bench.Import({bench.Path("in")});

    ASSERT_TRUE(summary) << summary.error().message;
    ASSERT_THAT(bench.reports(), SizeIs(1));
    EXPECT_EQ(bench.reports()[0].result,
              skipped ? Kind::kSkipped : Kind::kFailed);
    EXPECT_EQ(bench.reports()[0].skipped, row.skipped);
    EXPECT_EQ(summary->code, skipped ? ExitCode::kOk : ExitCode::kIntegrity);
    EXPECT_EQ(bench.State().complete, skipped);
    // Who names a file means it.
    const auto named = bench.Import({file});
    ASSERT_TRUE(named);
    EXPECT_EQ(named->code, ExitCode::kIntegrity);
    EXPECT_THAT(bench.reports(), SizeIs(1));
  }
}

TEST(Import, WarnsOfARunThatIsInTwoNamespaces) {
  ImportBench bench;
  ImportOptions options;
  const std::string file = bench.File("a.json", SampleCompact());
  options.asked.workflow_namespace = "prod";
  ASSERT_TRUE(bench.Import({file}, options));
  EXPECT_THAT(bench.reports()[0].warnings, testing::IsEmpty());
  options.asked.workflow_namespace = "de\nfault";

  ASSERT_TRUE(bench.Import({file}, options));

  EXPECT_EQ(bench.reports()[0].result, Kind::kAdded);
  EXPECT_THAT(bench.reports()[0].warnings,
              ElementsAre("the corpus has this run in namespace 'prod', too, "
                          "and now in 'de\\x0afault': look whether --namespace "
                          "is right"));
}

TEST(Import, RefusesWhatLiesBetweenHistoriesInAFile) {
  ImportBench bench;
  bench.File("in/a.jsonl", "{\"a\":1}\n" + SampleCompact() + "\n{}\n");

  const auto summary = bench.Import({bench.Path("in")});

  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->added, 1);
  EXPECT_EQ(summary->failed, 1);
  EXPECT_THAT(bench.reports()[1].message,
              testing::EndsWith("; likewise 1 more of the file"));
}

TEST(Import, RefusesWhatIsCalledLikeAHistoryInAFolderAndIsNone) {
  ImportBench bench;
  bench.File("in/package.json", "{\"name\":\"a\"}");

  const auto summary = bench.Import({bench.Path("in")});

  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->code, ExitCode::kIntegrity);
}

TEST(Import, OfFoldersWithoutFilesFails) {
  ImportBench bench;
  std::filesystem::create_directory(bench.Path("in"));

  const auto summary = bench.Import({bench.Path("in")});

  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().code, ExitCode::kMinima);
  EXPECT_EQ(summary.error().message,
            "there are no files in the folders that were named: name the "
            "histories to import");
}

TEST(Import, TakesAnotherCorpusWithWhatItKnows) {
  ImportBench from;
  ImportOptions options;
  options.asked = {"w", "", "ns"};
  options.imported_at = "2025-01-01T00:00:00Z";
  ASSERT_TRUE(from.Import({from.File("a.json", SampleCompact())}, options));
  ImportBench bench;

  const auto summary = bench.Import({from.folder()});

  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(bench.Entries(), from.Entries());
}

TEST(Import, RefusesTheCorpusItself) {
  ImportBench bench;
  ASSERT_TRUE(bench.Import({bench.File("a.json", SampleCompact())}));

  const auto summary = bench.Import({bench.folder()});

  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().code, ExitCode::kUsage);
  EXPECT_THAT(summary.error().message,
              HasSubstr(": is the corpus to import into: name the files that "
                        "are to come into it"));
}

TEST(Import, ThatIsStoppedSaysSoAndKeepsWhatItHas) {
  ImportBench bench;
  const std::string a = bench.File("a.json", SampleCompact());
  const std::string b = bench.File("b.json", SampleCompact());
  std::atomic<bool> stop = false;
  ImportOptions options;
  options.imported_at = "2026-12-01T00:00:00Z";
  options.stop = &stop;

  const auto summary =
      ImportFiles(EmbeddedSchema(), bench.folder(), {a, b}, options,
                  [&](const Imported&) { stop = true; });

  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->code, ExitCode::kPartial);
  EXPECT_EQ(ToText(*summary),
            "1 history in 2 files: 1 added, 0 replaced, 0 kept, 0 failed; "
            "interrupted: run it again for the rest");
  EXPECT_THAT(bench.Entries(), SizeIs(1));
  EXPECT_EQ(bench.State().reason,
            "an import was interrupted or is still going on: run it again");
  EXPECT_THAT(bench.State().left_out, ElementsAre(Noted(a), Noted(b)));
}

TEST(Import, ThreadsDoNotChangeAByte) {
  std::string once;
  for (const int threads : {1, 5}) {
    SCOPED_TRACE(threads);
    ImportBench bench;
    std::vector<std::string> files;
    for (int i = 0; i < 270; ++i) {
      // Every tenth is broken, every third is more of the run before it.
      std::string json = SampleCompact(i % 3 == 0 ? 0 : 2);
      const std::string run = std::to_string(i / 3);
      json.replace(json.find(kSampleRun), run.size(), run);
      if (i % 10 == 9) json.resize(json.size() / 2);
      files.push_back(bench.File("h" + std::to_string(1000 + i), json));
    }
    ImportOptions options;
    options.threads = threads;

    const auto summary = bench.Import(files, options);

    ASSERT_TRUE(summary);
    std::string all = ToText(*summary);
    for (Imported imported : bench.reports()) {
      imported.file = std::filesystem::path(imported.file).filename();
      imported.message.clear();  // it names the folder
      all += "\n" + ToText(imported);
    }
    all += ReadFile(bench.folder() + "/manifest.jsonl");
    const std::string folder = Noted(bench.Path(""));
    for (size_t at = 0; (at = all.find(folder, at)) != all.npos;) {
      all.erase(at, folder.size());
    }
    if (once.empty()) once = all;
    EXPECT_TRUE(all == once);
  }
}

TEST(Import, LeavesNoTemporaryFiles) {
  ImportBench bench;
  ImportOptions options;
  options.keep_proto = KeepProto::kYes;

  ASSERT_TRUE(bench.Import(
      {bench.File("a.json", SampleCompact()),
       bench.File("b.json", SampleCompact(1)), bench.File("c.json", "{")},
      options));

  const auto corpus = Corpus::Open(bench.folder(), Corpus::Access::kWrite);
  ASSERT_TRUE(corpus);
  ExpectSound(*corpus);
  std::vector<std::string> files;
  for (const std::string& file : FilesIn(bench.folder())) {
    if (file.starts_with("histories/")) files.push_back(file);
  }
  ASSERT_THAT(files, SizeIs(2));
  EXPECT_THAT(files, ElementsAre(HasSubstr(".binpb"), HasSubstr(".json.gz")));
}

}  // namespace
}  // namespace lockstep::fetch
