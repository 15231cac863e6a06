#include "history_fetch/exporting/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "history/load.h"
#include "history_fetch/export_index.h"
#include "rpc/schema/json_writer.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ExportTest : public testing::Test {
 protected:
  ExportTest() {
    MakeCorpus(folder_, {FixtureText("loader/version-markers"), Small("run-a"),
                         Small("run-b")});
  }

  static std::string Small(const std::string& run_id) {
    return HistoryText(run_id, {{"WorkflowExecutionCompleted", ""}});
  }

  Corpus Open() const {
    return Corpus::Open(folder_, Corpus::Access::kRead).value();
  }

  Outcome<Exported> Run(const ExportRequest& request) {
    return Export(Open(), request, [this](std::string_view bytes) {
      out_ += bytes;
      return true;
    });
  }

  Failure FailureOf(const ExportRequest& request) {
    const Outcome<Exported> exported = Run(request);
    EXPECT_FALSE(exported);
    return exported ? Failure() : exported.error();
  }

  std::vector<Entry> Entries() const {
    std::vector<Entry> entries;
    const Outcome<void> read = Open().ForEach([&](const Entry& entry) {
      entries.push_back(entry);
      return Outcome<void>();
    });
    EXPECT_TRUE(read);
    return entries;
  }

  const Scratch scratch_;
  const std::string folder_ = scratch_ / "corpus";
  const std::string to_ = scratch_ / "out";
  std::string out_;
};

TEST_F(ExportTest, WritesOneHistoryAsTheCliDoes) {
  ExportRequest request;
  request.run_ids = {"run-a"};
  const Outcome<Exported> exported = Run(request);

  ASSERT_TRUE(exported) << exported.error().message;
  EXPECT_EQ(out_, Small("run-a"));
  EXPECT_EQ(exported->histories, 1u);
  EXPECT_EQ(exported->bytes, out_.size());
}

TEST_F(ExportTest, WritesToAFile) {
  ExportRequest request;
  request.run_ids = {"run-a"};
  request.file = scratch_ / "deep/a.json";
  ASSERT_TRUE(Run(request));
  EXPECT_EQ(ReadFile(request.file), Small("run-a"));
  EXPECT_EQ(out_, "");

  request.file = "-";
  ASSERT_TRUE(Run(request));
  EXPECT_EQ(out_, Small("run-a"));
}

TEST_F(ExportTest, WritesAFileForEachWithTheNamesOfTheCorpus) {
  ExportRequest request;
  request.folder = to_;
  const Outcome<Exported> exported = Run(request);

  ASSERT_TRUE(exported) << exported.error().message;
  EXPECT_EQ(exported->histories, 3u);
  EXPECT_EQ(FilesIn(to_).size(), 4u);
  for (const Entry& entry : Entries()) {
    std::string name = entry.file.substr(std::string("histories/").size());
    name.resize(name.size() - std::string(".gz").size());
    EXPECT_EQ(ReadFile(to_ + "/" + name), ReadHistoryText(Open(), entry));
  }
}

TEST_F(ExportTest, WritesMessagesThatSayTheSame) {
  ExportRequest request;
  request.folder = to_;
  request.format = ExportFormat::kBinpb;
  const Outcome<Exported> exported = Run(request);

  ASSERT_TRUE(exported) << exported.error().message;
  const rpc::Schema schema = rpc::Schema::Embedded();
  for (const Entry& entry : Entries()) {
    std::string name = entry.file.substr(std::string("histories/").size());
    name.replace(name.size() - 7, 7, "binpb");
    const auto message = schema.New(rpc::kHistoryMessage);
    ASSERT_TRUE(message->ParseFromString(ReadFile(to_ + "/" + name)));
    const std::string text = rpc::HistoryToJson(*message);
    EXPECT_EQ(EntryOfText(text).shape, entry.shape);
    EXPECT_EQ(EntryOfText(text).events, entry.events);
  }
}

TEST_F(ExportTest, WritesLinesThatAreHistoriesByThemselves) {
  ExportRequest request;
  request.format = ExportFormat::kJsonl;
  const Outcome<Exported> exported = Run(request);
  ASSERT_TRUE(exported) << exported.error().message;

  const std::vector<Entry> entries = Entries();
  size_t begin = 0;
  for (const Entry& entry : entries) {
    const size_t end = out_.find('\n', begin);
    ASSERT_NE(end, out_.npos);
    const std::string line = out_.substr(begin, end - begin);
    begin = end + 1;
    const history::LoadResult loaded = history::ParseHistory(line, "x", {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->workflow_id, entry.workflow_id);
    EXPECT_EQ(loaded->run_id, entry.run_id);
    EXPECT_EQ(loaded->workflow_namespace, entry.name_space);
    EXPECT_EQ(static_cast<int64_t>(loaded->events.size()), entry.events);
  }
  EXPECT_EQ(begin, out_.size());
}

TEST_F(ExportTest, ThreadsDoNotChangeAByte) {
  const auto lines = [&](int threads) {
    ExportRequest request;
    request.format = ExportFormat::kJsonl;
    request.threads = threads;
    out_.clear();
    EXPECT_GT(Run(request)->histories, 1u);
    return out_;
  };
  const std::string one = lines(1);
  EXPECT_EQ(lines(2), one);
  EXPECT_EQ(lines(9), one);
}

TEST_F(ExportTest, ChoosesByTypeStatusAndRun) {
  const auto count = [&](const ExportRequest& request) {
    const Outcome<Exported> exported = Run(request);
    return exported ? exported->histories : 0;
  };
  ExportRequest request;
  request.format = ExportFormat::kJsonl;
  EXPECT_EQ(count(request), 3u);
  request.types = {Entries()[0].workflow_type};
  EXPECT_LT(count(request), 3u);
  EXPECT_GT(count(request), 0u);
  request.types = {};
  request.statuses = {"Completed"};
  EXPECT_GE(count(request), 2u);
  request.run_ids = {"run-b"};
  EXPECT_EQ(count(request), 1u);
  request.statuses = {"Running"};
  EXPECT_EQ(FailureOf(request),
            (Failure{ExitCode::kUsage,
                     folder_ + ": none of its 3 histories is of that --type, "
                               "--status, --workflow-id and --run-id: see "
                               "`lockstep-fetch status`"}));
  request = {};
  request.format = ExportFormat::kJsonl;
  request.workflow_ids = {"w-run-a"};
  EXPECT_EQ(count(request), 1u);
}

TEST_F(ExportTest, NotesWhoseTheFilesOfAFolderAre) {
  ExportRequest request;
  request.folder = to_;
  request.run_ids = {"run-a"};
  ASSERT_TRUE(Run(request));
  request.run_ids = {"run-b"};
  ASSERT_TRUE(Run(request));

  const Outcome<ExportIndex> index = ReadExportIndex(to_);

  ASSERT_TRUE(index) << index.error().message;
  ASSERT_EQ(index->size(), 2u);
  std::vector<std::string> runs;
  for (const auto& [file, hints] : *index) {
    EXPECT_TRUE(fs::exists(to_ + "/" + file)) << file;
    EXPECT_EQ(hints.workflow_id, "w-" + hints.run_id);
    EXPECT_EQ(hints.workflow_namespace, Entries()[0].name_space);
    runs.push_back(hints.run_id);
  }
  EXPECT_THAT(runs, testing::UnorderedElementsAre("run-a", "run-b"));
}

TEST_F(ExportTest, LeavesAFileThatIsCalledLikeItsNotes) {
  fs::create_directory(to_);
  for (const char* line : {"mine", "{}", R"({"file":"a"})", "[]"}) {
    WriteFile(to_ + "/" + kExportIndex, line);
    ExportRequest request;
    request.folder = to_;

    EXPECT_EQ(FailureOf(request),
              (Failure{ExitCode::kIntegrity,
                       to_ + "/" + kExportIndex +
                           ":1: is no line that `lockstep-fetch export` "
                           "writes: remove the file, or export again into a "
                           "new folder"}))
        << line;
    EXPECT_EQ(FilesIn(to_).size(), 1u);
  }
}

TEST_F(ExportTest, NeverOverwritesUnlessItMay) {
  ExportRequest request;
  request.folder = to_;
  ASSERT_TRUE(Run(request));
  const std::vector<std::string> files = FilesIn(to_);
  fs::remove(to_ + "/" + files[0]);
  WriteFile(to_ + "/" + files[2], "mine");

  EXPECT_THAT(FailureOf(request).message, HasSubstr("is there already"));
  // Nothing at all was written.
  EXPECT_FALSE(fs::exists(to_ + "/" + files[0]));
  EXPECT_EQ(ReadFile(to_ + "/" + files[2]), "mine");

  request.overwrite = Overwrite::kYes;
  ASSERT_TRUE(Run(request));
  EXPECT_EQ(FilesIn(to_), files);
  EXPECT_NE(ReadFile(to_ + "/" + files[2]), "mine");
}

TEST_F(ExportTest, WritesNoPartOfAFileIfAHistoryIsBroken) {
  const std::string last = folder_ + "/" + Entries().back().file;
  WriteFile(last, "no gzip at all");
  ExportRequest request;
  request.format = ExportFormat::kJsonl;
  request.file = scratch_ / "all.jsonl";

  EXPECT_EQ(FailureOf(request),
            (Failure{ExitCode::kIntegrity,
                     last + ": is not gzip or is damaged: download it again"}));
  EXPECT_FALSE(fs::exists(request.file));
}

TEST_F(ExportTest, RefusesRequestsThatMakeNoSense) {
  ExportRequest several;
  EXPECT_EQ(FailureOf(several),
            (Failure{ExitCode::kUsage,
                     "3 histories match, and a file holds one: choose it with "
                     "--run-id, or use --to FOLDER or --format jsonl"}));
  ExportRequest places;
  places.folder = to_;
  places.file = "x";
  EXPECT_EQ(FailureOf(places),
            (Failure{ExitCode::kUsage,
                     "--to and --file say two places: give one of them"}));
  ExportRequest lines;
  lines.folder = to_;
  lines.format = ExportFormat::kJsonl;
  EXPECT_EQ(FailureOf(lines),
            (Failure{ExitCode::kUsage,
                     "--format jsonl makes one file of all histories: name it "
                     "with --file instead of --to"}));
  ExportRequest unknown;
  unknown.run_ids = {"run-a", "no\nrun"};
  EXPECT_EQ(FailureOf(unknown),
            (Failure{ExitCode::kUsage,
                     folder_ + ": has no run no\\x0arun: check --run-id"}));
  for (const std::string& inside : {folder_, folder_ + "/histories/x/../y"}) {
    ExportRequest request;
    request.folder = inside;
    EXPECT_EQ(FailureOf(request),
              (Failure{ExitCode::kUsage,
                       inside + ": is in the corpus: name a folder outside of "
                                "it"}));
  }
  for (const char* inside : {"/manifest.jsonl", "/new.jsonl"}) {
    ExportRequest request;
    request.format = ExportFormat::kJsonl;
    request.file = folder_ + inside;
    request.overwrite = Overwrite::kYes;
    EXPECT_EQ(FailureOf(request),
              (Failure{ExitCode::kUsage,
                       request.file + ": is in the corpus: name a file outside "
                                      "of it"}));
  }
  ExportRequest descriptors;
  descriptors.run_ids = {"run-a"};
  descriptors.format = ExportFormat::kBinpb;
  descriptors.descriptors = scratch_ / "nothing";
  EXPECT_EQ(FailureOf(descriptors).code, ExitCode::kUsage);
}

TEST_F(ExportTest, OfAnEmptyCorpusFails) {
  const std::string empty = scratch_ / "empty";
  { ASSERT_TRUE(Corpus::Open(empty, Corpus::Access::kWrite)); }
  const Corpus corpus = Corpus::Open(empty, Corpus::Access::kRead).value();

  EXPECT_EQ(Export(corpus, {}, [](std::string_view) { return true; }).error(),
            (Failure{ExitCode::kMinima,
                     empty + ": holds no history: fill it with `lockstep-fetch "
                             "sync`"}));
}

TEST_F(ExportTest, SaysThatStdoutDidNotTakeAll) {
  ExportRequest request;
  request.format = ExportFormat::kJsonl;
  const Outcome<Exported> exported =
      Export(Open(), request, [](std::string_view) { return false; });

  EXPECT_EQ(exported.error(),
            (Failure{ExitCode::kPartial,
                     "the export is not whole: send stdout to a place that "
                     "takes it, or use --file"}));
}

}  // namespace
}  // namespace lockstep::fetch
