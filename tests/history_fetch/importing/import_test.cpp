// What becomes of histories in a corpus.
#include "history_fetch/importing/import.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "tests/history_fetch/importing/sample_history.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = Imported::Result;

constexpr char kOther[] = "11111111-2222-3333-4444-555555555555";

std::string With(std::string json, const std::string& hints) {
  return "{" + hints + "," + json.substr(1);
}

std::string WithoutRunId(std::string json) {
  const std::string field =
      std::string("\"originalExecutionRunId\":\"") + kSampleRun + "\",";
  json.erase(json.find(field), field.size());
  return json;
}

std::string WithWorkflowId(std::string json, const std::string& id) {
  json.insert(json.find("\"header\":{}") + 11,
              ",\"workflowId\":\"" + id + "\"");
  return json;
}

std::string Reset(std::string json, const std::string& new_run_id) {
  const std::string completed =
      "\"eventType\":\"EVENT_TYPE_WORKFLOW_TASK_COMPLETED\",\"taskId\":\"14\","
      "\"workflowTaskCompletedEventAttributes\":{";
  const std::string failed =
      "\"eventType\":\"EVENT_TYPE_WORKFLOW_TASK_FAILED\",\"taskId\":\"14\","
      "\"workflowTaskFailedEventAttributes\":{\"cause\":"
      "\"WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW\",\"baseRunId\":\"" +
      std::string(kSampleRun) + "\",\"newRunId\":\"" + new_run_id + "\",";
  return json.replace(json.find(completed), completed.size(), failed);
}

// As corpora note names of files.
std::string Noted(const std::string& path) {
  return std::filesystem::path(path).lexically_normal().string();
}

struct IdentityRow {
  const char* why;
  std::string file;
  std::string json;
  history::Hints asked;
  history::Hints expected;
};

TEST(Import, TakesIdsFromTheFirstSourceThatHasThem) {
  const std::string plain = SampleCompact();
  const std::string beside =
      With(plain, std::string("\"workflowId\":\"beside\",\"runId\":\"") +
                      kOther + "\",\"namespace\":\"near\"");
  const std::string named = std::string("of-file.") + kSampleRun + ".json";
  const std::string other = std::string("of-file.") + kOther + ".json.gz";
  const IdentityRow rows[] = {
      {"nothing says more", "a.json", plain, {}, {"", kSampleRun, "default"}},
      {"flags win",
       named,
       WithoutRunId(beside),
       {"asked", "r", "ns"},
       {"asked", "r", "ns"}},
      {"beside the events",
       named,
       WithoutRunId(beside),
       {},
       {"beside", kOther, "near"}},
      {"inside the history",
       named,
       WithWorkflowId(plain, "inside"),
       {},
       {"inside", kSampleRun, "default"}},
      {"the name of the file",
       named,
       plain,
       {},
       {"of-file", kSampleRun, "default"}},
      {"a name of another run", other, plain, {}, {"", kSampleRun, "default"}},
      {"a name that says the run",
       other,
       WithoutRunId(plain),
       {},
       {"of-file", kOther, "default"}},
      {"a run made by a reset",
       "a.json",
       Reset(SampleCompact(1), kOther),
       {},
       {"", kOther, "default"}},
      {"a bucket of Cloud",
       "temporal-workflow-history/export/ns.acct/2026/11/22/00/11/f.json",
       plain,
       {},
       {"", kSampleRun, "ns.acct"}},
  };
  for (const IdentityRow& row : rows) {
    SCOPED_TRACE(row.why);
    ImportBench bench;
    ImportOptions options;
    options.asked = row.asked;

    const auto summary =
        bench.Import({bench.File(row.file, row.json)}, options);

    ASSERT_TRUE(summary) << summary.error().message;
    ASSERT_EQ(bench.reports()[0].message, "");
    const Entry entry = bench.Entries()[0];
    EXPECT_EQ(
        (history::Hints{entry.workflow_id, entry.run_id, entry.name_space}),
        row.expected);
  }
}

TEST(Import, RefusesARunThatItCannotTellFromOthers) {
  ImportBench bench;
  const std::string file = bench.File("a.json", WithoutRunId(SampleCompact()));

  const auto summary = bench.Import({file});

  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->code, ExitCode::kIntegrity);
  EXPECT_EQ(bench.reports()[0].message,
            file +
                ": does not say its run id: pass --run-id, or name the file "
                "\"<workflow id>.<run id>.json\"");
}

struct ContradictionRow {
  const char* why;
  history::Hints asked;
  history::Hints beside;
  ExitCode code;
  const char* problem;
};

// Replay would go by what the history says, whatever the manifest says.
TEST(Import, RefusesAHistoryThatSaysAnotherIdItself) {
  const ContradictionRow rows[] = {
      {"the flag of the workflow id",
       {"asked", "", ""},
       {},
       ExitCode::kUsage,
       "says that its workflow id is 'inside', and is replayed under it, while "
       "--workflow-id says 'asked': leave the flag out"},
      {"the flag of the run id",
       {"", "r", ""},
       {},
       ExitCode::kUsage,
       "says that its run id is '01a20097-b47a-73f3-8660-f5c560bdd73e', and is "
       "replayed under it, while --run-id says 'r': leave the flag out"},
      {"the workflow id beside the events",
       {},
       {"be\nside", "", ""},
       ExitCode::kIntegrity,
       "says that its workflow id is 'inside', while beside the events it is "
       "'be\\x0aside': download it again, or correct one"},
      {"the run id beside the events",
       {},
       {"", "r", ""},
       ExitCode::kIntegrity,
       "says that its run id is '01a20097-b47a-73f3-8660-f5c560bdd73e', while "
       "beside the events it is 'r': download it again, or correct one"},
  };
  for (const ContradictionRow& row : rows) {
    SCOPED_TRACE(row.why);
    ImportBench bench;
    ImportOptions options;
    options.asked = row.asked;
    std::string json = WithWorkflowId(SampleCompact(), "inside");
    const auto beside = [&](const char* name, const std::string& id) {
      if (id.empty()) return;
      json = With(json, std::string("\"") + name + "\":\"" +
                            (id == "r" ? "r" : "be\\nside") + "\"");
    };
    beside("workflowId", row.beside.workflow_id);
    beside("runId", row.beside.run_id);
    // Called like no history: it is one all the same.
    bench.File("in/export", json);

    const auto summary = bench.Import({bench.Path("in")}, options);

    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->code, row.code);
    EXPECT_EQ(bench.reports()[0].message,
              bench.Path("in/export") + ": " + row.problem);
    EXPECT_EQ(bench.reports()[0].result, Kind::kFailed);
    EXPECT_THAT(bench.Entries(), IsEmpty());
  }
}

TEST(Import, GivesOneHistoryTheRunIdThatIsAskedFor) {
  ImportBench bench;
  ImportOptions options;
  options.asked.run_id = kOther;
  const std::string file = bench.File(
      "a.json", WithoutRunId(SampleCompact()) + WithoutRunId(SampleCompact(1)));

  const auto summary = bench.Import({file}, options);

  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->code, ExitCode::kUsage);
  EXPECT_EQ(bench.reports()[0].entry.run_id, kOther);
  EXPECT_EQ(bench.reports()[1].message,
            file +
                ": history 2: is the second history, and --run-id can name "
                "but one: import it by itself");
}

TEST(Import, NotesWhereAHistoryCameFrom) {
  ImportBench bench;

  ASSERT_TRUE(bench.Import({bench.File("a.json", SampleCompact())}));

  const Entry entry = bench.Entries()[0];
  EXPECT_EQ(entry.source, "import");
  EXPECT_EQ(entry.fetched_at, "2026-12-01T00:00:00Z");
  EXPECT_EQ(entry.descriptors, EmbeddedSchema().hash());
  EXPECT_EQ(entry.payloads, "full");
  EXPECT_EQ(entry.workflow_type, "Order");
  EXPECT_EQ(entry.status, "Completed");
  EXPECT_EQ(entry.events, 5);
  EXPECT_TRUE(entry.closed);
}

struct AgainRow {
  const char* why;
  int before;  // events that are missing at the end
  int after;
  Kind result;
  const char* message;
};

TEST(Import, ReplacesARunOnlyByMoreOfIt) {
  const AgainRow rows[] = {
      {"the same", 0, 0, Kind::kKept, "the corpus has it"},
      {"the end", 2, 0, Kind::kReplaced, ""},
      {"more", 4, 2, Kind::kReplaced, ""},
      {"less", 1, 3, Kind::kKept, "the corpus has it to event 4"},
      {"less of one that ended", 0, 1, Kind::kKept,
       "the corpus has it to its end"},
  };
  for (const AgainRow& row : rows) {
    SCOPED_TRACE(row.why);
    ImportBench bench;
    ASSERT_TRUE(bench.Import({bench.File("a.json", SampleText(row.before))}));

    const auto summary =
        bench.Import({bench.File("b.json", SampleText(row.after))});

    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->code, ExitCode::kOk);
    EXPECT_EQ(bench.reports()[0].result, row.result);
    EXPECT_EQ(bench.reports()[0].message, row.message);
    ASSERT_THAT(bench.Entries(), SizeIs(1));
    EXPECT_EQ(bench.TextOf(bench.Entries()[0]),
              SampleText(row.result == Kind::kKept ? row.before : row.after));
  }
}

struct RenameRow {
  const char* why;
  const char* first_id;  // the corpus has the run under it
  int before;            // events that are missing at the end
  const char* id;        // of the second import
  int after;
  Renaming renaming;
  Kind result;
  const char* message;
  const char* expected_id;
  int expected;  // events that are missing then
};

TEST(Import, NeverChangesAWorkflowIdSilently) {
  constexpr char kRefusal[] =
      "is of a run that the corpus has under the workflow id 'one', not "
      "'other': pass --rename if the corpus is wrong";
  constexpr auto kRefused = Renaming::kRefused;
  constexpr auto kAsked = Renaming::kAsked;
  const RenameRow rows[] = {
      {"another id", "one", 0, "other", 0, kRefused, Kind::kFailed, kRefusal,
       "one", 0},
      {"another id, and more", "one", 2, "other", 0, kRefused, Kind::kFailed,
       kRefusal, "one", 2},
      {"the same id", "one", 0, "one", 0, kAsked, Kind::kKept,
       "the corpus has it", "one", 0},
      {"asked for", "one", 0, "other", 0, kAsked, Kind::kReplaced,
       "its workflow id was 'one'", "other", 0},
      {"asked for, with more", "one", 2, "other", 0, kAsked, Kind::kReplaced,
       "its workflow id was 'one'", "other", 0},
      {"asked for, with less", "one", 0, "other", 2, kAsked, Kind::kReplaced,
       "its workflow id was 'one'", "other", 0},
      {"known now", "", 0, "other", 0, kRefused, Kind::kReplaced,
       "its workflow id was not known", "other", 0},
      {"known now, with less", "", 0, "other", 2, kRefused, Kind::kReplaced,
       "its workflow id was not known", "other", 0},
      {"not said now", "one", 0, "", 0, kRefused, Kind::kKept,
       "the corpus has it", "one", 0},
      {"not said now, with more", "one", 2, "", 0, kRefused, Kind::kReplaced,
       "", "one", 0},
  };
  for (const RenameRow& row : rows) {
    SCOPED_TRACE(row.why);
    ImportBench bench;
    ImportOptions options;
    options.keep_proto = KeepProto::kYes;
    options.asked.workflow_id = row.first_id;
    ASSERT_TRUE(
        bench.Import({bench.File("a.json", SampleText(row.before))}, options));
    options.asked.workflow_id = row.id;
    options.renaming = row.renaming;
    const std::string file = bench.File("b.json", SampleText(row.after));

    const auto summary = bench.Import({file}, options);

    ASSERT_TRUE(summary) << summary.error().message;
    const bool refused = row.result == Kind::kFailed;
    EXPECT_EQ(summary->code, refused ? ExitCode::kUsage : ExitCode::kOk);
    EXPECT_EQ(bench.reports()[0].result, row.result);
    EXPECT_EQ(bench.reports()[0].message,
              (refused ? file + ": " : "") + row.message);
    ASSERT_THAT(bench.Entries(), SizeIs(1));
    const Entry entry = bench.Entries()[0];
    EXPECT_EQ(entry.workflow_id, row.expected_id);
    EXPECT_TRUE(entry.proto);
    EXPECT_EQ(bench.TextOf(entry), SampleText(row.expected));
    const auto corpus = Corpus::Open(bench.folder(), Corpus::Access::kWrite);
    ASSERT_TRUE(corpus);
    ExpectSound(*corpus);
    ExpectNoStrays(*corpus);
  }
}

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

// ---- Whether the corpus is complete ----

void SetState(const std::string& folder, const CorpusState& state) {
  auto corpus = Corpus::Open(folder, Corpus::Access::kWrite);
  ASSERT_TRUE(corpus);
  ASSERT_TRUE(corpus->BeginChange("x"));
  ASSERT_TRUE(corpus->Finish(state));
}

TEST(Import, TakesBackOnlyWhatAnImportHasSaid) {
  struct {
    const char* why;
    CorpusState before;
    bool complete;
  } const rows[] = {
      {"it was complete", {.complete = true, .plan = "p"}, true},
      {"an import said so", {.reason = "an import left out 2 histories"}, true},
      {"a sync said so", {.reason = "the sync was cut short"}, false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    ImportBench bench;
    const std::string file = bench.File("a.json", SampleCompact(2));
    ASSERT_TRUE(bench.Import({file}));
    SetState(bench.folder(), row.before);

    ASSERT_TRUE(bench.Import({bench.File("b.json", SampleCompact())}));

    EXPECT_EQ(bench.State().complete, row.complete);
    EXPECT_EQ(bench.State().plan, row.before.plan);
    EXPECT_EQ(bench.State().reason, row.complete ? "" : row.before.reason);
  }
}

TEST(Import, LeavesTheMarkOfASyncThatFoundNothing) {
  ImportBench bench;
  SetState(bench.folder(), {.reason = "the sync was cut short"});

  ASSERT_TRUE(bench.Import({bench.File("a.json", SampleCompact())}));

  EXPECT_FALSE(bench.State().complete);
  EXPECT_EQ(bench.State().reason, "the sync was cut short");
}

// ---- What was left out ----

TEST(Import, NotesWhatItLeftOutUntilThatComes) {
  ImportBench bench;
  bench.File("in/a.json", "{");
  bench.File("in/b.json", SampleCompact());
  bench.File("other.json", SampleCompact(1));
  const std::string bad = Noted(bench.Path("in/a.json"));

  ASSERT_TRUE(bench.Import({bench.Path("in")}));
  EXPECT_THAT(bench.State().left_out, ElementsAre(bad));

  // Another file says nothing about it.
  const auto other = bench.Import({bench.Path("other.json")});
  ASSERT_TRUE(other);
  EXPECT_EQ(other->code, ExitCode::kOk);
  EXPECT_EQ(other->left_out, 1);
  EXPECT_FALSE(bench.State().complete);
  EXPECT_EQ(bench.State().reason,
            "an import left out " + bad +
                ": correct and import it again, or pass `lockstep-fetch "
                "import` --accept-left-out");
  EXPECT_THAT(WarningsOf(*other),
              ElementsAre("note: the corpus is still marked incomplete: " +
                          bench.State().reason));
  // Nor does the folder without it.
  std::filesystem::remove(bad);
  ASSERT_TRUE(bench.Import({bench.Path("in")}));
  EXPECT_THAT(bench.State().left_out, ElementsAre(bad));

  bench.File("in/a.json", SampleCompact());
  ASSERT_TRUE(bench.Import({bench.Path("./in/")}));
  EXPECT_TRUE(bench.State().complete);
  EXPECT_THAT(bench.State().left_out, IsEmpty());
}

TEST(Import, ForgetsWhatItLeftOutIfItIsTold) {
  ImportBench bench;
  ASSERT_TRUE(bench.Import({bench.File("a.json", "{")}));
  ImportOptions options;
  options.left_out = LeftOut::kIsAccepted;

  const auto accepted = bench.Import({}, options);

  ASSERT_TRUE(accepted) << accepted.error().message;
  EXPECT_TRUE(bench.State().complete);
  EXPECT_THAT(bench.State().left_out, IsEmpty());
  // Its own, too; that they are bad stays so.
  const auto again = bench.Import({bench.Path("a.json")}, options);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->code, ExitCode::kIntegrity);
  EXPECT_TRUE(bench.State().complete);
}

TEST(Import, NeverTakesStandardInputForWhatCameFromItBefore) {
  ImportBench bench;
  SetState(bench.folder(),
           {.reason = "an import left out it", .left_out = {"-"}});

  ASSERT_TRUE(bench.Import({bench.File("a.json", SampleCompact())}));

  EXPECT_EQ(bench.State().reason,
            "an import left out what came from standard input: correct and "
            "import it again, or pass `lockstep-fetch import` "
            "--accept-left-out");
}

TEST(Import, NotesWhatItWasGivenBeforeItBegins) {
  ImportBench bench;
  bench.File("in/a.json", SampleCompact());
  CorpusState meanwhile;
  ImportOptions options;
  options.imported_at = "2026-12-01T00:00:00Z";

  // What a kill at this moment would leave.
  ASSERT_TRUE(ImportFiles(EmbeddedSchema(), bench.folder(), {bench.Path("in")},
                          options,
                          [&](const Imported&) { meanwhile = bench.State(); }));
  EXPECT_THAT(meanwhile.left_out, ElementsAre(Noted(bench.Path("in"))));
  SetState(bench.folder(), meanwhile);

  ASSERT_TRUE(bench.Import({bench.File("b.json", SampleCompact())}));
  EXPECT_FALSE(bench.State().complete);
  ASSERT_TRUE(bench.Import({bench.Path("in/")}));
  EXPECT_TRUE(bench.State().complete);
}

TEST(Import, NotesWhatItLeftOutBesideTheMarkOfASync) {
  ImportBench bench;
  SetState(bench.folder(), {.reason = "the sync was cut short"});

  ASSERT_TRUE(bench.Import({bench.File("a.json", "{")}));

  EXPECT_EQ(bench.State().reason, "the sync was cut short");
  EXPECT_THAT(bench.State().left_out, ElementsAre(Noted(bench.Path("a.json"))));
}

TEST(Import, TakesOverTheMarkOfACorpus) {
  ImportBench from;
  ASSERT_TRUE(from.Import({from.File("a.json", SampleCompact())}));
  SetState(from.folder(), {.reason = "the sync was cut short"});
  ImportBench bench;
  const std::string reason =
      "imported from " + from.folder() +
      ", which was incomplete: complete that one, and import it again";

  ASSERT_TRUE(bench.Import({from.folder()}));
  EXPECT_FALSE(bench.State().complete);
  EXPECT_EQ(bench.State().reason, reason);

  // Other files do not make it whole.
  ASSERT_TRUE(bench.Import({bench.File("b.json", SampleCompact())}));
  EXPECT_FALSE(bench.State().complete);
  EXPECT_EQ(bench.State().reason, reason);

  SetState(from.folder(), {.complete = true});
  ASSERT_TRUE(bench.Import({from.folder()}));
  EXPECT_TRUE(bench.State().complete);
  EXPECT_EQ(bench.State().reason, "");
}

TEST(Import, TakesBackNoMarksOfCorporaThatCameOneByOne) {
  ImportBench a;
  ImportBench b;
  ImportBench bench;
  for (const ImportBench* from : {&a, &b}) {
    SetState(from->folder(), {.reason = "the sync was cut short"});
    const std::string file = bench.File("c.json", SampleCompact());
    ASSERT_TRUE(bench.Import({from->folder(), file}));
    SetState(from->folder(), {.complete = true});
  }
  ASSERT_TRUE(bench.Import({a.folder(), b.folder(), bench.Path("c.json")}));

  EXPECT_FALSE(bench.State().complete);
  EXPECT_EQ(bench.State().reason,
            "imported from several corpora that were incomplete: complete "
            "them, and import them into a new corpus");
}

TEST(Import, TakesBackTheMarksOfCorporaThatCameTogether) {
  ImportBench a;
  ImportBench b;
  ASSERT_TRUE(a.Import({a.File("a.json", SampleCompact())}));
  SetState(b.folder(), {.reason = "the sync was cut short"});
  ImportBench bench;
  ASSERT_TRUE(bench.Import({a.folder(), b.folder()}));
  EXPECT_THAT(bench.State().reason,
              HasSubstr(", of which some were incomplete: complete those, and "
                        "import all of them again"));
  SetState(b.folder(), {.complete = true});

  ASSERT_TRUE(bench.Import({b.folder(), a.folder()}));

  EXPECT_TRUE(bench.State().complete);
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
  for (const int threads : {1, 2, 7}) {
    SCOPED_TRACE(threads);
    ImportBench bench;
    std::vector<std::string> files;
    for (int i = 0; i < 300; ++i) {
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

// ---- The report ----

TEST(ImportReport, IsALineForEachHistory) {
  ImportBench bench;
  ImportOptions options;
  options.asked = {"or\nder", "", ""};
  ASSERT_TRUE(bench.Import({bench.File("a.json", SampleCompact())}, options));

  const std::string file = bench.Path("a.json");
  EXPECT_EQ(
      ToText(bench.reports()[0]),
      "added     Order  or\\x0ader  01a20097-b47a-73f3-8660-f5c560bdd73e  5 "
      "events  " +
          file);
  EXPECT_EQ(ToJson(bench.reports()[0]),
            "{\"result\":\"added\",\"file\":\"" + file +
                "\",\"form\":\"events\",\"namespace\":\"default\","
                "\"workflow_id\":\"or\\nder\",\"run_id\":"
                "\"01a20097-b47a-73f3-8660-f5c560bdd73e\","
                "\"workflow_type\":\"Order\",\"status\":\"Completed\","
                "\"events\":5}");

  ASSERT_TRUE(bench.Import({file}));
  EXPECT_EQ(ToText(bench.reports()[0]),
            "kept      Order  or\\x0ader  "
            "01a20097-b47a-73f3-8660-f5c560bdd73e  5 events  " +
                file + ": the corpus has it");
  ASSERT_TRUE(bench.Import({bench.File("l.json", "[{\"events\":[]}]")}));
  EXPECT_EQ(ToText(bench.reports()[0]),
            "failed    " + bench.Path("l.json") + ", history 1");
}

TEST(ImportReport, EndsWithASummary) {
  ImportSummary summary;
  summary.files = 1;
  summary.added = 1;
  EXPECT_EQ(ToText(summary),
            "1 history in 1 file: 1 added, 0 replaced, 0 kept, 0 failed");
  EXPECT_THAT(WarningsOf(summary), IsEmpty());
  summary = {.files = 9,
             .added = 1,
             .replaced = 2,
             .kept = 3,
             .failed = 4,
             .skipped = 5,
             .nameless = 2,
             .stopped = false,
             .code = ExitCode::kIntegrity};
  summary.skips = {{"JSON without events", {1, "x"}},
                   {"neither", {4, "in/README\n.md"}}};
  EXPECT_EQ(ToText(summary),
            "skipped   1 file, first x: JSON without events\n"
            "skipped   4 files, first in/README\\x0a.md: neither\n"
            "10 histories in 9 files: 1 added, 2 replaced, 3 kept, 4 failed; 5 "
            "other files skipped");
  EXPECT_EQ(ToJson(summary),
            "{\"files\":9,\"added\":1,\"replaced\":2,\"kept\":3,\"failed\":4,"
            "\"skipped\":5,\"without_workflow_id\":2,\"missing_files\":0,"
            "\"left_out\":0,\"complete\":true,\"reason\":null,"
            "\"stopped\":false,"
            "\"exit_code\":6,\"exit_meaning\":\"a history or the corpus "
            "contradicts itself\",\"errors\":[]}");
  EXPECT_THAT(
      WarningsOf(summary),
      ElementsAre(
          "warning: the workflow ids of 2 histories are not known, and ids "
          "made from it will differ in replay: pass --workflow-id, or name "
          "files \"<workflow id>.<run id>.json\""));
}

}  // namespace
}  // namespace lockstep::fetch
