#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "rpc/schema/embedded_descriptors.h"
#include "tests/history_fetch/commands/command_line.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr char kRun[] = "01a20097-b47a-73f3-8660-f5c560bdd73e";

class ImportCommand : public testing::Test {
 protected:
  std::string File(const std::string& name, const std::string& bytes) const {
    WriteFile(scratch_ / name, bytes);
    return scratch_ / name;
  }

  static std::string Text() {
    return HistoryText(kRun, {{"WorkflowExecutionCompleted", ""}});
  }

  // Does not say its ids.
  static std::string Nameless() {
    std::string text = Text();
    for (const std::string& id :
         {std::string("w-") + kRun, std::string(kRun)}) {
      for (size_t at = 0; (at = text.find('"' + id + '"')) != text.npos;) {
        text.erase(at + 1, id.size());
      }
    }
    return text;
  }

  CommandRun Import(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"import", folder_});
    return RunFetch(arguments);
  }

  std::vector<Entry> Entries() const {
    std::vector<Entry> entries;
    const auto corpus = Corpus::Open(folder_, Corpus::Access::kRead);
    EXPECT_TRUE(corpus) << corpus.error().message;
    EXPECT_TRUE(corpus->ForEach([&](const Entry& entry) -> Outcome<void> {
      entries.push_back(entry);
      return {};
    }));
    return entries;
  }

  const Scratch scratch_;
  const std::string folder_ = scratch_ / "corpus";
};

TEST_F(ImportCommand, PrintsALineForEachHistoryAndASummary) {
  const std::string file = File("a.json", Nameless());

  const CommandRun run =
      Import({file, "-w", "order", "-n", "prod", "-r", kRun});

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(run.out, StartsWith("added     "));
  EXPECT_THAT(run.out, HasSubstr(std::string("  order  ") + kRun + "  "));
  EXPECT_THAT(run.out,
              HasSubstr("\n1 history in 1 file: 1 added, 0 replaced, 0 kept, 0 "
                        "failed\n"));
}

// A folder that is meant to leave would leave with an original in it.
TEST_F(ImportCommand, PutsNoOriginalBesideRedactedHistories) {
  {
    auto corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
    ASSERT_TRUE(PutRun(*corpus, 1));
    Entry entry =
        corpus->Read(EntryOf(1).name_space, EntryOf(1).run_id).value();
    entry.redaction = "policy";
    ASSERT_TRUE(corpus->Update(entry));
    ASSERT_TRUE(corpus->Finish({.complete = true}));
  }
  const std::string before = ReadFile(folder_ + "/manifest.jsonl");

  const CommandRun run = Import({File("a.json", Text()), "-w", "order"});

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(run.err,
            "lockstep-fetch: " + folder_ +
                ": holds redacted histories, and originals must not come "
                "between them: name the corpus that they were made from, then "
                "`lockstep-fetch redact` it again\n");
  EXPECT_EQ(ReadFile(folder_ + "/manifest.jsonl"), before);
}

TEST_F(ImportCommand, TakesEachFlag) {
  const std::string file = File("a.json", Nameless());

  for (const char* flag : {"-n", "--namespace"}) {
    EXPECT_EQ(Import({file, "-r", kRun, flag, flag}).exit_code, 0);
  }
  for (const char* flag : {"-w", "--workflow-id"}) {
    EXPECT_EQ(
        Import({file, "-r", kRun, flag, flag, "-n", std::string("of") + flag})
            .exit_code,
        0);
  }
  for (const char* flag : {"-r", "--run-id"}) {
    EXPECT_EQ(Import({file, flag, std::string("run") + flag}).exit_code, 0);
  }
  std::vector<std::string> keys;
  for (const Entry& entry : Entries()) {
    keys.push_back(entry.name_space + " " + entry.workflow_id + " " +
                   entry.run_id);
  }
  EXPECT_THAT(
      keys,
      testing::UnorderedElementsAre(
          std::string("--namespace  ") + kRun, std::string("-n  ") + kRun,
          std::string("of--workflow-id --workflow-id ") + kRun,
          std::string("of-w -w ") + kRun, std::string("default  run--run-id"),
          std::string("default  run-r")));
}

TEST_F(ImportCommand, GivesARunAnotherWorkflowIdOnlyIfAsked) {
  const std::string file = File("a.json", Nameless());
  ASSERT_EQ(Import({file, "-r", kRun, "-w", "one"}).exit_code, 0);

  const CommandRun refused = Import({file, "-r", kRun, "-w", "other"});

  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.err,
            "lockstep-fetch: " + file +
                ": is of a run that the corpus has under the workflow id "
                "'one', not 'other': pass --rename if the corpus is wrong\n");
  EXPECT_EQ(Entries()[0].workflow_id, "one");
  const CommandRun renamed =
      Import({file, "-r", kRun, "-w", "other", "--rename"});
  EXPECT_EQ(renamed.exit_code, 0) << renamed.err;
  EXPECT_THAT(renamed.out, HasSubstr(": its workflow id was 'one'\n"));
  EXPECT_EQ(Entries()[0].workflow_id, "other");
  EXPECT_EQ(RunFetch({"verify", folder_}).exit_code, 0);
}

TEST_F(ImportCommand, NotesTheTimeThatItIsTold) {
  ASSERT_EQ(Import({File("a.json", Text()), "--now", "2026-01-02T03:04:05Z"})
                .exit_code,
            0);

  EXPECT_EQ(Entries()[0].fetched_at, "2026-01-02T03:04:05Z");
  const CommandRun run = Import({"a.json", "--now", "noon"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, StartsWith("lockstep-fetch: --now: "));
}

TEST_F(ImportCommand, KeepsProtobufIfAsked) {
  ASSERT_EQ(Import({File("a.json", Text()), "--keep-proto"}).exit_code, 0);

  EXPECT_THAT(FilesIn(folder_), testing::Contains(testing::EndsWith(".binpb")));
}

TEST_F(ImportCommand, TurnsAListRoundIfAsked) {
  const std::string file = File(
      "a.json",
      R"([{"eventId":"2","eventType":"WorkflowTaskScheduled",)"
      R"("workflowTaskScheduledEventAttributes":{}},{"eventId":"1",)"
      R"("eventType":"WorkflowExecutionStarted",)"
      R"("workflowExecutionStartedEventAttributes":{"originalExecutionRunId":)"
      R"("r","workflowType":{"name":"T"}}}])");

  EXPECT_EQ(Import({file}).exit_code, 6);
  EXPECT_EQ(Import({file, "--reverse-order"}).exit_code, 0);
}

TEST_F(ImportCommand, TakesOtherDescriptors) {
  const std::string file = File("a.json", Text());
  const std::string set =
      File("api.desc", std::string(rpc::EmbeddedDescriptors()));

  EXPECT_EQ(Import({file, "--descriptors", set}).exit_code, 0);
  const CommandRun run = Import({file, "--descriptors", file});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("is not a serialised FileDescriptorSet"));
}

TEST_F(ImportCommand, WritesJson) {
  const std::string good = File("a.json", Text());
  const std::string bad = File("b.json", "{");

  const CommandRun run = Import({good, bad, "-o", "json"});

  EXPECT_EQ(run.exit_code, 6);
  EXPECT_EQ(run.err, "");
  const auto json = nlohmann::json::parse(run.out);
  ASSERT_THAT(json["histories"], SizeIs(2));
  EXPECT_EQ(json["histories"][0]["result"], "added");
  EXPECT_EQ(json["histories"][1]["result"], "failed");
  EXPECT_EQ(json["histories"][1]["exit_code"], 6);
  EXPECT_FALSE(json["histories"][0].contains("exit_code"));
  EXPECT_EQ(json["summary"]["failed"], 1);
  EXPECT_EQ(json["summary"]["exit_code"], 6);
  for (const char* flag : {"--output", "--format"}) {
    const CommandRun lines = Import({good, flag, "jsonl"});
    EXPECT_EQ(lines.exit_code, 0);
    EXPECT_EQ(std::count(lines.out.begin(), lines.out.end(), '\n'), 2);
    EXPECT_THAT(lines.out, StartsWith("{\"result\":\"kept\""));
  }
}

TEST_F(ImportCommand, SaysOnStderrWhatIsWrong) {
  const std::string bad = File("b.json", "{");
  std::string unknown = Text();
  const std::string id = std::string("\"workflowId\":\"w-") + kRun + "\"";
  ASSERT_NE(unknown.find(id), unknown.npos) << unknown;
  unknown.replace(unknown.find(id), id.size(), "\"workflowId\":\"\"");
  unknown.insert(unknown.find("\"eventId\""), "\"tomorrow\":1,");

  const CommandRun run = Import({bad, File("c.json", unknown)});

  EXPECT_EQ(run.exit_code, 6);
  EXPECT_THAT(run.err, HasSubstr("lockstep-fetch: " + bad + ": is cut off"));
  EXPECT_THAT(run.err,
              HasSubstr("lockstep-fetch: warning: " + (scratch_ / "c.json") +
                        ": events[0].tomorrow was left out"));
  EXPECT_THAT(run.err,
              HasSubstr("lockstep-fetch: warning: the workflow id of 1 history "
                        "is not known"));
  EXPECT_THAT(run.out, HasSubstr("failed    " + bad + "\n"));
}

TEST_F(ImportCommand, ReadsStandardInput) {
  const std::string file = File("a.json", Text());
  const int saved = dup(STDIN_FILENO);
  const int input = open(file.c_str(), O_RDONLY);
  ASSERT_GE(dup2(input, STDIN_FILENO), 0);

  const CommandRun run = Import({"-"});

  dup2(saved, STDIN_FILENO);
  close(saved);
  close(input);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(Entries(), SizeIs(1));
}

TEST_F(ImportCommand, IsToldThatWhatWasLeftOutNeedNotCome) {
  EXPECT_EQ(Import({"--accept-left-out"}).exit_code, 2);
  EXPECT_THAT(FilesIn(scratch_.path()), IsEmpty());
  ASSERT_EQ(Import({File("a.json", "{")}).exit_code, 6);
  const CommandRun later = Import({File("b.json", Text())});
  EXPECT_EQ(later.exit_code, 0);
  EXPECT_THAT(later.err, HasSubstr("note: the corpus is still marked "
                                   "incomplete: an import left out "));

  const CommandRun run = Import({"--accept-left-out"});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(ReadFile(folder_ + "/manifest.jsonl"),
              StartsWith("{\"lockstep_corpus\":1,\"complete\":true}\n"));
}

// Histories of older servers do not say it, and names of files must not.
TEST_F(ImportCommand, TakesTheWorkflowIdThatAnExportHasNoted) {
  ASSERT_EQ(Import({File("a.json", Nameless()), "-r", kRun, "-w", "or/der\n",
                    "-n", "prod"})
                .exit_code,
            0);
  for (const std::string format : {"cli-json", "binpb"}) {
    SCOPED_TRACE(format);
    const std::string to = scratch_ / format;
    const std::string copy = scratch_ / ("corpus-" + format);
    ASSERT_EQ(RunFetch({"export", folder_, "--to", to, "-o", format}).exit_code,
              0);

    const CommandRun run = RunFetch({"import", copy, to});

    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(run.err, "");
    EXPECT_THAT(run.out, HasSubstr("1 history in 1 file: 1 added"));
    const auto corpus = Corpus::Open(copy, Corpus::Access::kRead);
    ASSERT_TRUE(corpus);
    const auto entry = corpus->Read("prod", kRun);
    ASSERT_TRUE(entry) << entry.error().message;
    EXPECT_EQ(entry->workflow_id, "or/der\n");
  }
  File("cli-json/lockstep-export.jsonl", "mine");
  EXPECT_EQ(Import({scratch_ / "cli-json"}).exit_code, 6);
}

TEST_F(ImportCommand, CountsWhatItSkipsOrNamesEach) {
  std::filesystem::create_directory(scratch_ / "in");
  File("in/README.md", "# Histories");
  const std::string other = File("in/notes.txt", "x");

  const CommandRun run = Import({scratch_ / "in"});
  const CommandRun verbose = Import({scratch_ / "in", "--verbose"});

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(run.out, StartsWith("skipped   2 files, first " +
                                  (scratch_ / "in/README.md") +
                                  ": neither JSON nor a serialised history\n"));
  EXPECT_THAT(verbose.out,
              HasSubstr("\nskipped   " + other +
                        ": neither JSON nor a serialised history\n"));
}

TEST_F(ImportCommand, NeedsACorpusAndFiles) {
  EXPECT_EQ(Import({}).exit_code, 2);
  EXPECT_THAT(Import({}).err, HasSubstr("FILE is required: name what is to"));
  EXPECT_EQ(Import({"a.json", "-o", "yaml"}).exit_code, 2);
}

TEST_F(ImportCommand, TouchesNoFolderThatIsNoCorpus) {
  const CommandRun run =
      RunFetch({"import", scratch_.path(), File("a.json", Text())});

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("is neither a corpus nor empty"));
  EXPECT_EQ(run.out, "");
}

}  // namespace
}  // namespace lockstep::fetch
