// Each thing that can be wrong with a corpus is made so, and found.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>

#include "history/sha256.h"
#include "history_fetch/corpus/journal.h"
#include "history_fetch/corpus/names.h"
#include "tests/history_fetch/verify/verify_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(VerifyTest, ASoundCorpusHasNoFindings) {
  const Verification verification = Run();

  EXPECT_THAT(Sentences(verification), ElementsAre());
  EXPECT_EQ(CodeOf(verification), ExitCode::kOk);
  EXPECT_EQ(verification.histories, 3);
  EXPECT_EQ(verification.running, 1);
  EXPECT_EQ(verification.redacted, 0);
  EXPECT_EQ(verification.events,
            entries_[0].events + entries_[1].events + entries_[2].events);
  EXPECT_EQ(verification.shapes, 3);
  EXPECT_EQ(verification.loop_shapes, 3);
}

TEST_F(VerifyTest, FindsOneChangedByte) {
  std::string bytes = ReadFile(PathOf(1));
  bytes[bytes.size() / 2] ^= 1;
  WriteFile(PathOf(1), bytes);
  const Verification verification = Run();

  ASSERT_EQ(verification.findings.size(), 1u);
  EXPECT_EQ(verification.findings[0].check, Check::kFile);
  EXPECT_EQ(verification.findings[0].file, entries_[1].file);
  EXPECT_EQ(CodeOf(verification), ExitCode::kIntegrity);
}

TEST_F(VerifyTest, FindsAnotherTextInAFile) {
  fs::copy_file(PathOf(0), PathOf(1), fs::copy_options::overwrite_existing);

  EXPECT_THAT(Sentences(Run()),
              ElementsAre("file: is not what the manifest says (its SHA-256 "
                          "differs): restore it, or fetch it again with "
                          "`lockstep-fetch refresh --repair`"));
}

TEST_F(VerifyTest, FindsAFileThatIsCut) {
  fs::resize_file(PathOf(0), fs::file_size(PathOf(0)) - 10);

  EXPECT_THAT(Sentences(Run()), ElementsAre(StartsWith("file: ")));
}

TEST_F(VerifyTest, FindsAFileThatIsNotThere) {
  fs::remove(PathOf(0));

  EXPECT_THAT(Sentences(Run()),
              ElementsAre("file: the manifest names this file but it is not "
                          "there: restore it, or fetch it again with "
                          "`lockstep-fetch refresh --repair`"));
}

TEST_F(VerifyTest, FindsALinkInPlaceOfAFile) {
  fs::rename(PathOf(0), scratch_ / "elsewhere");
  fs::create_symlink(scratch_ / "elsewhere", PathOf(0));

  EXPECT_THAT(
      Sentences(Run()),
      ElementsAre(
          "file: is no ordinary file: restore it, or fetch it again with "
          "`lockstep-fetch refresh --repair`"));
}

TEST_F(VerifyTest, FindsStrays) {
  const std::string type = fs::path(entries_[0].file).parent_path();
  WriteFile(folder_ + "/" + type + "/00000000-0000000000000000.json.gz", "");
  WriteFile(folder_ + "/histories/notes\n.txt", "");
  fs::create_directory(folder_ + "/histories/Empty");
  fs::create_directory_symlink("/", folder_ + "/histories/Root");
  WriteFile(folder_ + "/README.md", "not in histories/");
  for (const char* known : {".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep",
                            ".gitignore", ".gitattributes"}) {
    WriteFile(folder_ + "/histories/" + known, "left by others");
  }
  const Verification verification = Run();

  constexpr char kMessage[] =
      "is in no line of the manifest: move it away, or take it in with "
      "`lockstep-fetch import`";
  const std::vector<Finding> expected = {
      {Check::kStray, type + "/00000000-0000000000000000.json.gz", kMessage},
      {Check::kStray, "histories/Root", kMessage},
      {Check::kStray, "histories/notes\\x0a.txt", kMessage},
  };
  EXPECT_THAT(verification.findings,
              testing::UnorderedElementsAreArray(expected));
  EXPECT_EQ(CodeOf(verification), ExitCode::kIntegrity);
}

TEST_F(VerifyTest, TakesWhatAnInterruptedCommandLeftForANote) {
  Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
  ASSERT_TRUE(corpus->BeginChange("it was interrupted: run it again"));
  const std::string type = fs::path(entries_[0].file).parent_path();
  WriteFile(folder_ + "/" + type + "/00000000-0000000000000000.json.gz", "");
  WriteFile(folder_ + "/" + type + "/00000000-0000000000000000.binpb", "");
  EXPECT_THAT(
      Sentences(Run()),
      ElementsAre("left-over: has 2 files of a command that was interrupted or "
                  "is still going on: the next one that writes removes what is "
                  "not needed",
                  "complete: the corpus is marked incomplete: it was "
                  "interrupted: run it again"));
  EXPECT_EQ(CodeOf(Run()), ExitCode::kMinima);

  // What no writer would remove is still found.
  const std::string name = "/00000000-0000000000000001.json.gz";
  WriteFile(folder_ + "/histories" + name, "");
  WriteFile(folder_ + "/" + type + "/notes.txt", "");
  fs::create_symlink("/dev/null", folder_ + "/" + type + name);
  const Verification verification = Run();
  std::vector<std::string> strays;
  for (const Finding& finding : verification.findings) {
    if (finding.check == Check::kStray) strays.push_back(finding.file);
  }
  EXPECT_THAT(strays,
              testing::UnorderedElementsAre("histories" + name, type + name,
                                            type + "/notes.txt"));
  EXPECT_EQ(CodeOf(verification), ExitCode::kIntegrity);
}

struct FactCase {
  std::function<void(Entry&)> edit;
  const char* said;
};

TEST_F(VerifyTest, FindsFactsThatAreNotTheHistorys) {
  const FactCase cases[] = {
      {[](Entry& entry) { entry.events += 1; }, "says events "},
      {[](Entry& entry) { entry.last_event_id -= 1; }, "says last_event_id "},
      {[](Entry& entry) { entry.status = "Running"; },
       "says status \"Running\" where the history says \"Completed\""},
      {[](Entry& entry) { entry.closed = false; },
       "says closed false where the history says true"},
      {[](Entry& entry) { entry.task_queue = "other"; }, "says task_queue "},
      {[](Entry& entry) { entry.start_time = ""; }, "says start_time "},
      {[](Entry& entry) { entry.close_time = ""; }, "says close_time "},
      {[](Entry& entry) { entry.continued_run_id = "a"; },
       "says continued_run_id "},
      {[](Entry& entry) { entry.new_run_id = "a"; }, "says new_run_id "},
      {[](Entry& entry) { entry.original_run_id = "a"; },
       "says original_run_id "},
      {[](Entry& entry) { entry.first_run_id = "a"; }, "says first_run_id "},
      {[](Entry& entry) { entry.reset_base_run_id = "a"; },
       "says reset_base_run_id \"a\" where the history says \"\""},
      {[](Entry& entry) { entry.parent_workflow_id = "a"; },
       "says parent_workflow_id "},
      {[](Entry& entry) { entry.parent_run_id = "a"; }, "says parent_run_id "},
      {[](Entry& entry) {
         entry.build_ids = {"a", "b"};
       },
       "says build_ids [a, b] where the history says ["},
      {[](Entry& entry) { entry.deployment_versions = {"a:1"}; },
       "says deployment_versions [a:1] where the history says []"},
      {[](Entry& entry) { entry.change_versions = {}; },
       "says change_versions [] where the history says [p"},
      {[](Entry& entry) { entry.sdk_name = ""; }, "says sdk_name "},
      {[](Entry& entry) { entry.sdk_version = ""; }, "says sdk_version "},
  };
  for (const FactCase& c : cases) {
    const std::string manifest = Manifest();
    Edit(c.edit);
    const Verification verification = Run();
    WriteFile(folder_ + "/manifest.jsonl", manifest);

    ASSERT_EQ(verification.findings.size(), 1u) << c.said;
    const Finding& finding = verification.findings[0];
    EXPECT_EQ(finding.check, Check::kFacts) << c.said;
    EXPECT_THAT(finding.message, StartsWith(c.said));
    EXPECT_THAT(finding.message,
                testing::EndsWith(": restore manifest.jsonl, say from git, or "
                                  "fetch the run again"));
  }
}

// They are part of the file's name, too.
TEST_F(VerifyTest, FindsAnotherRunInAnEntry) {
  Edit([](Entry& entry) { entry.run_id = "other"; });

  EXPECT_THAT(Sentences(Run()),
              ElementsAre(StartsWith("file-name: should be called histories/"),
                          StartsWith("facts: says run_id \"other\" where")));
}

TEST_F(VerifyTest, FindsAnotherTypeInAnEntry) {
  Edit([](Entry& entry) { entry.workflow_type = "other"; });

  EXPECT_THAT(
      Sentences(Run()),
      ElementsAre(StartsWith("file-name: should be called histories/other/"),
                  StartsWith("facts: says workflow_type \"other\" where")));
}

TEST_F(VerifyTest, FindsAnotherSize) {
  Edit([](Entry& entry) { entry.bytes = 7; });

  EXPECT_THAT(Sentences(Run()),
              ElementsAre(fmt::format(
                  "file: has {} bytes of text where the manifest says 7: "
                  "restore manifest.jsonl, say from git, or fetch the run "
                  "again",
                  entries_[0].bytes)));
}

TEST_F(VerifyTest, FindsAnotherLoopShape) {
  Edit([](Entry& entry) { entry.loop_shape = "00"; });

  EXPECT_THAT(
      Sentences(Run()),
      ElementsAre(fmt::format("shape: has another shape than the manifest says "
                              "({:.8}, {:.8}): restore manifest.jsonl, say "
                              "from git, or fetch the run again",
                              entries_[0].shape, entries_[0].loop_shape)));
}

TEST_F(VerifyTest, FindsAnotherShape) {
  Edit([](Entry& entry) { entry.shape[20] ^= 1; });

  EXPECT_THAT(Sentences(Run()),
              ElementsAre(StartsWith("file-name: "), StartsWith("shape: ")));
}

// Put in as it is, with its hash.
TEST_F(VerifyTest, FindsAHistoryThatTheLoaderRefuses) {
  Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
  std::string text = FixtureText("loader/notify-timed-out");
  const Entry entry = EntryOfText(text);
  const size_t at = text.find(R"("eventId": "3")");
  ASSERT_NE(at, text.npos);
  text.replace(at, 14, R"("eventId": "9")");
  Entry changed = entry;
  changed.name_space = "default";
  changed.sha256 = history::Sha256Hex(text);
  ASSERT_TRUE(corpus->Put(changed, Temporary(*corpus, text)));
  ASSERT_TRUE(corpus->Finish({.complete = true}));

  EXPECT_THAT(Sentences(Run()),
              ElementsAre(StartsWith("history: lacks events 3 to 8: ")));
}

TEST_F(VerifyTest, FindsMarksOfRedactionThatDisagree) {
  const auto with = [&](const std::function<void(Entry&)>& edit) {
    const std::string manifest = Manifest();
    Edit(edit);
    const std::vector<std::string> sentences = Sentences(Run());
    WriteFile(folder_ + "/manifest.jsonl", manifest);
    return sentences;
  };

  EXPECT_THAT(with([](Entry& entry) { entry.payloads = "some"; }),
              ElementsAre("redaction: has \"some\" for its payloads, which is "
                          "none of full, inbound and none: restore "
                          "manifest.jsonl, say from git, or fetch the run "
                          "again"));
  EXPECT_THAT(with([](Entry& entry) { entry.payloads = "inbound"; }),
              ElementsAre("redaction: has payloads \"inbound\" but names no "
                          "policy that replaced them: restore manifest.jsonl, "
                          "say from git, or fetch the run again"));
  EXPECT_THAT(with([](Entry& entry) { entry.redaction = "ab"; }),
              ElementsAre("redaction: 2 of 3 histories are not redacted while "
                          "the others are: run `lockstep-fetch redact`"));
}

TEST_F(VerifyTest, NotesFieldsThatWereNotKnownAndPayloadsElsewhere) {
  Edit([](Entry& entry) {
    entry.unknown_fields = 2;
    entry.external_refs = 3;
  });
  const Verification verification = Run();

  EXPECT_THAT(
      Sentences(verification),
      ElementsAre("unknown-fields: lacks 2 fields that the API definitions did "
                  "not have: fetch it again with newer ones (--descriptors)",
                  "external-refs: has 3 payloads that lie in a store elsewhere "
                  "and may be deleted there: fetch it again with "
                  "--codec-endpoint"));
  EXPECT_EQ(CodeOf(verification), ExitCode::kOk);
}

TEST_F(VerifyTest, SaysWhyACorpusIsIncomplete) {
  Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
  ASSERT_TRUE(corpus->BeginChange("2 runs are missing: run it again"));
  const Verification verification = Run();

  EXPECT_THAT(Sentences(verification),
              ElementsAre("complete: the corpus is marked incomplete: 2 runs "
                          "are missing: run it again"));
  EXPECT_EQ(CodeOf(verification), ExitCode::kMinima);
}

TEST_F(VerifyTest, AnEmptyCorpusIsNotOk) {
  const std::string folder = scratch_ / "empty";
  MakeCorpus(folder, {});
  const Outcome<Verification> verification = Verify({.folder = folder});

  ASSERT_TRUE(verification);
  EXPECT_THAT(Sentences(*verification),
              ElementsAre("complete: the corpus is empty: fill it with "
                          "`lockstep-fetch sync`"));
  EXPECT_EQ(CodeOf(*verification), ExitCode::kMinima);
}

TEST_F(VerifyTest, FindsAManifestThatCannotBeRead) {
  Replace("\"run_id\"", "\"run\"");
  const Verification verification = Run();

  EXPECT_THAT(
      Sentences(verification),
      ElementsAre(StartsWith("manifest: " + folder_ + "/manifest.jsonl:2: ")));
  EXPECT_EQ(CodeOf(verification), ExitCode::kIntegrity);
}

TEST_F(VerifyTest, FindsTwoLinesWithOneFile) {
  Edit([&](Entry& entry) { entry.file = entries_[1].file; });

  EXPECT_THAT(Sentences(Run()),
              ElementsAre(HasSubstr("names a file for the second time")));
}

// The journal of a killed run, with a line that no run writes.
TEST_F(VerifyTest, FindsTwoLinesWithOneFileInTheJournalToo) {
  Entry twin = entries_[0];
  twin.run_id = "twin";
  WriteFile(folder_ + "/state/journal.jsonl",
            JournalHeader(history::Sha256Hex(Manifest())) +
                PutRecord(ToJsonLine(twin)));
  const auto sentences = Sentences(Run());

  EXPECT_THAT(sentences, testing::Contains("manifest: is named by two lines: "
                                           "restore manifest.jsonl, say from "
                                           "git"));
  EXPECT_THAT(sentences,
              testing::Contains("journal: holds changes that are not in "
                                "manifest.jsonl yet: a command was "
                                "interrupted; the next one that writes takes "
                                "them in"));
}

TEST_F(VerifyTest, NotesUnfinishedDownloads) {
  WriteFile(folder_ + "/state/partial/a", "");
  WriteFile(folder_ + "/state/partial/b", "");
  const Verification verification = Run();

  EXPECT_THAT(Sentences(verification),
              ElementsAre("unfinished: has 2 downloads that were not finished: "
                          "the next sync goes on with them"));
  EXPECT_EQ(CodeOf(verification), ExitCode::kOk);
}

TEST_F(VerifyTest, SaysThatThereIsNoSuchFolder) {
  const Outcome<Verification> verification =
      Verify({.folder = scratch_ / "missing"});

  ASSERT_FALSE(verification);
  EXPECT_EQ(verification.error().code, ExitCode::kUsage);
}

}  // namespace
}  // namespace lockstep::fetch
