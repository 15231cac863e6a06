// The text of a history, as a corpus gives it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "tests/history/gzip.h"
#include "tests/history_fetch/corpus/corpus_fixture.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST_F(CorpusTest, KnowsThatAnotherProcessTookAFileAway) {
  Corpus writer = Open();
  ASSERT_TRUE(PutRun(writer, 1));
  ASSERT_TRUE(writer.Finish(Complete()));
  const Corpus reader = Reopen();
  const Entry entry = Of(reader, 1);
  EXPECT_FALSE(reader.HasChanged());
  ASSERT_TRUE(PutRun(writer, 1, 1));
  ASSERT_TRUE(writer.Flush());

  const Failure expected{ExitCode::kPartial,
                         folder_ + "/" + entry.file +
                             ": another lockstep-fetch has replaced or removed "
                             "it meanwhile: run the command again"};
  EXPECT_TRUE(reader.HasChanged());
  EXPECT_EQ(ReadHistoryText(reader, entry).error(), expected);
  ASSERT_TRUE(writer.Finish(Complete()));
  EXPECT_EQ(ReadHistoryText(reader, entry).error(), expected);
  EXPECT_FALSE(writer.HasChanged());
}

TEST_F(CorpusTest, IsNamedInMessagesWithoutASlashAtItsEnd) {
  { Open(); }
  const Corpus corpus =
      Corpus::Open(folder_ + "//", Corpus::Access::kRead).value();

  EXPECT_EQ(corpus.folder(), folder_);
}

TEST_F(CorpusTest, ReadsATextAndChecksIt) {
  Corpus corpus = Open();
  ASSERT_TRUE(PutRun(corpus, 1));
  const Entry entry = Of(corpus, 1);
  const std::string path = folder_ + "/" + entry.file;
  EXPECT_EQ(ReadHistoryText(corpus, entry), TextOf(1, 0));

  Entry other = entry;
  other.sha256 = "0";
  EXPECT_EQ(ReadHistoryText(corpus, other).error(),
            (Failure{ExitCode::kIntegrity,
                     path +
                         ": is not what the manifest says (its SHA-256 "
                         "differs): " +
                         std::string(kRepair)}));
  WriteFile(path, ReadFile(path).substr(0, 20));
  EXPECT_EQ(ReadHistoryText(corpus, entry).error(),
            (Failure{ExitCode::kIntegrity,
                     path + ": is cut off (gzip): download it again"}));
  fs::remove(path);
  EXPECT_EQ(
      ReadHistoryText(corpus, entry).error(),
      (Failure{ExitCode::kIntegrity,
               path + ": the manifest names this file but it is not there: " +
                   std::string(kRepair)}));
  fs::create_directory(path);
  EXPECT_EQ(ReadHistoryText(corpus, entry).error(),
            (Failure{ExitCode::kIntegrity,
                     path + ": is no regular file: " + std::string(kRepair)}));
  fs::remove(path);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(ReadHistoryText(corpus, entry).error(),
            (Failure{ExitCode::kIntegrity,
                     path + ": is no regular file: " + std::string(kRepair)}));
  other.file = "../../etc/passwd";
  EXPECT_EQ(ReadHistoryText(corpus, other).error(),
            (Failure{ExitCode::kIntegrity,
                     folder_ + ": is no file of a corpus: restore its "
                               "manifest"}));
}

TEST_F(CorpusTest, ReadsNoTextThroughALink) {
  Corpus corpus = Open();
  ASSERT_TRUE(PutRun(corpus, 1));
  const Entry entry = Of(corpus, 1);
  const std::string path = folder_ + "/" + entry.file;
  fs::rename(path, folder_ + "/elsewhere");
  fs::create_symlink(folder_ + "/elsewhere", path);

  EXPECT_EQ(ReadHistoryText(corpus, entry).error(),
            (Failure{ExitCode::kIntegrity,
                     path + ": is no regular file: " + std::string(kRepair)}));
}

TEST_F(CorpusTest, ReadsNoMoreThanTheManifestSays) {
  Corpus corpus = Open();
  ASSERT_TRUE(PutRun(corpus, 1));
  const Entry entry = Of(corpus, 1);
  const std::string path = folder_ + "/" + entry.file;
  WriteFile(path, history::Gzip(std::string(10 << 20, 'x')));
  EXPECT_THAT(ReadHistoryText(corpus, entry).error().message,
              HasSubstr(": unpacks to more than "));
  // Of no blocks.
  fs::resize_file(path, uintmax_t{1} << 40);
  EXPECT_EQ(ReadHistoryText(corpus, entry).error(),
            (Failure{ExitCode::kIntegrity,
                     path + ": has 1099511627776 bytes, more than the " +
                         std::to_string(entry.bytes) +
                         " of its text that the manifest says: " +
                         std::string(kRepair)}));
}

}  // namespace
}  // namespace lockstep::fetch
