// Whose history it is, and what becomes of a run that the corpus has.
#include <gmock/gmock.h>

#include <filesystem>

#include "history_fetch/importing/import.h"
#include "tests/history_fetch/importing/sample_changes.h"

namespace lockstep::fetch {
namespace {

using Kind = Imported::Result;
using testing::IsEmpty;
using testing::SizeIs;

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

}  // namespace
}  // namespace lockstep::fetch
