#include "history_fetch/corpus/journal.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>

#include "history_fetch/corpus/corpus.h"
#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

// A whole record of any kind; `body` begins behind its first quotation mark.
std::string WithCrc(const std::string& body) {
  const uLong crc =
      crc32(crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(body.data()),
            static_cast<uInt>(body.size()));
  return fmt::format("{{\"crc\":\"{:08x}\",\"{}}}\n", crc, body);
}

TEST(JournalRecord, IsReadAsItWasWritten) {
  const std::string line = ToJsonLine(EntryOf(1));
  std::string put = PutRecord(line);
  std::string remove = RemoveRecord("a\nb", "run \"1\"");
  ASSERT_EQ(put.back(), '\n');
  put.pop_back();
  remove.pop_back();

  EXPECT_EQ(ParseRecord(put)->entry_line, line);
  EXPECT_EQ(put.substr(PutOffset(), line.size()), line);
  EXPECT_EQ(ParseRecord(remove)->kind, JournalRecord::Kind::kRemove);
  EXPECT_EQ(ParseRecord(remove)->name_space, "a\nb");
  EXPECT_EQ(ParseRecord(remove)->run_id, "run \"1\"");
}

TEST(JournalRecord, WithAnyOtherByteIsNone) {
  std::string put = PutRecord(R"({"schema":1,"run_id":"r"})");
  put.pop_back();
  for (size_t i = 0; i < put.size(); ++i) {
    std::string broken = put;
    broken[i] = static_cast<char>(broken[i] ^ 0x10);
    EXPECT_FALSE(ParseRecord(broken)) << broken;
    EXPECT_FALSE(ParseRecord(put.substr(0, i))) << i;
  }
}

TEST(JournalRecord, ThatIsWholeAndOfNoKindWeKnowIsUnknown) {
  for (const char* body :
       {R"(rename":{"run_id":"r"})", R"(remove":{"run_id":"r"})",
        R"(remove":{"namespace":"n","run_id":"r","why":"x"})"}) {
    const std::string line = WithCrc(body);
    const auto record =
        ParseRecord(std::string_view(line).substr(0, line.size() - 1));
    ASSERT_TRUE(record) << body;
    EXPECT_EQ(record->kind, JournalRecord::Kind::kUnknown) << body;
  }
}

TEST(JournalHeader, NamesItsManifest) {
  EXPECT_EQ(ParseJournalHeader(JournalHeader("abc"))->base, "abc");
  EXPECT_FALSE(ParseJournalHeader(""));
  EXPECT_FALSE(ParseJournalHeader("{}"));
  EXPECT_FALSE(ParseJournalHeader(R"({"lockstep_journal":1})"));
  EXPECT_FALSE(ParseJournalHeader(R"({"lockstep_journal":0,"base":"abc"})"));
  EXPECT_EQ(ParseJournalHeader(R"({"lockstep_journal":2})")->format, 2);
}

// The files themselves do not change from byte to byte.
constexpr size_t kLookEvery = 16;

// A corpus of two histories whose journal adds two, changes one, removes one.
class Journal : public testing::Test {
 protected:
  Journal() {
    Corpus corpus = Corpus::Open(folder_, Corpus::Access::kWrite).value();
    for (int run = 1; run < 3; ++run) EXPECT_TRUE(PutRun(corpus, run));
    CorpusState state;
    state.complete = true;
    EXPECT_TRUE(corpus.Finish(state));
    EXPECT_TRUE(PutRun(corpus, 3));
    Entry changed = corpus.Read("default", EntryOf(1).run_id).value();
    changed.query = "changed";
    EXPECT_TRUE(corpus.Update(changed));
    EXPECT_TRUE(corpus.Remove("default", EntryOf(3).run_id));
    EXPECT_TRUE(PutRun(corpus, 4));
    EXPECT_TRUE(corpus.Flush());
    journal_ = ReadFile(path_);
    // As if it had been killed here: nothing is folded in. The file of the run
    // that was removed comes back, for the moment before it was.
    EXPECT_TRUE(PutRun(corpus, 3));
    EXPECT_TRUE(corpus.Flush());
    WriteFile(path_, journal_);
  }

  const Scratch scratch_;
  const std::string folder_ = scratch_ / "corpus";
  const std::string path_ = folder_ + "/state/journal.jsonl";
  std::string journal_;
};

TEST_F(Journal, TornAtAnyByteCountsUpToItsLastWholeLine) {
  const size_t kSizes[] = {2, 2, 3, 3, 2, 3};  // after each line
  for (size_t length = 0; length <= journal_.size(); ++length) {
    SCOPED_TRACE(length);
    const std::string torn = journal_.substr(0, length);
    WriteFile(path_, torn);
    const auto lines = std::count(torn.begin(), torn.end(), '\n');

    const Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kRead);

    ASSERT_TRUE(corpus) << corpus.error().message;
    EXPECT_EQ(corpus->size(), kSizes[lines]);
    EXPECT_EQ(corpus->state().complete, lines < 2);
    const bool changed = lines >= 3;
    EXPECT_EQ(corpus->Read("default", EntryOf(1).run_id)->query,
              changed ? "changed" : "");
    if (length % kLookEvery == 0) ExpectSound(*corpus);
    if (HasFailure()) return;
  }
}

TEST_F(Journal, WithAnyByteChangedCountsUpToThere) {
  for (size_t i = 0; i < journal_.size(); ++i) {
    std::string broken = journal_;
    broken[i] = static_cast<char>(broken[i] ^ 0x01);
    WriteFile(path_, broken);

    const Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kRead);

    ASSERT_TRUE(corpus) << i << corpus.error().message;
    if (i % kLookEvery == 0) ExpectSound(*corpus);
    EXPECT_FALSE(corpus->Find("default", EntryOf(4).run_id));
    if (HasFailure()) return;
  }
}

TEST_F(Journal, IsFoldedInByTheNextWriter) {
  const Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);

  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_EQ(corpus->size(), 3u);
  EXPECT_FALSE(fs::exists(path_));
  EXPECT_FALSE(corpus->state().complete);
  EXPECT_THAT(corpus->state().reason, testing::HasSubstr("was interrupted"));
  EXPECT_THAT(ReadFile(folder_ + "/manifest.jsonl"),
              testing::StartsWith(R"({"lockstep_corpus":1,"complete":false,)"));
  ExpectSound(*corpus);
  ExpectNoStrays(*corpus);
}

TEST_F(Journal, OfAManifestThatIsNoMoreSaysNothing) {
  { ASSERT_TRUE(Corpus::Open(folder_, Corpus::Access::kWrite)); }
  const std::string manifest = ReadFile(folder_ + "/manifest.jsonl");
  WriteFile(path_, journal_);  // as if killed before it was removed

  {
    const Corpus reader = Corpus::Open(folder_, Corpus::Access::kRead).value();
    EXPECT_EQ(reader.size(), 3u);
    ExpectSound(reader);
  }
  const Corpus writer = Corpus::Open(folder_, Corpus::Access::kWrite).value();

  EXPECT_EQ(ReadFile(folder_ + "/manifest.jsonl"), manifest);
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(Journal, ThatNamesAFileOutsideOfTheCorpusIsRefused) {
  Entry entry = EntryOf(9);
  entry.file = "../../etc/passwd";
  WriteFile(path_, journal_ + PutRecord(ToJsonLine(entry)));

  for (const auto access : {Corpus::Access::kRead, Corpus::Access::kWrite}) {
    const Outcome<Corpus> corpus = Corpus::Open(folder_, access);

    ASSERT_FALSE(corpus);
    EXPECT_EQ(
        corpus.error(),
        (Failure{ExitCode::kIntegrity,
                 path_ + ":6: the member \"file\" is no name that "
                         "lockstep-fetch gives; remove the file, then run "
                         "`lockstep-fetch sync` again"}));
  }
}

// What docs/corpus-format.md says of deleting state/.
TEST_F(Journal, ThatIsDeletedWithItsFolderCostsWhatItHeldAndNothingElse) {
  const std::string manifest = ReadFile(folder_ + "/manifest.jsonl");
  fs::remove_all(folder_ + "/state");
  for (const auto access : {Corpus::Access::kRead, Corpus::Access::kWrite}) {
    Corpus corpus = Corpus::Open(folder_, access).value();

    EXPECT_EQ(corpus.size(), 2u);
    EXPECT_EQ(ReadFile(folder_ + "/manifest.jsonl"), manifest);
    ExpectSound(corpus);
    if (access == Corpus::Access::kRead) continue;
    ExpectNoStrays(corpus);
    EXPECT_TRUE(PutRun(corpus, 4));
    CorpusState state;
    state.complete = true;
    EXPECT_TRUE(corpus.Finish(state));
    EXPECT_EQ(corpus.size(), 3u);
  }
  fs::remove_all(folder_ + "/state");
  const Corpus reader = Corpus::Open(folder_, Corpus::Access::kRead).value();
  EXPECT_EQ(reader.size(), 3u) << "of a finished corpus nothing is lost";
  EXPECT_TRUE(reader.state().complete);
  ExpectSound(reader);
}

TEST_F(Journal, OfANewerFormatIsRefusedAndNothingIsDeleted) {
  const std::string known = journal_.substr(0, journal_.find('\n') + 1);
  std::string newer = journal_;
  newer.replace(newer.find(":1,"), 3, ":2,");
  struct Row {
    std::string journal;
    const char* message;  // after the file's name
  };
  const Row kRows[] = {
      {newer, ": is of format 2"},
      {"{\"lockstep_journal\":3,\"of\":[]}\n", ": is of format 3"},
      {known + WithCrc(R"(rename":{"run_id":"r"})"),
       ":2: is a change of an unknown kind"},
      {journal_ + WithCrc(R"(remove":{"run":7})"),
       ":6: is a change of an unknown kind"},
  };
  const auto files = FilesIn(folder_ + "/histories");
  for (const Row& row : kRows) {
    WriteFile(path_, row.journal);
    for (const auto access : {Corpus::Access::kRead, Corpus::Access::kWrite}) {
      const Outcome<Corpus> corpus = Corpus::Open(folder_, access);

      ASSERT_FALSE(corpus) << row.message;
      EXPECT_EQ(corpus.error(),
                (Failure{ExitCode::kIntegrity,
                         path_ + row.message +
                             ": this corpus was written by a newer "
                             "lockstep-fetch; update lockstep-fetch"}));
    }
    EXPECT_EQ(ReadFile(path_), row.journal);
    EXPECT_EQ(FilesIn(folder_ + "/histories"), files);
  }
}

}  // namespace
}  // namespace lockstep::fetch
